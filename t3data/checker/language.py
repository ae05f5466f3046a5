"""What a caption says: which items it states beyond doubt, and which it may be taken to name.

`states` is strict and `names` is generous; an item is somewhere only where one line states it and
no other line names it. Captions recur in many rows, so what is known of one is computed once.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from t3data.checker.lemmas import lemma, tokens
from t3data.checker.lexicon import (
    ARTICLES,
    BE,
    DENIALS,
    DETERMINERS,
    LINKS,
    MEASURES,
    NEGATIONS,
    NOUNS_IN_ING,
    PAST,
    PRESENT,
    STOP,
    SUBJECTS,
    THING_PRONOUNS,
)
from t3data.checker.sameness import RELATED, SAME_AS

Kind = Literal["thing", "event", "fragment"]

_STOPS = frozenset(".!?;:,")
_IDLE = STOP | _STOPS
_RELATIVE = frozenset({"who", "that", "which", "whose"})
_UNHEARD = ARTICLES | BE | {"then", "now", "also"}
_SINGULAR = (["a"], ["an"])
_RELATED_WORDS = frozenset(RELATED)
_FRAGMENT_SHARE = 0.75
_LEAST_WORDS = {"thing": 1, "event": 2, "fragment": 2}
"""How many words must carry meaning."""
_LONG = 4
"""Words of a phrase beyond which an unknown word in it may well be its verb."""


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A caption, prepared for looking things up in it."""

    raw: str
    surface: str
    """Tokens, a blank around each."""
    lemmas: str
    """Lemmas without articles, forms of "be" and "then", a blank around each."""
    said: frozenset[str]
    """Every lemma in it, and every lemma that may name the same thing as one of them."""
    points_back: bool
    """It says "it" or "they", which may mean a thing of the line before."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """What a question speaks of, prepared in the same way."""

    text: str
    kind: Kind
    surface: str
    lemmas: str
    heads: frozenset[str]
    """Lemmas of which one is enough to name a thing."""
    endings: tuple[str, ...]
    """Heads as the ends of words: "boat " names a boat in "sailboat "."""
    content: frozenset[str]
    """Lemmas of the words that carry meaning."""
    meaning: frozenset[str]
    """`content` with one word for all plain synonyms: equal for items that say the same."""
    plausible: bool
    """It reads as what its kind says."""
    quote: str
    """A fragment as it must stand in the caption; empty for other kinds."""


@lru_cache(maxsize=4096)
def read_text(caption: str) -> Text:
    """Prepares a caption."""
    found = tokens(caption)
    lemmas = [word for word in map(lemma, found) if word not in _UNHEARD]
    parts = [part for token in found if "-" in token for part in token.split("-")]
    said = frozenset([*lemmas, *map(lemma, parts)] if parts else lemmas)
    return Text(
        raw=caption,
        surface=f" {' '.join(found)} ",
        lemmas=f" {' '.join(lemmas)} ",
        said=said.union(*[RELATED[word] for word in said & _RELATED_WORDS]),
        points_back=not said.isdisjoint(THING_PRONOUNS),
    )


@lru_cache(maxsize=1 << 16)
def read_item(item: str, kind: Kind) -> Item:
    """Prepares an item."""
    found = tokens(item)
    while found and found[-1] in _STOPS:
        found.pop()
    lemmas = list(map(lemma, found))
    content = frozenset(
        [word for token, word in zip(found, lemmas, strict=True) if token not in _IDLE]
    )
    nouns = _heads([token for token in found if token not in _STOPS]) if kind == "thing" else set()
    heads = frozenset(map(lemma, nouns))
    return Item(
        text=item,
        kind=kind,
        surface=f" {' '.join(found[1:] if found and found[0] in ARTICLES else found)} ",
        lemmas=f" {' '.join([word for word in lemmas if word not in _UNHEARD])} ",
        heads=heads,
        endings=tuple([f"{head} " for head in heads if len(head) > 3]),
        content=content,
        meaning=content
        if content.isdisjoint(SAME_AS)
        else frozenset([SAME_AS.get(word, word) for word in content]),
        plausible=bool(content) and _could_be(found, kind),
        quote=_quote(item) if kind == "fragment" else "",
    )


def _quote(fragment: str) -> str:
    return fragment.strip().removesuffix("...").removesuffix(".").rstrip()


def states(caption: str, item: str, kind: Kind) -> bool:
    """Whether `caption` says `item` beyond doubt: word for word, articles aside, not denied."""
    return text_states(read_text(caption), read_item(item, kind))


def names(caption: str, item: str, kind: Kind) -> bool:
    """Whether a reader might find `item` in `caption`: head noun, most words, or synonyms."""
    return text_names(read_text(caption), read_item(item, kind))


@lru_cache(maxsize=1 << 14)
def text_states(text: Text, item: Item) -> bool:
    """`states` for prepared texts."""
    if len(item.content) < _LEAST_WORDS[item.kind]:
        return False
    if item.kind == "fragment":
        return _quotes(text.raw, item)
    if item.kind == "thing":
        said, wanted, holds = text.surface, item.surface, _states_thing
    else:
        said, wanted, holds = text.lemmas, item.lemmas, _is_affirmed
    at = said.find(wanted)
    while at >= 0:
        if holds(said, at, at + len(wanted)):
            return True
        at = said.find(wanted, at + 1)
    return False


def text_names(text: Text, item: Item) -> bool:
    """`names` for prepared texts."""
    if item.kind == "thing":
        if not item.heads.isdisjoint(text.said):
            return True
        for ending in item.endings:  # noqa: SIM110 - any() costs twice the time here
            if ending in text.lemmas:
                return True
        return False
    shared = len(item.content & text.said)
    if item.kind == "event":
        return 2 * shared > len(item.content)
    return shared >= _FRAGMENT_SHARE * len(item.content)


def _could_be(found: list[str], kind: Kind) -> bool:
    """Whether tokens read as what `kind` says: a noun phrase, or something that happens."""
    if kind == "fragment":
        return True
    if not _RELATIVE.isdisjoint(found):
        found = found[: next(at for at, token in enumerate(found) if token in _RELATIVE)]
    if not found:
        return False
    if kind == "thing":
        return (
            found[0] not in SUBJECTS
            and found[-1] not in STOP
            and not any(_is_finite(found, at) for at in range(1, len(found) - 1))
        )
    # Without a determiner in front it may be an instruction: "add some salt".
    return (
        found[0] not in DETERMINERS
        or len(found) > _LONG
        or any(_is_finite(found, at) or _is_participle(found, at) for at in range(1, len(found)))
    )


def _is_finite(found: list[str], index: int) -> bool:
    token = found[index]
    if token in BE or token in ("has", "have", "had", "does", "do", "did", "can", "will"):
        return True
    if found[index - 1] in DETERMINERS:
        return False
    if token in PRESENT or token in PAST:
        return True
    if not token.endswith("s") or token.endswith(("ss", "us", "is")) or index + 1 == len(found):
        return False
    # "the man cracks three eggs", "a pan heats on the stove": no noun phrase goes on like that.
    after = found[index + 1]
    return after in DETERMINERS or (
        found[0] in ("a", "an") and after in LINKS and LINKS.isdisjoint(found[:index])
    )


def _is_participle(found: list[str], index: int) -> bool:
    return _is_verb_form(found[index]) and found[index - 1] not in DETERMINERS


def _is_verb_form(token: str) -> bool:
    return token.endswith(("ing", "ed")) and token not in NOUNS_IN_ING and lemma(token) != token


def _heads(words: list[str]) -> set[str]:
    """The nouns that a noun phrase is about: "a man in a hat" is about a man."""
    while words and (words[0] in DETERMINERS or words[0] == "of"):
        words = words[1:]
    cut = next((i for i, word in enumerate(words) if word in LINKS), len(words))
    first, rest = words[:cut], words[cut + 1 :]
    link = words[cut] if rest else ""
    if not first:
        return {words[-1]} if words else set()
    if link == "of" and first[-1] in MEASURES:
        return _heads(rest)
    heads = {first[-1]}
    for index in range(1, len(first)):
        if _is_participle(first, index):
            heads.add(first[index - 1])
            break
    return heads | _heads(rest) if link in ("and", "or") else heads


def _states_thing(text: str, start: int, end: int) -> bool:
    after = text[end : end + 40].split()[:4]
    return (
        _ends_phrase(text, start, end - 1)
        and _is_affirmed(text, start, end)
        and not any(token in DENIALS for token in _until_stop(after))
    )


def _is_affirmed(text: str, start: int, end: int) -> bool:
    """Whether no negation stands shortly before, in the same part of the sentence."""
    before = text[max(0, start - 40) : start].split()[:-5:-1]
    return not any(token in NEGATIONS for token in _until_stop(before))


def _until_stop(words: list[str]) -> list[str]:
    for index, word in enumerate(words):
        if word in _STOPS:
            return words[:index]
    return words


def _ends_phrase(text: str, start: int, end: int) -> bool:
    """Whether a noun phrase may end here: "red car" is not stated by "red car door"."""
    token, after = (*text[end + 1 : end + 60].split(), "", "")[:2]
    if not token or token in _STOPS or token in STOP or token in PRESENT or token in PAST:
        return True
    if token.endswith("ly") or _is_verb_form(token):
        return True
    if text[end - 1] == "s":  # "two hornbills stand majestically": a plural starts few compounds
        return after in LINKS or after in DETERMINERS or after.endswith("ly")
    if not token.endswith("s") or token.endswith(("ss", "us")):
        return False
    # No plural follows "a": in "a brown dog sleeps on it" the last word must be a verb.
    return after in DETERMINERS or text[max(0, start - 3) : start].split()[-1:] in _SINGULAR


def _quotes(raw: str, item: Item) -> bool:
    quote = item.quote
    at = raw.find(quote)
    if at < 0:
        quote = quote[:1].swapcase() + quote[1:]
        at = raw.find(quote)
    if at < 0 or not quote:
        return False
    after = raw[at + len(quote) : at + len(quote) + 1]
    if after.isalnum() or (at > 0 and raw[at - 1].isalnum()):
        return False
    return not item.text.endswith("...") or at == 0 or raw[:at].rstrip()[-1:] in (".", "!", "?")
