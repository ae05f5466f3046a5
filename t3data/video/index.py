"""When each frame of a video is shown: the pure part of what a probe finds out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from statistics import median_low


@dataclass(frozen=True)
class FrameIndex:
    """The frames of a video stream that can be decoded, in order of presentation."""

    stamps: tuple[int, ...]
    """Presentation time stamps in units of `unit`; ascending, and distinct unless `counted`."""
    unit: Fraction
    """Seconds."""
    end: int
    """Time stamp at which the last frame leaves the screen."""
    keyframes: tuple[int, ...]
    """Stamps at which decoding can start; empty where it can start at the first frame only."""
    numbers: tuple[int, ...] | None = None
    """Where each frame stands among those that the file still holds packets of; None: in a row."""
    counted: bool = False
    """The file has no usable stamps: frames are known by counting from the first."""

    @cached_property
    def times(self) -> tuple[float, ...]:
        """Seconds from the first frame to each frame."""
        first, unit = self.stamps[0], self.unit
        return tuple((stamp - first) * unit.numerator / unit.denominator for stamp in self.stamps)

    @property
    def duration(self) -> float:
        """Seconds from the first frame to the end of the last."""
        return float((self.end - self.stamps[0]) * self.unit)

    def number(self, position: int) -> int:
        """Where the frame at `position` stands among all frames of the source."""
        return position if self.numbers is None else self.numbers[position]


def numbered(frames: int, rate: Fraction) -> FrameIndex:
    """Frames without time stamps of their own, shown evenly at `rate` a second."""
    return FrameIndex(tuple(range(frames)), 1 / rate, frames, (), counted=True)


def corrected(
    index: FrameIndex, stamps: Sequence[int | None], unit: Fraction, rate: Fraction
) -> FrameIndex:
    """The index of the frames that a decoder gave.

    Args:
        index: what the packets promised.
        stamps: the decoded frames' time stamps in the order in which they came, None: unknown.
        unit: seconds of one step of `stamps`.
        rate: frames a second, for frames that have no times.
    """
    found = [stamp for stamp in stamps if stamp is not None]
    ascending = all(one < other for one, other in pairwise(found))
    if len(found) < len(stamps) or not ascending:
        return numbered(len(stamps), rate)
    places = {} if index.counted else {stamp: at for at, stamp in enumerate(index.stamps)}
    if not places.keys() >= set(found):
        end = found[-1] + (usual_gap(found) or max(round(1 / rate / unit), 1))
        return FrameIndex(tuple(found), unit, end, ())
    if len(found) == len(places):
        return index
    after = places[found[-1]] + 1
    end = index.end if after == len(places) else index.stamps[after]
    numbers = tuple(places[stamp] for stamp in found)
    moved = numbers if numbers[-1] >= len(numbers) else None
    return replace(index, stamps=tuple(found), end=end, numbers=moved)


def average_rate(index: FrameIndex, stated: Fraction) -> float:
    """The rate that a header states where every frame keeps to it, else the measured one."""
    fits = all(round(time * stated) == place for place, time in enumerate(index.times))
    return float(stated) if fits else len(index.stamps) / index.duration


def usual_gap(stamps: Sequence[int]) -> int:
    """The median step from one stamp to the next; 0 for a single one."""
    gaps = [after - before for before, after in pairwise(stamps)]
    return median_low(gaps) if gaps else 0
