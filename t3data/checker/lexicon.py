"""The checker's English: closed classes of words and irregular forms, chosen for captions."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ARTICLES = _words("a an the")
BE = _words("is are was were be been being am 's 're")
DETERMINERS = ARTICLES | _words(
    "this that these those some any another each every several many few both all his her their its"
    " my your our one two three four five six seven eight nine ten eleven twelve more various"
)
PREPOSITIONS = _words(
    "in on at of with by near from to behind under over above below beside between inside outside"
    " against around along across through into onto upon toward towards beneath underneath beyond"
    " among amongst amid within without for as off past down up next opposite atop before after"
    " during like"
)
_JOINING = (
    "that which who whose whom where when while because so and or but have has had can could will"
    " would may might must should do does did"
)
LINKS = PREPOSITIONS | BE | _words(_JOINING) | {"not"}
NEGATIONS = _words(
    "no not never without neither nor none nobody nothing nowhere lacks lacking instead isn't"
    " aren't wasn't weren't doesn't don't didn't cannot can't absent missing gone removed vanished"
)
DENIALS = NEGATIONS - _words("without lacks lacking instead")
"""Negations that deny what stands before them."""
STOP = (
    DETERMINERS - _words("one two three four five six seven eight nine ten eleven twelve")
    | LINKS
    | _words(
        "he him himself she hers herself they them themselves theirs it itself we us ours i me you"
        " yours there here then also just very too still again now once ever even only really quite"
        " rather together other others out away back if than such same own having doing being"
        " everyone everything something someone else well almost about"
        # What narrators of captions say about showing, beginning and going on tells no event apart.
        " see seen sees seeing saw show shown shows showing showed visible begin begins began begun"
        " beginning start starts started starting continue continues continued continuing appear"
        " appears appeared appearing get gets got getting going goes go"
    )
    | NEGATIONS
)
MEASURES = _words(
    "group pair couple set row bunch pile lot number collection array series cluster stack"
    " variety assortment line piece slice crowd handful lots dozens hundreds type kind"
)
THING_PRONOUNS = _words("it its itself them they")
SUBJECTS = _words("he she it they we i you someone somebody everyone there")
COMPOUNDING = _words(
    "ball band basket bean bell belt berry bike bird board boat boot bowl brush bush cake card"
    " case chair cloth clothes coat cutter cycle field fighter fish flower frame garden girl"
    " glass holder horse house jacket keeper knife land light line mail maker mark melon mill"
    " pack paper park path phone piece pipe plane plant plate player pool port powder print room"
    " rope seat shade shelf ship shirt shoe shop skin sled stick stone storm stove suit table"
    " towel track tree truck walk wall ware water wheel wing woman wood work worker worm yard"
)
"""Nouns that end others: "sailboat". Not those that end too much: "side", "door", "head"."""
NO_NOUNS = _words(
    "upside further farther closer nearer larger smaller bigger darker lighter higher lower taller"
    " shorter wider narrower longer thicker thinner older newer"
)
"""Words that look like the end of a noun phrase and are none: "a little closer"."""
NOUNS_IN_ING = _words(
    "building ceiling painting railing wing ring king clothing string awning evening morning"
    " wedding earring icing opening lightning pudding dressing stuffing topping frosting filling"
    " landing lining bedding flooring siding lettering marking crossing parking thing bed red shed"
    " seed weed sled bread"
)

IRREGULAR = {
    form: lemma
    for lemma, forms in {
        "man": "men", "woman": "women", "child": "children", "person": "people persons peoples",
        "foot": "feet", "tooth": "teeth", "goose": "geese", "mouse": "mice", "ox": "oxen",
        "knife": "knives", "leaf": "leaves", "wife": "wives", "life": "lives", "shelf": "shelves",
        "half": "halves", "scarf": "scarves", "loaf": "loaves", "wolf": "wolves", "calf": "calves",
        "hoof": "hooves", "thief": "thieves", "elf": "elves", "shoe": "shoes", "toe": "toes",
        "canoe": "canoes", "bus": "buses busses", "gas": "gases", "movie": "movies",
        "cookie": "cookies", "pie": "pies", "tie": "ties tied tying", "lie": "lies lied lying",
        "die": "dies died dying", "lay": "laid lays", "hoe": "hoes",
        "run": "ran running runs", "sit": "sat sitting sits", "stand": "stood", "hold": "held",
        "ride": "rode ridden", "throw": "threw thrown", "take": "took taken", "give": "gave given",
        "swim": "swam swum", "drink": "drank drunk", "sing": "sang sung", "ring": "rang rung",
        "wear": "wore worn", "tear": "tore torn", "break": "broke broken", "speak": "spoke spoken",
        "write": "wrote written", "drive": "drove driven", "fly": "flew flown flies flying",
        "draw": "drew drawn", "grow": "grew grown", "blow": "blew blown", "know": "knew known",
        "eat": "ate eaten", "fall": "fell fallen", "catch": "caught", "teach": "taught",
        "bring": "brought", "buy": "bought", "fight": "fought", "think": "thought", "win": "won",
        "make": "made", "keep": "kept", "sleep": "slept", "sweep": "swept",
        "kneel": "knelt", "feel": "felt", "build": "built", "send": "sent", "bend": "bent",
        "spend": "spent", "lose": "lost", "slide": "slid", "hide": "hid hidden",
        "bite": "bitten", "shake": "shook shaken", "steal": "stole stolen", "come": "came",
        "become": "became", "tell": "told", "sell": "sold", "say": "said", "pay": "paid",
        "find": "found", "hang": "hung", "swing": "swung", "spin": "spun", "stick": "stuck",
        "strike": "struck", "dig": "dug", "lead": "led", "feed": "fed", "meet": "met",
        "wind": "wound", "rise": "risen", "forget": "forgot forgotten", "freeze": "froze frozen",
        "choose": "chose chosen", "wake": "woke woken", "see": "seen", "go": "went",
        "control": "controlled controlling", "travel": "travelled travelling",
        "gray": "grey", "color": "colour", "colored": "coloured", "donut": "doughnut",
        "add": "added adding adds", "agree": "agreed", "free": "freed", "axe": "axes",
        "ski": "skis skiing skied", "lens": "lens lenses", "canvas": "canvas canvases",
        "quiz": "quizzes",
    }.items()
    for form in forms.split()
}  # fmt: skip

PRESENT = _words(
    "sits stands holds wears walks runs looks plays rides lies hangs leans rests shows faces has"
    " moves jumps talks speaks smiles waves turns goes comes takes puts makes gets gives pours adds"
    " cuts mixes stirs throws catches kicks hits picks opens closes drives flies swims eats drinks"
    " cooks dances sings reads writes uses pushes pulls lifts carries climbs falls rolls spins"
    " begins starts continues finishes ends stops appears demonstrates performs explains watches"
    " points reaches raises lowers bends kneels covers extends fills reflects dominates features"
    " stretches surrounds displays includes contains occupies casts rises serves passes lands"
    " washes cleans paints draws wipes applies places removes ties shaves brushes combs"
)
PAST = _words(
    "ran sat stood held rode threw took gave swam drank sang wore broke spoke wrote drove flew drew"
    " grew blew ate fell caught made kept slept knelt built bent lost slid hid shook came hung"
    " swung spun stuck dug led fed met won went put cut hit set let"
)
