"""Two halves of a split that have no source in common, with every answer in both."""

from collections import defaultdict
from collections.abc import Sequence

from probing.types import Item
from t3data.seeding import stable_hash

FEWEST = 4
"""Sources of each answer in a half. A classifier that has seen fewer shows how little it has seen,
not what there was to be read."""


def two_folds(items: Sequence[Item]) -> dict[str, int] | None:
    """The half, 0 or 1, of every source of `items`; None where an answer has too few sources.

    Sources with the same answers are dealt out in turn, in an order that depends on their names
    alone: whether a source shows every answer or just one, the halves differ by little.
    """
    answers: dict[str, set[int]] = defaultdict(set)
    for item in items:
        answers[item.clip.source].add(item.answer)
    alike: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for source in sorted(answers, key=lambda source: (stable_hash("fold", source), source)):
        alike[tuple(sorted(answers[source]))].append(source)
    dealt = [source for shown in sorted(alike) for source in alike[shown]]
    half = {source: place % 2 for place, source in enumerate(dealt)}
    for answer in {item.answer for item in items}:
        for number in (0, 1):
            if sum(half[s] == number and answer in answers[s] for s in half) < FEWEST:
                return None
    return half
