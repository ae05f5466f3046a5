"""What guessers have in common: learn on one half, guess on the other, both ways round."""

from collections.abc import Callable, Sequence
from typing import Protocol

from t3data.audit.rows import BlindRow
from t3data.seeding import stable_hash

Scores = Sequence[float] | None
"""One for each option, the highest is the guess; None: nothing to say about this row."""
Score = Callable[[BlindRow], Scores]


class Guesser(Protocol):
    """A way to guess without the captions."""

    name: str

    def credits(self, rows: Sequence[BlindRow], halves: Sequence[int]) -> list[float | None]:
        """For each row how right the guess is, learnt from the rows of the other half.

        1 for right, 0 for wrong, 1/n where the truth is one of n options it cannot tell apart,
        None where it has nothing to say.
        """
        ...


def half_of(group: str) -> int:
    """0 or 1, the same for all rows of a group."""
    return stable_hash("audit half", group) % 2


def credit(scores: Sequence[float], answer: int) -> float:
    """What a guess by `scores` earns."""
    best = max(scores)
    return 1 / list(scores).count(best) if scores[answer] == best else 0.0


def crosswise(
    fit: Callable[[Sequence[BlindRow]], Score], rows: Sequence[BlindRow], halves: Sequence[int]
) -> list[float | None]:
    """Credits of a guesser that learns from a list of rows how to score others."""
    earned: list[float | None] = [None] * len(rows)
    for half in (0, 1):
        score = fit([row for row, own in zip(rows, halves, strict=True) if own != half])
        for at, row in enumerate(rows):
            if halves[at] == half and (scores := score(row)) is not None:
                earned[at] = credit(scores, row.answer)
    return earned
