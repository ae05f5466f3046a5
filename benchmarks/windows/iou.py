"""The three formulae of "IoU" between two windows that published scripts use.

They agree on windows that overlap and differ elsewhere: at windows of no length, at reversed ones,
and by an epsilon. Where a formula divides zero by zero it gives NaN, and the convention that uses
it says what becomes of that. Scalars for single samples, arrays for whole files.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from benchmarks.windows.window import Window

Formula = Literal["hull", "union", "caption"]

_EPSILON = 1e-8
_NAN = float("nan")


def hull_iou(window: Window, gold: Window) -> float:
    """Intersection over hull, as all scripts of one window per query have it.

    Equals the true IoU where the two overlap, and is 0 elsewhere. With a valid gold window a
    reversed one is worth 0. NaN where the hull has no length: a gold window of no length at t, with
    start >= t >= end.
    """
    (start, end), (first, last) = window, gold
    meets = min(end, last) - max(start, first)
    hull = max(end, last) - min(start, first)
    if hull == 0:
        return _NAN
    return meets / hull if meets > 0 else 0.0


def union_iou(window: Window, gold: Window) -> float:
    """Intersection over union, lengths signed, as QVHighlights' mAP has it.

    A reversed window is worth 0, but NaN where it is exactly as long as the gold one ([12, 2] on
    [2, 12]), as are two windows of no length.
    """
    (start, end), (first, last) = window, gold
    meets = max(0.0, min(end, last) - max(start, first))
    union = (end - start) + (last - first) - meets
    if union == 0:
        return _NAN
    return meets / union if meets > 0 else 0.0


def caption_iou(window: Window, gold: Window) -> float:
    """Intersection over the smaller of hull and summed lengths, as dense captioning has it.

    The epsilon in the divisor keeps it from dividing by zero, and puts an exact 0.5 just below
    0.5, so that `>` and `>=` agree there.
    """
    (start, end), (first, last) = window, gold
    meets = max(0.0, min(end, last) - max(start, first))
    hull = max(end, last) - min(start, first)
    return meets / (min(hull, (end - start) + (last - first)) + _EPSILON)


IOUS: Mapping[str, Callable[[Window, Window], float]] = MappingProxyType(
    {"hull": hull_iou, "union": union_iou, "caption": caption_iou}
)


def ious(formula: Formula, windows: ArrayLike, golds: ArrayLike) -> NDArray[np.float64]:
    """One of the formulae for many windows at once.

    Args:
        formula: Which.
        windows: Shape (…, 2), seconds.
        golds: Likewise; both are broadcast, so (n, 1, 2) against (m, 2) gives an (n, m) matrix.

    Returns:
        The broadcast shape without its last axis; NaN where the formula divides zero by zero.
    """
    p, g = np.asarray(windows, dtype=np.float64), np.asarray(golds, dtype=np.float64)
    start, end, first, last = p[..., 0], p[..., 1], g[..., 0], g[..., 1]
    meets = np.maximum(0.0, np.minimum(end, last) - np.maximum(start, first))
    if formula == "union":
        over = (end - start) + (last - first) - meets
    else:
        over = np.maximum(end, last) - np.minimum(start, first)
    if formula == "caption":
        over = np.minimum(over, (end - start) + (last - first)) + _EPSILON
    with np.errstate(divide="ignore", invalid="ignore"):
        found: NDArray[np.float64] = np.where(
            (meets > 0) | (over == 0), np.divide(meets, over), 0.0
        )
    return found
