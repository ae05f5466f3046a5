"""Numbers of sequences from their readings: means over sequences, or over the frames of all."""

from collections.abc import Callable, Sequence

from benchmarks.contract import Metric, Scored
from benchmarks.totals import Units


def mean(name: str, scale: float = 100.0) -> Metric:
    """The mean over samples of the value of this name; 0 where nothing was read."""

    def units(scored: Sequence[Scored]) -> Units:
        kept = [one for one in scored if one.counted]
        return _units(kept, [one.reading.values.get(name, 0.0) for one in kept])

    return Metric(name, units=units, scale=scale)


def pooled(name: str, frames: Callable[[Scored], int]) -> Metric:
    """The mean over the frames of all samples; each has the mean over its own.

    A sample is worth the result and what it adds to it in the first order, so that their mean is
    the result and the interval that of the delta method.
    """

    def units(scored: Sequence[Scored]) -> Units:
        kept = [one for one in scored if one.counted]
        counts = [frames(one) for one in kept]
        each = [one.reading.values.get(name, 0.0) for one in kept]
        whole = sum(counts) or 1
        result = sum(n * value for n, value in zip(counts, each, strict=True)) / whole
        share = len(kept) / whole
        moved = [result + (v - result) * n * share for n, v in zip(counts, each, strict=True)]
        return _units(kept, moved)

    return Metric(name, units=units)


def _units(kept: Sequence[Scored], worth: Sequence[float]) -> Units:
    return Units.of(worth, [s.sample.video for s in kept], [s.sample.groups for s in kept])
