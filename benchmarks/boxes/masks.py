"""J and F of masks: how well a region, and its outline, are told. A mask is true where it is.

The outline rule is that of the DAVIS challenge (Perazzi et al. 2016): outlines match within a disk.
"""

import math

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
"""height x width."""

TOLERANCE = 0.008
"""The disk's radius over the diagonal of the picture."""


def region(one: Mask, other: Mask) -> float:
    """J: the IoU of two masks, 1 where both are empty."""
    whole = int((one | other).sum())
    return int((one & other).sum()) / whole if whole else 1.0


def outline(predicted: Mask, true: Mask) -> float:
    """F: the harmonic mean of the shares of either outline that lie near the other.

    1 where both are empty, 0 where one is.
    """
    edges, against = boundary(predicted), boundary(true)
    count, of_true = int(edges.sum()), int(against.sum())
    if not count or not of_true:
        return float(count == of_true)
    radius = math.ceil(TOLERANCE * math.hypot(*true.shape))
    precision = int((edges & widened(against, radius)).sum()) / count
    recall = int((against & widened(edges, radius)).sum()) / of_true
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def boundary(mask: Mask) -> Mask:
    """Pixels unlike their right, lower or lower right neighbour.

    In the last row the right one alone counts, in the last column the lower one.
    """
    edges = np.zeros_like(mask)
    edges[:, :-1] |= mask[:, :-1] != mask[:, 1:]
    edges[:-1, :] |= mask[:-1, :] != mask[1:, :]
    edges[:-1, :-1] |= mask[:-1, :-1] != mask[1:, 1:]
    return edges


def widened(mask: Mask, radius: int) -> Mask:
    """All pixels no farther than `radius` from one of the mask's."""
    height, width = mask.shape
    before = np.zeros((height, width + 1), dtype=np.int32)
    np.cumsum(mask, axis=1, out=before[:, 1:])
    columns = np.arange(width)
    near = np.zeros_like(mask)
    for down in range(-min(radius, height - 1), min(radius, height - 1) + 1):
        half = math.isqrt(radius * radius - down * down)
        first = np.maximum(columns - half, 0)
        last = np.minimum(columns + half + 1, width)
        row = before[max(0, -down) : height - max(0, down)]
        near[max(0, down) : height + min(0, down)] |= row[:, last] > row[:, first]
    return near
