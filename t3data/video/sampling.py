"""Which frames of a video to take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UniformFrames:
    """`count` frames, the first and the last of the video among them (`linspace`, cut to integers).

    The rule of T3, lmms-eval and qwen-vl-utils. A video with fewer frames gives all of them.
    """

    count: int


@dataclass(frozen=True, slots=True)
class FrameRate:
    """`fps` frames a second, but no fewer than `at_least` and no more than `at_most`."""

    fps: float
    at_least: int = 1
    at_most: int = 768


@dataclass(frozen=True, slots=True)
class FramesAt:
    """The frame that is on the screen at each of `times`, in seconds and in any order."""

    times: tuple[float, ...]


FrameSampling = UniformFrames | FrameRate | FramesAt
