"""Options of blind questions as sparse linear features.

Texts are kept whole, for what their words weigh is summed once and remembered. Keys that start
with "~" or "#" are few: they say how options compare with one another and with the subject.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from math import log
from typing import NamedTuple

from t3data.blind import BlindQuestion

TOLD = ("~order", "~duration", "~middle")
"""What a text tells of its event: how late, how long, and how near the middle it is."""
Told = tuple[float, ...]
"""A value for each of `TOLD`."""
Tell = Callable[[str], Told]
MARKED_BY_WORD = "|"
"""In keys of a mark and a word of the subject."""

_WORD = re.compile(r"[a-z0-9]+(?:['.][a-z0-9]+)*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_STATEMENT = re.compile(r"\((\d+)\)")
_JOINT = re.compile(r"(?:[,;] then | -> )")
_CACHED_TEXTS = 1 << 16
_MARKED_LENGTH = 60
"""Characters of the longest phrase that can say a number, a time span or a place."""
_NUMERIC_WORDS = 6
"""An option with digits in it and at most so many words is a number, a time or a time span."""
_PLACES = {
    "#beginning": frozenset(["beginning", "first"]),
    "#middle": frozenset(["middle"]),
    "#end": frozenset(["end", "last", "final"]),
}
_PLACE_WORDS = 10


class Features(NamedTuple):
    """One option."""

    texts: list[tuple[float, str]]
    """Texts, each with the factor that its words and what it tells count with."""
    keys: list[tuple[float, str]]


def option_features(question: BlindQuestion, tell: Tell | None) -> list[Features]:
    """The features of each option.

    Places of options are no features: generators draw them, so a model would only learn chance.
    """
    orders = _orders(question)
    return _of_orders(orders) if orders else _of_texts(question, tell)


@lru_cache(_CACHED_TEXTS)
def keys_of(text: str) -> tuple[str, ...]:
    """Words and pairs of neighbours in `text`, edges included, in lower case, each once."""
    words = _WORD.findall(text.lower())
    bigrams = [f"{first} {second}" for first, second in pairwise(["^", *words, "$"])]
    return tuple(dict.fromkeys(words + bigrams))


def _orders(question: BlindQuestion) -> list[tuple[str, ...]]:
    """For options that put parts in an order: the parts in that order; else empty."""
    orders = []
    statements = question.statements
    for option in question.options:
        if statements:
            numbers = [int(number) - 1 for number in _STATEMENT.findall(option)]
            parts = [statements[number] for number in numbers if 0 <= number < len(statements)]
        else:
            parts = _JOINT.split(option)
        if len(parts) < 2:
            return []
        orders.append(tuple(parts))
    return orders


def _of_orders(orders: Sequence[tuple[str, ...]]) -> list[Features]:
    """Each part, weighted by its place from -1 (first) to 1 (last)."""
    features = []
    alike = _likeness([frozenset(combinations(order, 2)) for order in orders])
    for order, likeness in zip(orders, alike, strict=True):
        step = 2 / (len(order) - 1)
        parts = [(place * step - 1, part) for place, part in enumerate(order)]
        features.append(Features(parts, [(likeness, "~like")]))
    return features


def _of_texts(question: BlindQuestion, tell: Tell | None) -> list[Features]:
    """The text, its length, its likeness to the other options and to the stem, its mark."""
    options = question.options
    words = [_word_set(option) for option in options]
    stem = frozenset(_WORD.findall(question.stem.lower()))
    alike = _likeness(words)
    # How predictable the longest of three is says nothing about the longest of four.
    by_length = _ranks("~long", [len(option) for option in options])
    by_likeness = _ranks("~alike", alike)
    features = [
        Features(
            [(1.0, option)],
            [
                (1.0, by_length[at]),
                (1.0, by_likeness[at]),
                (log(len(option) + 1), "~length"),
                (alike[at], "~like"),
                (len(words[at] & stem) / (len(words[at]) or 1), "~stem"),
            ],
        )
        for at, option in enumerate(options)
    ]
    subject = _subject(question, tell) if tell else ()
    if max(map(len, options)) <= _MARKED_LENGTH and (marked := _numeric(options) or _placed(words)):
        about = frozenset().union(*map(_word_set, question.subjects)) or stem
        for (_, keys), (marks, values) in zip(features, marked, strict=True):
            for mark in marks:
                keys.append((1.0, f"{mark}/{len(options)}"))
                keys.extend([(value, mark + of) for value, of in zip(subject, TOLD, strict=False)])
                keys.extend([(1.0, f"{mark}{MARKED_BY_WORD}{word}") for word in about])
            for value, name in values:
                keys.append((value, name))
                keys.extend(
                    [(value * told, name + of) for told, of in zip(subject, TOLD, strict=False)]
                )
    elif tell and subject:
        for option, (_, keys) in zip(options, features, strict=True):
            keys.append((abs(tell(option)[0] - subject[0]), "~apart"))
    return features


def _ranks(name: str, values: Sequence[float]) -> list[str]:
    """For each value a key of its rank; equal values share the lower one."""
    ranked = sorted(values)
    return [f"{name}{ranked.index(value)}/{len(values)}" for value in values]


def _subject(question: BlindQuestion, tell: Tell) -> Told:
    """What the subject tells; of two anchors, how the later one differs from the earlier one."""
    told = [tell(subject) for subject in question.subjects]
    if len(told) < 2:
        return told[0] if told else ()
    return tuple(b - a for a, b in zip(told[0], told[-1], strict=True))


_Marked = list[tuple[tuple[str, ...], list[tuple[float, str]]]]
"""For each option what it is among its like, and measures of it."""


def _numeric(options: Sequence[str]) -> _Marked:
    """Numbers, times and time spans: ranks of the first number and of the span's length.

    Time spans are also measured: where their middle is, by the last second of any option, and how
    long they are.
    """
    numbers = [[float(number) for number in _NUMBER.findall(option)] for option in options]
    if not all(numbers) or any(len(_word_set(option)) > _NUMERIC_WORDS for option in options):
        return []
    starts = sorted({found[0] for found in numbers})
    if any(len(found) != 2 for found in numbers):
        return [((f"#{starts.index(found[0])}",), []) for found in numbers]
    spans = sorted({end - start for start, end in numbers})
    latest = max(end for _, end in numbers) or 1.0
    marked: _Marked = []
    for start, end in numbers:
        at = (start + end) / 2 / latest
        marks = (f"#{starts.index(start)}", f"#d{spans.index(end - start)}")
        long = log(max(end - start, 0.1))
        marked.append((marks, [(at, "~at"), (at * at, "~at2"), (long, "~span")]))
    return marked


def _placed(words: Sequence[frozenset[str]]) -> _Marked:
    """Phrases about the beginning, the middle or the end."""
    marked: _Marked = []
    for found in words:
        places = [place for place, said in _PLACES.items() if said & found]
        if len(places) != 1 or len(found) > _PLACE_WORDS:
            return []
        marked.append(((places[0],), []))
    return marked


def _likeness(sets: Sequence[frozenset[object]]) -> list[float]:
    """For each set how much of it the other sets share, on average."""
    totals = [0.0] * len(sets)
    for i, j in combinations(range(len(sets)), 2):
        share = 2 * len(sets[i] & sets[j]) / (len(sets[i]) + len(sets[j]) or 1)
        totals[i] += share
        totals[j] += share
    return [total / (len(sets) - 1) for total in totals] if len(sets) > 1 else totals


@lru_cache(_CACHED_TEXTS)
def _word_set(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))
