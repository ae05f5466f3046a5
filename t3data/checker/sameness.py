"""Words that a reader may take for the same thing, keyed by lemma.

Generous on purpose: where "a puppy" might be called "the dog" in another line, a question that
hangs on either is ambiguous, and a rejected question costs nothing.
"""

from itertools import combinations

from t3data.checker.lemmas import lemma

_SAME = (
    "man guy gentleman male dude fellow",
    "woman lady female gal",
    "child kid youngster",
    "baby infant newborn",
    "sofa couch settee",
    "car automobile auto",
    "bike bicycle",
    "motorcycle motorbike",
    "picture photo photograph image snapshot",
    "person human individual",
    "airplane plane aeroplane aircraft jet airliner",
    "television tv",
    "phone telephone cellphone smartphone",
    "road street roadway",
    "sea ocean",
    "rock stone",
    "shop store",
    "rug carpet",
    "trash garbage rubbish",
    "fridge refrigerator",
    "truck lorry",
    "taxi cab",
    "pants trousers",
    "sneaker trainer",
    "glasses eyeglasses spectacles",
    "big large",
    "small little tiny",
    "speak talk",
    "begin start commence",
    "end finish",
    "jump leap hop",
    "cut chop slice",
    "mix stir combine blend",
    "throw toss",
    "pick grab",
    "put place",
    "shut close",
    "grill barbecue bbq",
    "coriander cilantro",
)

_MAY_BE = {
    "person": "man woman boy girl child baby adult teenager crowd audience pedestrian spectator",
    "child": "boy girl baby toddler",
    "baby": "toddler",
    "man": "boy father dad husband groom grandfather",
    "woman": "girl mother mom wife bride grandmother",
    "boy": "son brother teenager",
    "girl": "daughter sister teenager",
    "crowd": "audience spectator group",
    "team": "group player person",
    "dog": "puppy retriever terrier poodle bulldog labrador husky dachshund corgi shepherd collie",
    "cat": "kitten tabby",
    "animal": "dog cat horse cow sheep goat pig bear elephant giraffe zebra lion tiger monkey bird",
    "bird": "gull seagull pigeon duck goose swan parrot eagle owl sparrow crow chicken rooster",
    "horse": "pony foal",
    "cow": "bull calf cattle ox",
    "fish": "salmon tuna trout shark",
    "vehicle": "car truck bus van taxi motorcycle suv jeep sedan tractor ambulance",
    "car": "sedan suv jeep taxi coupe convertible hatchback van minivan",
    "truck": "pickup van",
    "boat": "ship sailboat yacht canoe kayak ferry raft dinghy vessel",
    "ship": "vessel ferry yacht",
    "flower": "rose tulip daisy sunflower orchid lily blossom bloom dandelion thistle petal",
    "plant": "flower tree bush shrub fern cactus succulent weed vine",
    "bush": "shrub hedge",
    "tree": "palm pine oak maple birch willow fir evergreen cedar",
    "building": "house skyscraper tower church structure cottage barn castle apartment",
    "house": "home cottage cabin mansion",
    "hat": "cap helmet beanie fedora hood",
    "shirt": "t-shirt tshirt tee top blouse polo sweater",
    "jacket": "coat blazer hoodie sweater",
    "pants": "jeans leggings slacks shorts",
    "shoe": "sneaker boot sandal heel slipper trainer loafer",
    "cup": "mug glass tumbler",
    "plate": "dish platter tray",
    "bowl": "dish basin",
    "pan": "skillet frypan wok pot",
    "pot": "saucepan pan vase planter",
    "bag": "backpack purse handbag sack suitcase tote",
    "glasses": "sunglasses goggle glass",
    "screen": "monitor television display",
    "computer": "laptop pc notebook monitor",
    "phone": "mobile iphone",
    "picture": "painting poster drawing illustration print portrait artwork",
    "painting": "artwork mural portrait",
    "sign": "signboard billboard placard banner poster",
    "path": "trail walkway sidewalk pavement track footpath",
    "road": "highway lane avenue path",
    "sidewalk": "pavement walkway",
    "chair": "seat armchair stool recliner",
    "sofa": "loveseat seat",
    "bench": "seat pew",
    "table": "desk counter",
    "cabinet": "cupboard dresser wardrobe",
    "lamp": "light lantern chandelier bulb",
    "light": "lantern bulb spotlight",
    "curtain": "drape blind",
    "ball": "basketball football baseball volleyball tennis",
    "water": "sea river lake pond ocean pool",
    "river": "stream creek",
    "lake": "pond",
    "hill": "mountain slope",
    "mountain": "peak cliff",
    "beach": "shore sand coast",
    "grass": "lawn field meadow turf",
    "food": "meal dish snack",
    "cake": "cupcake pastry pie",
    "bread": "loaf toast bun baguette",
    "container": "box bottle jar can bin basket bucket tub",
    "box": "carton crate package case",
    "bottle": "flask jar",
    "bin": "trash can",
    "watch": "clock",
    "rope": "cord string cable",
    "gun": "rifle pistol weapon",
    "instrument": "guitar piano violin drum flute accordion saxophone trumpet harmonica",
    "knife": "blade cutter",
    "walk": "stroll step",
    "run": "jog sprint race",
    "cook": "fry boil bake",
    "stairs": "staircase stair step",
    "statue": "sculpture figurine figure",
    "fence": "railing barrier",
    "toy": "doll teddy figurine",
}

