"""Which frames a run shows, as `--frames` writes it: `8`, or `fps=1`."""

from math import ceil, isfinite

from probing.types import Clip
from t3data.video.sampling import FrameRate, FrameSampling, UniformFrames


def parse_frames(text: str) -> FrameSampling:
    """`8` is eight frames, the first and the last among them; `fps=1` is one a second.

    Raises:
        ValueError: it is neither.
    """
    name, equals, value = text.strip().partition("=")
    if not equals and int(name) > 0:
        return UniformFrames(int(name))
    if name == "fps" and float(value) > 0 and isfinite(float(value)):
        return FrameRate(float(value))
    raise ValueError(text)


def frames_text(sampling: FrameSampling) -> str:
    """What `parse_frames` reads."""
    if isinstance(sampling, UniformFrames):
        return str(sampling.count)
    if isinstance(sampling, FrameRate):
        return f"fps={sampling.fps:g}"
    raise TypeError(f"a run takes the same frames of every clip, not {sampling}")


def most_frames(clip: Clip, sampling: FrameSampling) -> int:
    """No fewer than `sampling` takes of the clip, known without opening it."""
    if isinstance(sampling, UniformFrames):
        return sampling.count
    if isinstance(sampling, FrameRate):
        at_rate = ceil(clip.duration * sampling.fps) + 1
        return min(sampling.at_most, max(sampling.at_least, at_rate))
    return len(sampling.times)
