"""Guessers that go by one measure of the options: the longest, the odd one out, the earliest."""

from collections.abc import Sequence
from itertools import combinations

from t3data.audit.guessers import Score, Scores, credit
from t3data.audit.rows import BlindRow
from t3data.audit.words import numeric, orders_of, words_of


class Rule:
    """Takes the option with the most or the least of something; the other half decides of what."""

    def __init__(self, name: str, *measures: Score) -> None:
        self.name = name
        self._measures = measures

    def credits(self, rows: Sequence[BlindRow], halves: Sequence[int]) -> list[float | None]:
        """Rows that no measure applies to get None."""
        table = [self._row_credits(row) for row in rows]
        best = []
        for half in (0, 1):
            learnt = [t for t, own in zip(table, halves, strict=True) if own != half and t]
            sums = [sum(column) for column in zip(*learnt, strict=True)]
            best.append(sums.index(max(sums)) if sums else 0)
        return [
            earned[best[half]] if earned else None
            for earned, half in zip(table, halves, strict=True)
        ]

    def _row_credits(self, row: BlindRow) -> list[float]:
        """For each measure the credit of the highest and of the lowest option."""
        earned = []
        for measure in self._measures:
            scores = measure(row)
            if scores is None:
                return []
            earned.append(credit(scores, row.answer))
            earned.append(credit([-score for score in scores], row.answer))
        return earned


def length(row: BlindRow) -> Scores:
    """Characters of each option."""
    return [len(option) for option in row.options]


def off_middle(row: BlindRow) -> Scores:
    """How far each option's length is from that of the middle one."""
    lengths = [len(option) for option in row.options]
    middle = sorted(lengths)[(len(lengths) - 1) // 2]
    return [abs(found - middle) for found in lengths]


def overlap(row: BlindRow) -> Scores:
    """How many words of each option the question holds."""
    asked = _asked(row)
    return [len(asked.intersection(words_of(option))) for option in row.options]


def overlap_share(row: BlindRow) -> Scores:
    """Which share of the words of each option the question holds."""
    asked = _asked(row)
    found = [set(words_of(option)) for option in row.options]
    return [len(asked & words) / (len(words) or 1) for words in found]


def likeness(row: BlindRow) -> Scores:
    """How like the other options each one is, by words: distractors made from the truth."""
    return _likeness([frozenset(words_of(option)) for option in row.options])


def likeness_in_order(row: BlindRow) -> Scores:
    """How like the other options each one is, by what stands before what."""
    orders = orders_of(row) or [words_of(option)[:20] for option in row.options]
    return _likeness([frozenset(combinations(order, 2)) for order in orders])


def number(row: BlindRow) -> Scores:
    """The number, or the start of the time span, that each option is."""
    numbers = numeric(row)
    return None if numbers is None else [found[0] for found in numbers]


def off_middle_number(row: BlindRow) -> Scores:
    """How far each number is from the middle one."""
    numbers = numeric(row)
    if numbers is None:
        return None
    middle = sorted(found[0] for found in numbers)[(len(numbers) - 1) // 2]
    return [abs(found[0] - middle) for found in numbers]


def span(row: BlindRow) -> Scores:
    """How long the time span is that each option is."""
    numbers = numeric(row)
    return None if numbers is None else [found[-1] - found[0] for found in numbers]


def _asked(row: BlindRow) -> set[str]:
    return {word for text in (row.stem, *row.statements) for word in words_of(text)}


def _likeness(sets: Sequence[frozenset[object]]) -> list[float]:
    totals = [0.0] * len(sets)
    for i, j in combinations(range(len(sets)), 2):
        share = len(sets[i] & sets[j]) / (len(sets[i] | sets[j]) or 1)
        totals[i] += share
        totals[j] += share
    # Rounded: sums in another order must not break a tie.
    return [round(total, 9) for total in totals]


RULES = (
    Rule("option length", length, off_middle),
    Rule("word overlap", overlap, overlap_share),
    Rule("odd one out", likeness, likeness_in_order),
    Rule("number or time", number, off_middle_number, span),
)
