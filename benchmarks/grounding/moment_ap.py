"""QVHighlights' average precision and R1 of ranked windows, bug for bug (moment_detr b7e553ac).

IoU is the true union with signed lengths: a reversed window exactly as long as a gold one is 0/0,
and NaN counts as a hit there.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.windows.iou import hull_iou, ious
from benchmarks.windows.window import Window

THRESHOLDS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
KEPT = 10
"""Windows of a query that count: the first in the order of the file, whatever their scores."""
SENTINEL = (-1.0, -1.0, 0.0)
"""A window that is worth nothing and keeps a query without windows in the mean."""
RANGES: Mapping[str, tuple[float, float]] = {
    "full": (0.0, 150.0),
    "short": (0.0, 10.0),
    "middle": (10.0, 30.0),
    "long": (30.0, 150.0),
}
"""Gold windows by length in seconds: above the first bound, up to and with the second."""

Ranked = tuple[float, float, float]
"""Start, end, score."""
Floats = NDArray[np.float64]


def in_range(golds: Sequence[Window], name: str) -> list[Window]:
    """The gold windows of a range; all of them are `full`."""
    if name == "full":
        return list(golds)
    low, high = RANGES[name]
    return [gold for gold in golds if low < gold[1] - gold[0] <= high]


def average_precisions(ranked: Sequence[Ranked], golds: Sequence[Window]) -> Floats:
    """The average precision of a query at each of `THRESHOLDS`.

    The first ten windows are sorted by score, equal scores in the order of the file. Each takes the
    free gold window of the greatest IoU that reaches the threshold; of equal ones the later.

    Args:
        ranked: What was predicted, in the order of the file; at least one.
        golds: At least one.
    """
    kept = sorted(ranked[:KEPT], key=lambda window: -window[2])
    matrix = ious("union", [[window[:2]] for window in kept], golds)
    orders = np.argsort(matrix, axis=1, kind="stable")[:, ::-1]  # NaN first, as in the original
    walks = [
        [(float(row[j]), int(j)) for j in order] for row, order in zip(matrix, orders, strict=True)
    ]
    best = [walk[0][0] for walk in walks]
    return np.array([_average_precision(_hits(walks, best, t), len(golds)) for t in THRESHOLDS])


def _hits(
    walks: Sequence[Sequence[tuple[float, int]]], best: Sequence[float], threshold: float
) -> list[bool]:
    taken: set[int] = set()
    hits: list[bool] = []
    for walk, most in zip(walks, best, strict=True):
        hit = False
        if not most < threshold:
            for iou, gold in walk:
                if iou < threshold:
                    break
                if gold not in taken:
                    taken.add(gold)
                    hit = True
                    break
        hits.append(hit)
    return hits


def _average_precision(hits: Sequence[bool], golds: int) -> float:
    """The area under precision, made non-increasing, over recall."""
    found, total = 0, 0.0
    precisions: list[float] = []
    for rank, hit in enumerate(hits, 1):
        if hit:
            found += 1
            precisions.append(found / rank)
    highest = 0.0
    for precision in reversed(precisions):
        highest = max(highest, precision)
        total += highest
    return total / golds


def first_iou(ranked: Sequence[Ranked], golds: Sequence[Window]) -> float:
    """IoU (over the hull) of the window at place 0, whatever its score, for MR-R1 and MR-mIoU.

    The gold window is the one of the greatest true-union IoU, the first of equal ones; NaN is
    greater than all. Where the hull is of no length the IoU is 0.
    """
    window = ranked[0][:2]
    gold = golds[int(np.argmax(ious("union", [window], golds)))]
    found = hull_iou(window, gold)
    return found if found == found else 0.0
