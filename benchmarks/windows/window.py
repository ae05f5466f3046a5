"""A window is its start and its end in seconds: out of values of files, and against gold ones."""

from collections.abc import Iterable, Sequence
from typing import Any

Window = tuple[float, float]

PAST_END = "past the end of the video"
"""The one fault of gold windows that a convention may mend, by clipping."""


def window_of(value: Any) -> Window | None:
    """The first and the last of a list of numbers; None for anything else."""
    if not isinstance(value, list | tuple) or len(value) < 2:
        return None
    ends = (value[0], value[-1])
    if not all(isinstance(end, int | float) and end == end for end in ends):
        return None
    return float(ends[0]), float(ends[1])


def windows_of(value: Any) -> tuple[Window, ...] | None:
    """Windows out of `[[start, end], …]`, `[[start, end, score], …]` or one `[start, end]`.

    `[]` holds none. None for anything else, and where an end is null or no finite number.
    """
    if not isinstance(value, list | tuple):
        return None
    if len(value) >= 2 and not isinstance(value[0], list | tuple):
        value = [value[:2]]
    found = [window_of(one[:2]) if isinstance(one, list | tuple) else None for one in value]
    windows = [one for one in found if one is not None and abs(one[0]) + abs(one[1]) < float("inf")]
    return tuple(windows) if len(windows) == len(found) else None


def defects(windows: Iterable[Window], duration: float | None) -> tuple[str, ...]:
    """What is wrong with a sample's gold windows. The convention says how they are scored."""
    found: dict[str, None] = {}
    for start, end in windows:
        if start == end:
            found["no length"] = None
        if end < start:
            found["reversed"] = None
        if duration is not None and max(start, end) > duration:
            found[PAST_END] = None
    return tuple(found)


def overlap(window: Window, gold: Window) -> tuple[float, float]:
    """IoU (over the hull of both) and IoP (over `window`); below 0 where the two do not meet.

    As NExT-GQA counts (`eval_ground.py` at 63772e02): a window of no length has IoU 0 and IoP 1
    inside the gold one, its bounds included; a reversed one has IoP 0.
    """
    (start, end), (first, last) = window, gold
    if start == end:
        return 0.0, float(first <= start <= last)
    meets = min(last, end) - max(first, start)
    hull = max(last, end) - min(first, start)
    return meets / hull if hull > 0 else 0.0, meets / (end - start) if end > start else 0.0


def best_overlap(window: Window | None, gold: Sequence[Window]) -> dict[str, float]:
    """The best IoU and the best IoP, from 0, each of its own gold window; {} without a window."""
    if window is None:
        return {}
    found = [overlap(window, one) for one in gold]
    return {"IoU": max([0.0, *(u for u, _ in found)]), "IoP": max([0.0, *(p for _, p in found)])}
