"""What a question shows to somebody who cannot see the captions, as sparse linear features.

An option is a list of groups (value, keys): every key of a group counts with the group's value.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from math import log

from t3data.types import Posed

Group = tuple[float, tuple[str, ...]]

_WORD = re.compile(r"[a-z0-9]+(?:['.][a-z0-9]+)*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_STATEMENT = re.compile(r"\((\d+)\)")
_JOINT = re.compile(r"(?:[,;] then | -> )")
_CACHED_TEXTS = 1 << 16
_NUMERIC_WORDS = 6
"""An option with digits in it and at most so many words is a number, a time or a time span."""
_PLACES = {
    "beginning": frozenset(["beginning", "first"]),
    "middle": frozenset(["middle"]),
    "end": frozenset(["end", "last", "final"]),
}
_PLACE_WORDS = 10


@dataclass(frozen=True, slots=True)
class BlindQuestion:
    """A question without its captions."""

    task: str
    stem: str
    options: tuple[str, ...]
    answer: int
    group: str
    """The timeline or video: what one group tells must not be used to judge the same group."""
    relation: str = ""
    """What the wording of the stem asks for (`starts_first`, `at end`); few values per task."""
    statements: tuple[str, ...] = ()


def blind_question(posed: Posed) -> BlindQuestion:
    """What `posed` shows without its captions; `relation` is taken from the evidence."""
    question = posed.question
    relation = str(question.evidence.get("relation", ""))
    if "position" in question.evidence:
        relation = f"{relation} {question.evidence['position']}"
    return BlindQuestion(
        task=question.task,
        stem=question.stem,
        options=question.options,
        answer=question.answer,
        group=posed.timeline.id,
        relation=relation,
        statements=question.statements,
    )


def option_features(question: BlindQuestion) -> list[list[Group]]:
    """For each option its groups; keys never start with a digit of another option's meaning."""
    orders = _orders(question)
    features = _sequence_features(orders) if orders else _text_features(question)
    for index, groups in enumerate(features):
        groups.append((1.0, (f"@{index}",)))
    return features


def _orders(question: BlindQuestion) -> list[tuple[str, ...]]:
    """For options that put parts in an order: the parts in that order; else empty."""
    orders = []
    for option in question.options:
        if question.statements:
            numbers = [int(number) - 1 for number in _STATEMENT.findall(option)]
            parts = [question.statements[n] for n in numbers if 0 <= n < len(question.statements)]
        else:
            parts = _JOINT.split(option)
        if len(parts) < 2:
            return []
        orders.append(tuple(parts))
    return orders


def _sequence_features(orders: Sequence[tuple[str, ...]]) -> list[list[Group]]:
    """The words of each part, weighted by its place from -1 (first) to 1 (last)."""
    features: list[list[Group]] = []
    pairs = [_pairs(order) for order in orders]
    for order, likeness in zip(orders, _likeness(pairs), strict=True):
        step = 2 / (len(order) - 1)
        groups: list[Group] = [(place * step - 1, _keys(part)) for place, part in enumerate(order)]
        groups.append((likeness, ("~like",)))
        features.append(groups)
    return features


def _text_features(question: BlindQuestion) -> list[list[Group]]:
    """Words, bigrams and edges, length, likeness to the other options and to the stem."""
    options = question.options
    words = [_word_set(option) for option in options]
    stem = _word_set(question.stem)
    longest_first = sorted(range(len(options)), key=lambda index: -len(options[index]))
    marks = _marks(options)
    features: list[list[Group]] = []
    for index, likeness in enumerate(_likeness(words)):
        groups = [
            (1.0, _keys(options[index])),
            (likeness, ("~like",)),
            (log(len(options[index]) + 1), ("~length",)),
            (len(words[index] & stem) / (len(words[index]) or 1), ("~stem",)),
        ]
        if marks:
            groups.append((1.0, marks[index]))
            groups.append((1.0, tuple(f"{m}|{word}" for m in marks[index] for word in stem)))
        features.append(groups)
    for rank, index in enumerate(longest_first):
        features[index].append((1.0, (f"~rank{rank}",)))
    return features


def _marks(options: Sequence[str]) -> list[tuple[str, ...]]:
    """What makes options of a closed set comparable across questions; empty for free text.

    Numbers and times are marked by their rank among the options, spans also by the rank of their
    length, phrases about the beginning, middle or end by that word.
    """
    words = [_word_set(option) for option in options]
    numbers = [[float(n) for n in _NUMBER.findall(option)] for option in options]
    if all(numbers) and all(len(w) <= _NUMERIC_WORDS for w in words):
        starts = sorted({n[0] for n in numbers})
        spans = sorted({n[-1] - n[0] for n in numbers})
        return [(f"#{starts.index(n[0])}", f"#d{spans.index(n[-1] - n[0])}") for n in numbers]
    marks: list[tuple[str, ...]] = []
    for found in words:
        places = [place for place, said in _PLACES.items() if said & found]
        if len(places) != 1 or len(found) > _PLACE_WORDS:
            return []
        marks.append((f"#{places[0]}",))
    return marks


def _likeness(sets: Sequence[frozenset[object]]) -> list[float]:
    """For each set how much of it the other sets share, on average."""
    totals = [0.0] * len(sets)
    for i, j in combinations(range(len(sets)), 2):
        share = 2 * len(sets[i] & sets[j]) / (len(sets[i]) + len(sets[j]) or 1)
        totals[i] += share
        totals[j] += share
    return [total / (len(sets) - 1) for total in totals] if len(sets) > 1 else totals


@lru_cache(_CACHED_TEXTS)
def _keys(text: str) -> tuple[str, ...]:
    words = _WORD.findall(text.lower())
    edges = ["^", *words, "$"]
    bigrams = [f"{first} {second}" for first, second in pairwise(edges)]
    return tuple(dict.fromkeys(words + bigrams))


@lru_cache(_CACHED_TEXTS)
def _word_set(text: str) -> frozenset[object]:
    return frozenset(_WORD.findall(text.lower()))


@lru_cache(_CACHED_TEXTS)
def _pairs(order: tuple[str, ...]) -> frozenset[object]:
    """Which part comes before which."""
    return frozenset(combinations(order, 2))
