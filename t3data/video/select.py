"""Which frames a sampling takes: arithmetic on the times of the frames, nothing else."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import ceil, isfinite

from t3data.video.sampling import FrameRate, FrameSampling, UniformFrames

SLACK = 1.0
"""Seconds by which an asked time may lie past the end: labels are rounded and sound outlasts."""
_ROUNDING = 1e-6
"""Seconds within which two times are the same."""


class SelectionError(ValueError):
    """A time or a clip that the video does not have; the message says which."""


def select(
    sampling: FrameSampling,
    times: Sequence[float],
    duration: float,
    clip: tuple[float, float] | None = None,
) -> list[int]:
    """Places in `times` of the frames that `sampling` takes, in the order it gives them.

    Args:
        sampling: times in it count from the start of the clip.
        times: seconds at which each frame appears, ascending, the first at 0.
        duration: seconds at which the last frame leaves the screen.
        clip: start and end in seconds; the frames that are on the screen in between count.

    Raises:
        SelectionError: the clip or a time lies outside the video.
        ValueError: a count or rate that is not positive.
    """
    start, end = clip_bounds(clip, duration)
    low = on_screen(times, start)
    high = max(low + 1, bisect_left(times, end - _ROUNDING))
    if isinstance(sampling, UniformFrames):
        return [low + place for place in uniform(high - low, sampling.count)]
    if isinstance(sampling, FrameRate):
        return _at_rate(sampling, times, (start, end), range(low, high))
    last = end - start
    for time in sampling.times:
        if not 0 <= time <= last + SLACK:
            raise SelectionError(f"no frame at {time:g} s, it lasts from 0 to {last:g} s")
    return [min(on_screen(times, start + time), high - 1) for time in sampling.times]


def uniform(frames: int, count: int) -> list[int]:
    """`count` of `frames` places, first and last included; all where there are no more than that.

    Equal to `numpy.linspace(0, frames - 1, count).astype(int)`, which T3 and lmms-eval use, in the
    rare places too where its rounding falls one frame below the exact quotient.
    """
    if count < 1:
        raise ValueError(f"asked for {count} frames; ask for at least one")
    if count >= frames:
        return list(range(frames))
    if count == 1:
        return [0]
    step = (frames - 1) / (count - 1)
    return [*(int(place * step) for place in range(count - 1)), frames - 1]


def on_screen(times: Sequence[float], time: float) -> int:
    """The last place whose time is not after `time`; the first where all are."""
    return max(bisect_right(times, time + _ROUNDING) - 1, 0)


def clip_bounds(clip: tuple[float, float] | None, duration: float) -> tuple[float, float]:
    """Start and end of the clip within a video of `duration` seconds.

    Raises:
        SelectionError: it is empty or starts outside the video.
    """
    if clip is None:
        return 0.0, duration
    start, end = clip
    if not (isfinite(start) and 0 <= start < duration):
        raise SelectionError(f"no clip from {start:g} s on, it lasts from 0 to {duration:g} s")
    if not start < end:
        raise SelectionError(
            f"no clip from {start:g} to {end:g} s: the end must be after the start"
        )
    return start, min(end, duration)


def _at_rate(
    sampling: FrameRate, times: Sequence[float], clip: tuple[float, float], places: range
) -> list[int]:
    """The frames on the screen every 1 / fps seconds, each once; evenly spread at the limits."""
    if not (sampling.fps > 0 and 1 <= sampling.at_least <= sampling.at_most):
        raise ValueError(f"no frames can be taken at {sampling}")
    start, end = clip
    ticks = max(1, ceil((end - start) * sampling.fps - _ROUNDING))
    if not sampling.at_least <= ticks <= sampling.at_most:
        count = min(max(ticks, sampling.at_least), sampling.at_most)
        return [places.start + place for place in uniform(len(places), count)]
    shown = (on_screen(times, start + tick / sampling.fps) for tick in range(ticks))
    chosen = sorted({min(place, places.stop - 1) for place in shown})
    if len(chosen) < sampling.at_least:
        return [places.start + place for place in uniform(len(places), sampling.at_least)]
    return chosen
