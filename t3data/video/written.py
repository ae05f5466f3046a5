"""Which frames are taken, as `--frames` writes it: `8`, or `fps=1`."""

from math import isfinite

from t3data.errors import UsageError
from t3data.video.sampling import FrameRate, FrameSampling, UniformFrames


def parse_frames(text: str) -> FrameSampling:
    """`8` is eight frames, the first and the last among them; `fps=1` is one a second.

    Raises:
        UsageError: it is neither.
    """
    name, equals, value = text.strip().partition("=")
    try:
        if not equals and int(name) > 0:
            return UniformFrames(int(name))
        if name == "fps" and float(value) > 0 and isfinite(float(value)):
            return FrameRate(float(value))
    except ValueError:
        pass
    raise UsageError(f"--frames {text}: neither a number such as 8 nor a rate such as fps=1")


def frames_text(sampling: FrameSampling) -> str:
    """What `parse_frames` reads."""
    if isinstance(sampling, UniformFrames):
        return str(sampling.count)
    if isinstance(sampling, FrameRate):
        return f"fps={sampling.fps:g}"
    raise TypeError(f"a run takes the same frames of every clip, not {sampling}")
