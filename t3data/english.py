"""The little English the offline describer needs: tokens, sentences, lemmas, word classes.

No tagger: models cannot be downloaded everywhere, and captions are plain enough for word lists
(`t3data/lexicon/english.yaml`). Whatever slips through meets the checker, which shares no code.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*|[^\w\s]")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”']?\s+(?=[\"“']?[A-Z0-9])")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|No|vs|etc|approx|[A-Z])\.$")

FUNCTION_WORDS = frozenset(
    "a an the of in on at by to from with and or but as is are was were be been being has have had"
    " his her its their our my your he she it they we you i this that these those there here who"
    " which while then into onto over under up down out off for him them do does did so very also"
    " some other another one two several".split()
)
_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "people": "person", "feet": "foot",
    "teeth": "tooth", "geese": "goose", "mice": "mouse", "knives": "knife", "leaves": "leaf",
    "shelves": "shelf", "wolves": "wolf", "loaves": "loaf", "scarves": "scarf", "halves": "half",
    "calves": "calf", "lives": "life", "wives": "wife", "cacti": "cactus", "buses": "bus",
}  # fmt: skip


@cache
def words(name: str) -> frozenset[str]:
    """The word list `name` of english.yaml."""
    return frozenset(str(_lexicon()[name]).split())


@cache
def _lexicon() -> dict[str, Any]:
    import yaml

    text = files("t3data.lexicon").joinpath("english.yaml").read_text("utf-8")
    return dict(yaml.safe_load(text))


def tokens(text: str) -> list[str]:
    """Words and punctuation marks, in order; "eye-level" and "dog's" are one word each."""
    return TOKEN.findall(text)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of `text`, cut after `.`, `!` or `?` before a capital or a digit."""
    parts: list[str] = []
    for piece in _SENTENCE_END.split(text.strip()):
        if parts and _ABBREVIATION.search(parts[-1]):
            parts[-1] += " " + piece
        else:
            parts.append(piece)
    return tuple(part for part in parts if part)


@lru_cache(maxsize=1 << 16)
def singular(word: str) -> str:
    """The singular of a noun in lower case; other words come back as they are, roughly."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(("'s", "’s")):
        return word[:-2]
    if len(word) < 4 or word in words("singular_s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


@cache
def kin() -> dict[str, str]:
    """For each noun that has kin the noun that stands for all of them."""
    groups = [group.split() for group in _lexicon()["kin"]]
    return {word: group[0] for group in groups for word in group}


@lru_cache(maxsize=1 << 14)
def named_kin(text: str) -> frozenset[str]:
    """What the words of `text` may name, with one word for all that may be confused."""
    known = kin()
    found = set()
    for word in lemmas(text):
        found.add(known.get(word, word))
        if "-" in word:
            found.update(known.get(part, part) for part in word.split("-"))
    return frozenset(found)


@lru_cache(maxsize=1 << 14)
def lemmas(text: str) -> frozenset[str]:
    """Singulars of all words of `text`."""
    return frozenset(singular(token) for token in tokens(text.lower()))


def with_article(phrase: str) -> str:
    """`phrase` with its leading "a" or "an" made to fit the next word."""
    article, _, rest = phrase.partition(" ")
    if article.lower() not in ("a", "an") or not rest:
        return phrase
    fitting = "an" if starts_with_vowel_sound(rest) else "a"
    return f"{fitting.capitalize() if article[0].isupper() else fitting} {rest}"


def starts_with_vowel_sound(text: str) -> bool:
    """Whether "an" goes before `text`: "an hour", "a unicorn", "an umbrella"."""
    word = text.lower()
    if word.startswith(("uni", "use", "eu", "one", "ukulele", "ute")):
        return False
    return word.startswith(("a", "e", "i", "o", "u", "hour", "honest", "heir"))


def upper_first(text: str) -> str:
    """`text` with a capital first letter."""
    return text[:1].upper() + text[1:]
