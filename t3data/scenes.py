"""Offline description of a caption: its sentences, the things it shows, the edits it allows."""

import re
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from t3data.english import sentences, singular, starts_with_vowel_sound, tokens, words
from t3data.phrases import head_of, noun_phrases
from t3data.types import Caption, Edit, Scene

_MAX_ITEMS = 8


def describe(caption: Caption) -> Scene:
    """What can be asked about `caption`, from word lists alone; its edits wait for `edits_of`."""
    parts = sentences(caption.text)
    return Scene(caption, parts, tuple(_items(parts)))


def edits_of(scene: Scene) -> tuple[Edit, ...]:
    """The edits proposed with a scene, or those that the word lists find in its caption."""
    return find_edits(scene.caption.text) if scene.edits is None else scene.edits


def _items(parts: tuple[str, ...]) -> list[str]:
    """Phrases whose head the whole caption names in one phrase only, longer ones first."""
    phrases: dict[str, str] = {}
    for part in parts:
        for phrase in noun_phrases(part):
            phrases.setdefault(head_of(phrase), phrase)
    telling = sorted(phrases.values(), key=lambda phrase: -min(len(phrase.split()), 4))
    return telling[:_MAX_ITEMS]


@lru_cache(maxsize=1 << 12)
def find_edits(text: str) -> tuple[Edit, ...]:
    """Changes of one attribute value that leave the rest of `text` true as it stands.

    Safe means: the value and the thing's noun each occur once, nothing qualifies the value ("dark
    red", "red and white"), and the noun is none that the attribute is part of ("orange juice").
    """
    lowered = [token.lower() for token in tokens(text)]
    known = _attribute_of()
    values = [at for at, w in enumerate(lowered) if w in known and lowered.count(w) == 1]
    if not values:
        return ()
    nouns = Counter(map(singular, lowered))
    edits: list[Edit] = []
    for at in values:
        value, attribute = lowered[at], known[lowered[at]]
        thing = _thing_after(lowered, at)
        if not thing or not _is_safe(lowered, nouns, at, thing, attribute):
            continue
        for other in alternatives(attribute, value):
            edited = replace_value(text, value, other, thing)
            if edited is not None:
                edits.append(Edit(attribute, thing, value, other, edited))
    return tuple(edits)


def alternatives(attribute: str, value: str) -> list[str]:
    """Values of `attribute` that nobody confuses with `value`."""
    spec = _attributes()[attribute]
    close = {other for group in spec.get("groups", []) if value in group for other in group}
    return [other for other in spec["values"] if other != value and other not in close]


def replace_value(text: str, before: str, after: str, thing: str) -> str | None:
    """`text` with `after` for `before` right before `thing`; None unless that place is unique."""
    lowered = text.lower()
    place = f"{before} {thing}"
    start = lowered.find(place)
    stop = start + len(place)
    if start < 0 or lowered.find(place, stop) >= 0 or len(lowered) != len(text):
        return None
    if lowered[:start][-1:].isalnum() or lowered[stop:][:1].isalnum():
        return None
    new = after.capitalize() if text[start].isupper() else after
    return _with_fitting_article(text[:start], after) + new + text[start + len(before) :]


def _with_fitting_article(start: str, word: str) -> str:
    match = _ARTICLE.search(start)
    if not match:
        return start
    return start[: match.start()] + match[1] + ("n " if starts_with_vowel_sound(word) else " ")


_ARTICLE = re.compile(r"\b([Aa])n? $")


def noun_of(attribute: str) -> str | None:
    """How a question calls the attribute ("color"), or None where it has no plain name."""
    name = _attributes()[attribute].get("noun")
    return str(name) if name else None


def _thing_after(lowered: list[str], at: int) -> str:
    run: list[str] = []
    for word in lowered[at + 1 : at + 4]:
        if not word[0].isalpha() or word in words("stops") or word in words("verbs"):
            break
        if word.endswith("ing") and word not in words("ing_nouns"):
            break
        if word in words("adjectives") or word.endswith(("ed", "'s", "’s", "ly")):
            return ""
        if "-" in word:
            return ""
        run.append(word)
    follower = lowered[at + 1 + len(run) :][:1]
    if (
        len(run) > 1
        and follower
        and follower[0] in ("a", "an", "the", "its", "his", "her", "their")
    ):
        run.pop()  # "bright lighting evokes a ...": an object follows, so that was a verb
    return " ".join(run)


def _is_safe(lowered: list[str], nouns: Counter[str], at: int, thing: str, attribute: str) -> bool:
    head = thing.rsplit(" ", 1)[-1]
    noun = singular(head)
    if head in words("generic") or head in _never() or noun in _never():
        return False
    only = _attributes()[attribute].get("only")
    if only and head not in only:
        return False
    if nouns[noun] > 1:
        return False
    if at and lowered[at - 1] in _QUALIFIERS:
        return False
    after = lowered[at + 1 + len(thing.split()) :][:1]
    if attribute in ("fullness", "opening") and after and after[0] in ("of", "with", "at", "in"):
        return False
    rivals = set(_attributes()[attribute]["values"]) - {lowered[at]}
    window = lowered[max(0, at - 3) : at + 4]
    return not rivals.intersection(window) and not (
        attribute != "color" and rivals.intersection(lowered)
    )


_QUALIFIERS = frozenset(
    "dark light pale bright deep vivid very slightly and or more most too so not half almost nearly"
    " mostly partially completely fairly quite rather no without".split()
)


@cache
def _attributes() -> dict[str, dict[str, Any]]:
    import yaml

    text = files("t3data.lexicon").joinpath("attributes.yaml").read_text("utf-8")
    return {name: spec for name, spec in yaml.safe_load(text).items() if name != "never"}


@cache
def _attribute_of() -> dict[str, str]:
    return {value: name for name, spec in _attributes().items() for value in spec["values"]}


@cache
def _never() -> frozenset[str]:
    import yaml

    text = files("t3data.lexicon").joinpath("attributes.yaml").read_text("utf-8")
    return frozenset(word for line in yaml.safe_load(text)["never"] for word in line.split())
