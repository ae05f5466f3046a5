"""How well windows meet the gold ones, as rewards of at most 1.

The time-aware one is below 0 where one end alone lies farther off than the video is long.
"""

from collections.abc import Sequence

from benchmarks.windows.iou import hull_iou
from benchmarks.windows.window import Window

_LOW, _SPAN = 0.2, 0.6


def iou(window: Window | None, gold: Window) -> float:
    """Intersection over hull; 0 without a window.

    Where the hull has no length the published function has no value and fails; this one gives 0.
    """
    if window is None:
        return 0.0
    found = hull_iou(window, gold)
    return found if found == found else 0.0


def time_aware_iou(window: Window | None, gold: Window, duration: float) -> float:
    """Time-R1's `iou_v2`: IoU × (1 - |Δstart| / duration) × (1 - |Δend| / duration).

    Args:
        window: Seconds, its ends as said.
        gold: Seconds.
        duration: Of the video, in seconds.

    Raises:
        ValueError: the duration is not above 0.
    """
    if not duration > 0:
        raise ValueError(f"duration: expected seconds above 0, found {duration}")
    if window is None:
        return 0.0
    start = 1 - abs(window[0] - gold[0]) / duration
    end = 1 - abs(window[1] - gold[1]) / duration
    return iou(window, gold) * start * end


def scaled_iou(windows: Sequence[Window], golds: Sequence[Window]) -> float:
    """VideoTemp-o3's: clip((mean IoU - 0.2) / 0.6, 0, 1).

    Windows and gold ones are matched one to one, the best pair first; the sum is divided by the
    number of windows, so a superfluous one costs and a gold one that is missed does not.
    """
    if not windows:
        return 0.0
    pairs = sorted(
        ((iou(p, g), i, j) for i, p in enumerate(windows) for j, g in enumerate(golds)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    taken: set[int] = set()
    met: set[int] = set()
    total = 0.0
    for worth, i, j in pairs:
        if i not in taken and j not in met:
            taken.add(i)
            met.add(j)
            total += worth
    return min(1.0, max(0.0, (total / len(windows) - _LOW) / _SPAN))
