"""Noun phrases, fragments and event sentences that a question can quote from a caption.

A phrase is cut where a word list says it must end, and thrown away when in doubt: a caption offers
many phrases, a question needs few.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from t3data.english import (
    FUNCTION_WORDS,
    sentences,
    singular,
    tokens,
    upper_first,
    with_article,
    words,
)

_COUNTS = frozenset("two three four five six seven eight nine ten several".split())
_CUTTING = frozenset("in on at by with under above near behind from into against along".split())
_LISTING = frozenset([",", "and", "or", "-", "–", "—", "/", "(", '"', "“", "yet", "but"])
_DETERMINERS = frozenset("a an the its his her their".split())
_ADJECTIVE_ENDINGS = ("ive", "ous", "ful", "able", "ible", "less", "ish", "ly", "ed")
_MAX_WORDS = 5
_FRAGMENT_WORDS = 9
_PREFIX_WORDS = 6
_LEANING = frozenset("he she it they his her its their him them this that these those".split())
_CUES = frozenset(
    "again first last finally another more end ends ended ending still eventually afterwards later"
    " intro outro credits title logo video clip finish finishes finished continue continues"
    " continuing continued resume resumes repeat repeats once beginning second third".split()
)
_LINKS = (
    re.compile(
        r"^(?:then|next|now|after that|after(?=,)|afterwards|mean ?while|also|and)\b,? ?",
        re.IGNORECASE,
    ),
    # "The man then grabs a tool", "Several people are then shown"; not "he runs, then jumps".
    re.compile(
        r"^((?:(?:the|an?|two|three|some|several|many) )?[a-z]+(?: (?:is|are|was|were))?) then"
        r"(?= [a-z])",
        re.IGNORECASE,
    ),
)


def noun_phrases(sentence: str) -> Iterator[str]:
    """Phrases such as "a red balloon", "three small dogs", "a bowl of soup", in order."""
    found = tokens(sentence)
    for at, token in enumerate(found):
        lower = token.lower()
        if lower in ("a", "an") or lower in _COUNTS:
            phrase = _phrase_at(found, at, plural=lower in _COUNTS)
            if phrase:
                yield phrase


@lru_cache(maxsize=1 << 15)
def head_of(phrase: str) -> str:
    """The singular of the noun a phrase is about: "balloon", "dog", "bowl"."""
    before_of = phrase.lower().split(" of ")[0]
    return singular(before_of.rsplit(" ", 1)[-1])


def fragment(sentence: str) -> str | None:
    """A verbatim piece that starts with a noun phrase and says a little more about it.

    "A freight train carrying two levels of sedans is stopped" gives "a freight train carrying two
    levels of sedans". None where no piece ends well.
    """
    start = next(noun_phrases(sentence), None)
    match = start and re.search(re.escape(start), sentence, re.IGNORECASE)
    if not match:
        return None
    tail = sentence[match.start() :]
    clause = re.split(
        r"[,.;:()\"“”]| (?:that|which|who|while|as|and|but|or|is|are|was|were|has|have) ", tail
    )[0]
    text = _shortened(clause.split(), least=4, most=_FRAGMENT_WORDS)
    return text and text[0].lower() + text[1:]


def prefix(sentence: str) -> str | None:
    """The first words of a sentence, with "..." behind; None where they say too little."""
    pieces = sentence.split()
    if len(pieces) < _PREFIX_WORDS + 2:
        return None
    start = pieces[:_PREFIX_WORDS]
    telling = [p for p in start if p.strip(",").lower() not in FUNCTION_WORDS]
    if len(telling) < 3:
        return None
    return " ".join(start).rstrip(",;:") + "..."


def event_phrase(caption: str) -> str | None:
    """The first sentence of a video caption that stands alone as an item, or None.

    Linking words ("then") are dropped. Left out are sentences that lean on others (pronoun subject)
    or tell their place in the video ("finishes", "again", "the end"): both would be poor items, and
    the second kind gives the answer away without the captions.
    """
    for sentence in sentences(caption):
        text = unlinked(sentence.strip().rstrip(".!").strip())
        plain = [token.lower() for token in tokens(text)]
        if re.search(r"[.!?;:\"“”]", text) or not 3 <= len(plain) <= 24:
            continue
        if plain[0][0].isalpha() and plain[0] not in _LEANING and not _CUES.intersection(plain):
            return upper_first(" ".join(text.split()))
    return None


def unlinked(sentence: str) -> str:
    """`sentence` without the words that only tie it to the one before."""
    start, inner = _LINKS
    return inner.sub(r"\1", start.sub("", sentence)).strip()


def action_fragment(event: str) -> str | None:
    """A piece of an event sentence that starts at a verb form: "performing martial arts moves"."""
    pieces = event.split()
    for at, piece in enumerate(pieces[1:], start=1):
        if piece.endswith("ing") and piece.lower() not in words("ing_nouns"):
            clause = re.split(r"[,]| (?:and|while|as|is|are|was|were) ", " ".join(pieces[at:]))[0]
            text = _shortened(clause.split(), least=3, most=7)
            if text:
                return text
    return None


def _shortened(pieces: list[str], least: int, most: int) -> str | None:
    """`pieces` as they are, or cut before a preposition where they are more than `most`."""
    if len(pieces) > most:
        cuts = [at for at in range(least, most + 1) if pieces[at].lower() in _CUTTING]
        pieces = pieces[: cuts[-1]] if cuts else []
    return " ".join(pieces) if len(pieces) >= least and _ends_well(pieces[-1]) else None


def _phrase_at(found: list[str], start: int, plural: bool) -> str | None:
    kept = [found[start].lower()]
    for at in range(start + 1, min(start + 1 + _MAX_WORDS, len(found))):
        word = found[at]
        lower = word.lower()
        if lower == "of" and kept[-1] in words("measures"):
            tail = _bare_run(found, at + 1)
            return with_article(" ".join([*kept, "of", *tail])) if tail and not plural else None
        if not _may_continue(lower, kept, found, at):
            if len(kept) == 2 and lower in _LISTING:
                return None  # "a rich, ...": the one word so far may well be an adjective
            if len(kept) > 2 and lower in _DETERMINERS:
                kept.pop()  # "a car passes the gate": an object follows, so that was a verb
            break
        kept.append(word if _is_name(word) else lower)
        if plural and _is_plural(lower):
            break
    else:
        return None  # the phrase goes on
    return _trimmed(kept, plural)


def _may_continue(lower: str, kept: list[str], found: list[str], at: int) -> bool:
    if not lower[0].isalpha() or lower in words("stops"):
        return False
    if lower in words("verbs") and not _modifies(found, at):
        return False
    if lower.endswith("ing"):
        follower = found[at + 1].lower() if at + 1 < len(found) else ""
        modifier = lower in words("ing_modifiers") and follower[:1].isalpha()
        return lower in words("ing_nouns") or (modifier and follower not in words("stops"))
    # A participle after a noun opens a clause ("a wall covered ..."), before it an adjective.
    follows_noun = len(kept) > 1 and kept[-1] not in words("adjectives")
    return not (follows_noun and lower.endswith("ed") and lower not in words("odd_nouns"))


def _modifies(found: list[str], at: int) -> bool:
    """Whether a word that may be a verb is an adjective here: "a covered bridge"."""
    return found[at].lower() in words("adjectives")


def _bare_run(found: list[str], start: int) -> list[str]:
    run: list[str] = []
    for word in found[start : start + 3]:
        lower = word.lower()
        if not _may_continue(lower, ["x", *run] if run else ["x"], found, start + len(run)):
            break
        run.append(lower)
    while run and not _ends_well(run[-1]):
        run.pop()
    return run if run and run[-1] not in words("generic") else []


def _trimmed(kept: list[str], plural: bool) -> str | None:
    while len(kept) > 1 and not _ends_well(kept[-1]):
        kept.pop()
    if len(kept) < 2:
        return None
    head = kept[-1].lower()
    if plural != _is_plural(head):
        if plural or len(kept) < 3:
            return None
        kept.pop()  # "a car zooms": a singular article, so the last word was a verb
        return _trimmed(kept, plural)
    if _is_generic(kept) or _is_name(kept[-1]) or len(head) < 3:
        return None
    if len(kept) == 2 and head.endswith("y") and head not in words("odd_nouns"):
        return None  # "a wavy", "a shaggy": too often an adjective whose noun was cut off
    return with_article(" ".join(kept))


def _ends_well(word: str) -> bool:
    lower = word.strip(",.").lower()
    return (
        lower not in FUNCTION_WORDS
        and lower not in words("adjectives")
        and lower not in words("stops")
        and lower not in words("verbs")
        and lower not in words("ing_modifiers")
        and lower.rsplit("-", 1)[-1] not in words("adjectives")
        and not (lower.endswith(_ADJECTIVE_ENDINGS) and lower not in words("odd_nouns"))
        and not lower.endswith(("'s", "’s"))
        and lower[:1].isalpha()
        and not (lower.endswith("ing") and lower not in words("ing_nouns"))
    )


def _is_generic(kept: list[str]) -> bool:
    """Whether a phrase names a part of the picture or a measure; "a parking lot" does not."""
    head = kept[-1].lower()
    named = kept[-2] in words("ing_modifiers")
    return not named and (head in words("generic") or singular(head) in words("generic"))


def _is_plural(lower: str) -> bool:
    return lower in words("irregular_plurals") or (
        lower.endswith("s")
        and not lower.endswith(("ss", "us", "is", "'s", "’s"))
        and lower not in words("singular_s")
    )


def _is_name(word: str) -> bool:
    return word[:1].isupper()
