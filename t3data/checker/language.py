"""What a caption says: which items it states beyond doubt, and which it may be taken to name.

`states` is strict and `names` is generous; an item is somewhere only where one line states it and
no other line names it. Captions recur in many rows, so what is known of one is computed once.
"""

from functools import lru_cache

import msgspec

from t3data.checker.grammar import STOPS, Kind, could_be, heads_of, is_affirmed, stands_as_phrase
from t3data.checker.lemmas import lemma, tokens
from t3data.checker.lexicon import ARTICLES, BE, COMPOUNDING, STOP, THING_PRONOUNS
from t3data.checker.sameness import NAMED_BY, RELATED, SAME_AS

_IDLE = STOP | STOPS
_UNHEARD = ARTICLES | BE | {"then", "now", "also"}
_COMPOUNDING = frozenset(map(lemma, COMPOUNDING))
_RELATED_WORDS = frozenset(RELATED)
_FRAGMENT_SHARE = 0.75
_LEAST_WORDS = {"thing": 1, "event": 2, "fragment": 2}
"""How many words must carry meaning."""


class Text(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A caption, prepared for looking things up in it."""

    raw: str
    surface: str
    """Tokens, a blank around each."""
    lemmas: str
    """Lemmas without articles, forms of "be" and "then", a blank around each."""
    said: frozenset[str]
    """Every lemma in it."""
    points_back: bool
    """It says "it" or "they", which may mean a thing of the line before."""


class Item(msgspec.Struct, frozen=True, eq=False, gc=False):
    """What a question speaks of, prepared in the same way."""

    text: str
    kind: Kind
    surface: str
    lemmas: str
    called: frozenset[str]
    """Lemmas of which one is enough to name a thing: its nouns, and other words for them."""
    endings: tuple[str, ...]
    """Its nouns as the ends of words: "boat " names a boat in "sailboat "."""
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
    said = frozenset(lemmas)
    parts = [part for word in said if "-" in word for part in word.split("-")]
    return Text(
        raw=caption,
        surface=f" {' '.join(found)} ",
        lemmas=f" {' '.join(lemmas)} ",
        said=said.union(map(lemma, parts)) if parts else said,
        points_back=not said.isdisjoint(THING_PRONOUNS),
    )


@lru_cache(maxsize=4096)
def _meant(text: Text) -> frozenset[str]:
    """Every lemma in a text, and every lemma that may name the same thing as one of them."""
    said = text.said
    return said.union(*[RELATED[word] for word in said & _RELATED_WORDS])


@lru_cache(maxsize=1 << 16)
def read_item(item: str, kind: Kind) -> Item:
    """Prepares an item."""
    found = tokens(item)
    while found and found[-1] in STOPS:
        found.pop()
    lemmas = list(map(lemma, found))
    content = frozenset(
        [word for token, word in zip(found, lemmas, strict=True) if token not in _IDLE]
    )
    nouns = heads_of([token for token in found if token not in STOPS]) if kind == "thing" else set()
    heads = frozenset(map(lemma, nouns))
    called = heads if heads.isdisjoint(NAMED_BY) else heads.union(*map(_names_of, heads))
    return Item(
        text=item,
        kind=kind,
        surface=f" {' '.join(found[1:] if found and found[0] in ARTICLES else found)} ",
        lemmas=f" {' '.join([word for word in lemmas if word not in _UNHEARD])} ",
        called=called,
        endings=tuple([f"{head} " for head in heads if head in _COMPOUNDING]),
        content=content,
        meaning=content
        if content.isdisjoint(SAME_AS)
        else frozenset([SAME_AS.get(word, word) for word in content]),
        plausible=bool(content) and could_be(found, kind),
        quote=_quote(item) if kind == "fragment" else "",
    )


def _names_of(head: str) -> frozenset[str]:
    return NAMED_BY.get(head, frozenset())


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
        said, wanted, holds = text.surface, item.surface, stands_as_phrase
    else:
        said, wanted, holds = text.lemmas, item.lemmas, is_affirmed
    at = said.find(wanted)
    while at >= 0:
        if holds(said, at, at + len(wanted)):
            return True
        at = said.find(wanted, at + 1)
    return False


def text_names(text: Text, item: Item) -> bool:
    """`names` for prepared texts."""
    if item.kind == "thing":
        if not item.called.isdisjoint(text.said):
            return True
        for ending in item.endings:  # noqa: SIM110 - any() costs twice the time here
            if ending in text.lemmas:
                return True
        return False
    if item.kind == "event":
        return 2 * len(item.content & _meant(text)) > len(item.content)
    least = _FRAGMENT_SHARE * len(item.content)
    shared = len(item.content & text.said)
    if shared >= least or 2 * shared < len(item.content):  # synonyms will not make up for half
        return shared >= least
    return len(item.content & _meant(text)) >= least


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