_AGENTS = (
    "chef player athlete rider skier surfer dancer worker gymnast performer instructor coach"
    " teacher student swimmer runner boxer fighter wrestler drummer guitarist musician singer"
    " reporter host presenter announcer referee judge soldier officer policeman fireman driver"
    " cyclist skater skateboarder snowboarder climber diver barber hairdresser bartender waiter"
    " waitress customer artist painter photographer cowboy biker fisherman golfer pitcher batter"
    " bowler goalie cheerleader lifter opponent speaker model actor lifeguard hiker jogger"
)


_PRONOUNS = {
    "he": "man boy person child",
    "him": "man boy person child",
    "his": "man boy person child",
    "himself": "man boy person child",
    "she": "woman girl person child",
    "her": "woman girl person child",
    "hers": "woman girl person child",
    "herself": "woman girl person child",
    "they": "person man woman boy girl child crowd team",
    "them": "person man woman boy girl child crowd team",
    "their": "person man woman boy girl child crowd team",
    "someone": "person man woman boy girl child",
    "somebody": "person man woman boy girl child",
    "everyone": "person crowd team",
    "one": "person man woman boy girl child",
    "other": "person man woman boy girl child",
    "another": "person man woman boy girl child",
}


def _related() -> dict[str, frozenset[str]]:
    related: dict[str, set[str]] = {}

    def relate(one: str, other: str) -> None:
        related.setdefault(one, set()).add(other)
        related.setdefault(other, set()).add(one)

    for clique in _SAME:
        for one, other in combinations(_lemmas(clique), 2):
            relate(one, other)
    for broad, narrow in _MAY_BE.items():
        for word in _lemmas(narrow):
            relate(lemma(broad), word)
    for agent in _lemmas(_AGENTS):
        for someone in ("person", "man", "woman"):
            relate(agent, someone)
    # A synonym may be whatever its head word may be: "guy" for "father", "kid" for "boy".
    for clique in _SAME:
        head, *rest = _lemmas(clique)
        for word in rest:
            for other in related[head] - {word}:
                relate(word, other)
    for pronoun, people in _PRONOUNS.items():
        referents = {other for someone in people.split() for other in related[someone]}
        related[pronoun] = (referents | set(people.split())) - _NEVER.get(pronoun, set())
    return {word: frozenset(others - {word}) for word, others in related.items()}


def _lemmas(text: str) -> list[str]:
    return [lemma(word) for word in text.split()]


_MALE = frozenset(_lemmas("man guy gentleman male dude fellow boy father dad husband son brother"))
_FEMALE = frozenset(_lemmas("woman lady female gal girl mother mom wife bride daughter sister"))
_NEVER = {
    **{pronoun: set(_FEMALE) for pronoun in ("he", "him", "his", "himself")},
    **{pronoun: set(_MALE) for pronoun in ("she", "her", "hers", "herself")},
}

RELATED = _related()
"""For a word, the words that name what it may name. Not transitive: boy, child, girl."""


def _named_by() -> dict[str, frozenset[str]]:
    named_by: dict[str, set[str]] = {}
    for word, others in RELATED.items():
        for other in others:
            named_by.setdefault(other, {other}).add(word)
    return {word: frozenset(others) for word, others in named_by.items()}


NAMED_BY = _named_by()
"""The other way round: for a word, itself and all words and pronouns that may mean the same."""

SAME_AS = {word: _lemmas(clique)[0] for clique in _SAME for word in _lemmas(clique)}
"""For a word with plain synonyms, the one of them that stands for all."""
