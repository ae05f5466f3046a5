"""Which predicted event is compared with which true one: IoU, pairs, precision and recall."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.captioning.events import Event

THRESHOLDS = (0.3, 0.5, 0.7, 0.9)


Overlaps = NDArray[np.float64]
"""IoU of each predicted event, a row, with each true one, a column."""


def overlaps(predicted: Sequence[Event], true: Sequence[Event], mend: bool = False) -> Overlaps:
    """IoU as the dense-captioning scripts count it.

    The intersection over the smaller of hull and summed lengths, plus 1e-8: so an exact 0.5 lies
    just below 0.5. A reversed event meets nothing.

    Args:
        predicted: n events.
        true: m events.
        mend: Whether a reversed event is turned round first.

    Returns:
        n x m.
    """
    start, end = _ends(predicted, mend)
    first, last = (ends[None, :] for ends in _ends(true, mend))
    start, end = start[:, None], end[:, None]
    shared = np.maximum(0.0, np.minimum(end, last) - np.maximum(start, first))
    hull = np.maximum(end, last) - np.minimum(start, first)
    whole = np.minimum(hull, end - start + last - first) + 1e-8
    iou: Overlaps = np.divide(shared, whole, out=np.zeros_like(shared), where=shared > 0)
    return iou


def _ends(events: Sequence[Event], mend: bool) -> tuple[Overlaps, Overlaps]:
    starts = np.array([event.start for event in events], dtype=np.float64)
    ends = np.array([event.end for event in events], dtype=np.float64)
    return (np.minimum(starts, ends), np.maximum(starts, ends)) if mend else (starts, ends)


def matches(
    found: Sequence[Overlaps], predicted: int, threshold: float
) -> list[tuple[int, int | None, int]]:
    """Predicted event, reference file and true event of every pair at a threshold.

    A predicted event goes with every true one that it overlaps enough, in every file; with none,
    and file None, where there is no such one.

    Args:
        found: The overlaps with each reference file.
        predicted: How many events there are.
        threshold: The least IoU.
    """
    pairs: list[tuple[int, int | None, int]] = []
    close = [np.nonzero(one >= threshold) for one in found]
    for event in range(predicted):
        mine = [
            (event, file, int(true))
            for file, (rows, columns) in enumerate(close)
            for true in columns[rows == event]
        ]
        pairs += mine or [(event, None, 0)]
    return pairs


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares at one threshold."""

    precision: float
    """Of the predicted events that meet a true one."""
    recall: float
    """Of the true events that are met."""


def coverage(found: Sequence[Overlaps], threshold: float) -> Coverage:
    """Precision and recall, each the best over the reference files; 0 where there is no event."""
    close = [one > threshold for one in found]
    return Coverage(
        max([0.0, *(_share(one) for one in close)]),
        max([0.0, *(_share(one.T) for one in close)]),
    )


def _share(close: NDArray[np.bool_]) -> float:
    """The share of rows in which anything is true."""
    return float(close.any(axis=1).mean()) if len(close) else 0.0


def harmonic(precision: float, recall: float) -> float:
    """F1; 0 where both are, NaN where either is."""
    whole = precision + recall
    return 2 * precision * recall / whole if whole else 0.0
