"""What a person and a reader have to know of a video before its frames are decoded."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from t3data.video.index import FrameIndex


@dataclass(frozen=True)
class VideoInfo:
    """The facts of one video stream: the one that every player would choose."""

    path: Path
    codec: str
    fps: float
    """Average frame rate."""
    width: int
    height: int
    """Pixels of the upright picture. The shape of a pixel is not applied, as in other readers."""
    rotation: int
    """Degrees clockwise by which stored pictures are turned: 0, 90, 180 or 270."""
    bits: int
    """Bits of one colour component."""
    stream: int
    """Number of the stream within the file."""
    open_groups: bool
    """Whether frames before a keyframe are stored after it, so that a jump to it loses them."""
    index: FrameIndex
    damage: str = ""
    """What cannot be decoded, in words; empty for a file in which no damage was met."""

    @property
    def frames(self) -> int:
        """How many frames can be decoded: counted, not taken from a header."""
        return len(self.index.stamps)

    @property
    def duration(self) -> float:
        """Seconds from the start of the first frame to the end of the last."""
        return self.index.duration

    @cached_property
    def constant_rate(self) -> bool:
        """Whether frame i is on the screen at i / fps, to less than half a frame."""
        return all(round(time * self.fps) == i for i, time in enumerate(self.index.times))

    @cached_property
    def keyframe_gap(self) -> int:
        """The largest number of frames from one keyframe to the next, or to the end."""
        starts = {bisect_left(self.index.stamps, stamp) for stamp in self.index.keyframes}
        ordered = sorted({0, *starts, self.frames})
        return max(after - before for before, after in pairwise(ordered))
