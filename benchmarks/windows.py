"""Stretches of a video against each other. Seconds; a window is its start and its end."""

from collections.abc import Sequence
from typing import Any

Window = tuple[float, float]


def window_of(value: Any) -> Window | None:
    """The first and the last of a list of numbers; None for anything else."""
    if not isinstance(value, list | tuple) or len(value) < 2:
        return None
    ends = (value[0], value[-1])
    if not all(isinstance(end, int | float) and end == end for end in ends):
        return None
    return float(ends[0]), float(ends[1])


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
