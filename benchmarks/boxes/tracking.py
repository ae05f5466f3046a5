"""How well boxes follow a target: success, precision and normalised precision, by two toolkits."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.boxes.box import Boxes, Numbers, apart, overlap

SUCCESS: Numbers = np.linspace(0.0, 1.0, 21)
NORMALISED: Numbers = np.linspace(0.0, 0.5, 51)
PIXELS = 20.0
AT = 0.2
REACHED = " above 0"
_FARTHEST = 50.0
"""Pixels, and hundredths of the box, where the curves of both precisions end."""
NOTHING = {"success": 0.0, "precision": 0.0, "normalised precision": 0.0}


@dataclass(frozen=True, slots=True)
class Track:
    """The target of a video."""

    boxes: Boxes
    """A box a frame."""
    visible: NDArray[np.bool_]
    """Whether the target is to be seen."""


def share_above(values: Numbers, thresholds: Numbers) -> float:
    """The mean over thresholds of the share of values above them."""
    return float((values[:, None] > thresholds).mean()) if len(values) else 0.0


def share_within(errors: Numbers, thresholds: Numbers) -> float:
    """The mean over thresholds of the share of errors that are no greater."""
    return float((errors[:, None] <= thresholds).mean()) if len(errors) else 0.0


def official(track: Track, predicted: Boxes) -> Mapping[str, float]:
    """As LaSOT's own toolkit counts (HengLan/LaSOT_Evaluation_Toolkit, `utils`, at 41c7933e).

    Frames where the target is not visible fail. Where a coordinate of the true box is 0 or less
    success fails, but both precisions pass. A predicted box of no size repeats the one before; then
    the first becomes the true one. Beside each number stands whether its curve is above 0 anywhere:
    a sequence without any such point is left out of the mean.
    """
    boxes = _from_the_true(track, _without_empty(predicted))[track.visible]
    true = track.boxes[track.visible]
    whole: NDArray[np.bool_] = np.all(true > 0, axis=1)
    size = np.where(whole[:, None], true[:, 2:], 1.0)
    near = np.where(whole, _length(_centres(boxes) - _centres(true)), -1.0)
    relative = np.where(whole, _length(_centres(boxes) / size - _centres(true) / size), -1.0)
    count = max(1, len(track.boxes))
    over = np.where(whole, overlap(boxes, true), -1.0)
    return {
        "success": float((over[:, None] > SUCCESS).sum()) / (count * len(SUCCESS)),
        "precision": float((near <= PIXELS).sum()) / count,
        "normalised precision": float((relative <= AT).sum()) / count,
        f"success{REACHED}": float((over > 0).any()),
        f"precision{REACHED}": float((near <= _FARTHEST).any()),
        f"normalised precision{REACHED}": float((relative <= _FARTHEST / 100).any()),
    }


def pytracking(track: Track, predicted: Boxes) -> Mapping[str, float]:
    """As pytracking counts LaSOT (`analysis/extract_results.py` at 07a34e8d).

    Frames where the target is not visible fail, and so do those whose true box has no width or no
    height, but the visible ones of these pass normalised precision. A predicted box of no size
    repeats the one before; only then the first becomes the true one. Normalised precision is that
    at 0.2, its centres divided before they are subtracted, which decides where the error is 0.2.
    """
    boxes = _from_the_true(track, _without_empty(predicted))
    whole: NDArray[np.bool_] = np.all(track.boxes[:, 2:] > 0, axis=1)
    counts = whole & track.visible
    between = apart(boxes, track.boxes)
    error = np.where(counts, np.hypot(*between.T), np.inf)
    size = np.where(whole[:, None], track.boxes[:, 2:], 1.0)
    parts = _centres(boxes) / size - _centres(track.boxes) / size
    relative = np.where(whole, _length(parts), -1.0)
    relative = np.where(track.visible, relative, np.inf)
    return {
        "success": share_above(np.where(counts, overlap(boxes, track.boxes), -1.0), SUCCESS),
        "precision": share_within(error, np.array([PIXELS])),
        "normalised precision": share_within(relative, np.array([AT])),
    }


def toolkit(track: Track, predicted: Boxes) -> Mapping[str, float]:
    """As the GOT-10k toolkit counts LaSOT.

    Frames without a true box are left out, visibility does not matter. Normalised precision is the
    mean of its curve up to 0.5, with at least a pixel to divide by.
    """
    known = ~np.isnan(track.boxes).any(axis=1)
    boxes, true = _from_the_true(track, predicted)[known], track.boxes[known]
    between = apart(boxes, true)
    relative = np.hypot(*(between / np.maximum(1.0, true[:, 2:])).T)
    return {
        "success": share_above(overlap(boxes, true), SUCCESS),
        "precision": share_within(np.hypot(*between.T), np.array([PIXELS])),
        "normalised precision": share_within(relative, NORMALISED),
    }


def plain(track: Track, predicted: Boxes) -> Mapping[str, float]:
    """Over the frames that show a target with a box, but the first, which is given.

    Success is the mean IoU, the whole area below the curve: it reaches 1.
    """
    shown = track.visible & (track.boxes[:, 2:] > 0).all(axis=1)  # NaN is not above 0
    shown[:1] = False
    boxes, true = predicted[shown], track.boxes[shown]
    if not len(true):
        return dict.fromkeys(NOTHING, 1.0)
    between = apart(boxes, true)
    relative = np.hypot(*(between / np.maximum(1.0, true[:, 2:])).T)
    return {
        "success": float(overlap(boxes, true).mean()),
        "precision": share_within(np.hypot(*between.T), np.array([PIXELS])),
        "normalised precision": share_within(relative, np.array([AT])),
    }


def _centres(boxes: Boxes) -> Boxes:
    """Of pixels: a box that is one pixel wide has its centre in it."""
    found: Boxes = boxes[:, :2] + 0.5 * (boxes[:, 2:] - 1.0)
    return found


def _length(parts: Boxes) -> Numbers:
    found: Numbers = np.sqrt(np.square(parts).sum(axis=1))
    return found


def _from_the_true(track: Track, predicted: Boxes) -> Boxes:
    """The predicted boxes, of which the first is given."""
    boxes = predicted.copy()
    boxes[:1] = track.boxes[:1]
    return boxes


def _without_empty(boxes: Boxes) -> Boxes:
    """Boxes of which an empty one repeats the one before."""
    places = np.where((boxes[:, 2:] > 0).all(axis=1), np.arange(len(boxes)), 0)
    return boxes[np.maximum.accumulate(places)]
