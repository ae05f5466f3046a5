"""SODA: the best order-preserving match of a predicted story with the true one.

Written from the paper's formulation (Fujita et al. 2020) and from how its published numbers are
made. Matrices have a row for each true event and a column for each predicted one, both in the order
of the story.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.captioning.pairing import THRESHOLDS, harmonic

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Soda:
    """How well one story tells another."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, total: float, shape: tuple[int, int]) -> "Soda":
        """From the sum over matched events; 0 where either story has none."""
        true, predicted = shape
        if not true or not predicted:
            return cls(0.0, 0.0, 0.0)
        precision, recall = total / predicted, total / true
        return cls(precision, recall, harmonic(precision, recall))


def best_sums(worth: Matrix) -> Matrix:
    """For each cell the best sum over matches in order among the rows and columns up to it."""
    rows, columns = worth.shape
    best = np.zeros((rows + 1, columns + 1))
    for row in range(rows):
        diagonal = np.maximum(best[row, :-1] + worth[row], best[row, 1:])
        best[row + 1, 1:] = np.maximum.accumulate(diagonal)
    return best[1:, 1:]


def soda_c(likeness: Matrix, overlap: Matrix) -> Soda:
    """The match that is best by IoU times likeness."""
    return _from_best(overlap * likeness)


def soda_d(overlap: Matrix) -> Soda:
    """The match that is best by IoU; words do not count."""
    return _from_best(overlap)


def _from_best(worth: Matrix) -> Soda:
    return Soda.of(float(best_sums(worth)[-1, -1]) if worth.size else 0.0, worth.shape)


def soda_b(likeness: Matrix, overlap: Matrix) -> Soda:
    """The likeness of those matched by IoU."""
    total = sum(float(likeness[cell]) for cell in matched(overlap))
    return Soda.of(total, overlap.shape)


def soda_a(likeness: Matrix, overlap: Matrix) -> Soda:
    """Likewise, the mean over the thresholds below which an IoU counts as 0."""
    found = [soda_b(likeness, np.where(overlap < t, 0.0, overlap)) for t in THRESHOLDS]
    return Soda(
        *(
            float(np.mean([getattr(one, part) for one in found]))
            for part in ("precision", "recall", "f1")
        )
    )


def matched(worth: Matrix) -> list[tuple[int, int]]:
    """The cells that SODA_a and SODA_b count, from the last row up.

    A cell is a match where the step along the diagonal is strictly the best way into it; the first
    cell always is. In each row the right-most match counts that lies left of the one before. This
    is no true trace back: its sum may be less than the best.
    """
    rows, columns = worth.shape
    best = np.zeros((rows + 1, columns + 1))
    best[1:, 1:] = best_sums(worth)
    step = best[:-1, :-1] + worth
    other = np.maximum(best[:-1, 1:], best[1:, :-1])
    other[:1, :1] = -1.0  # there is no other way into the first cell
    cells: list[tuple[int, int]] = []
    limit = columns
    for row in reversed(range(rows)):
        found = np.nonzero(step[row, :limit] > other[row, :limit])[0]
        if len(found):
            limit = int(found[-1])
            cells.append((row, limit))
    return cells


def by_name(count: int) -> list[int]:
    """Numbers in the order of their digits as text: 0, 1, 10, 11, 2 and so on.

    So the Vid2Seq port's METEOR returns its scores, which then belong to other events.
    """
    return sorted(range(count), key=str)


def in_order(starts: Sequence[float]) -> list[int]:
    """The places of events by their start, those of one start as they stood."""
    return sorted(range(len(starts)), key=lambda place: starts[place])
