"""Chosen frames of a video through decord, for files on which it can be trusted.

decord 0.6 repeats a frame in silence where it cannot decode one, and knows neither AV1 nor files
without a duration; so a file has to be sound for PyAV first, and the two must agree on every time.
"""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from t3data.video.info import VideoInfo

if TYPE_CHECKING:
    from PIL.Image import Image

_AT_ONCE = 8
"""Frames that are held in memory as pixels."""
_SAME_TIME = 2e-3
"""Seconds; Matroska keeps times in milliseconds, decord in single precision."""


class UnfitError(Exception):
    """decord cannot read a file, or not as it is; the message says why."""


def installed() -> bool:
    """Whether decord is here; it is not imported."""
    return find_spec("decord") is not None


def unfit(info: VideoInfo) -> str:
    """Why decord must not be tried on a file; empty if it may be.

    It converts 10-bit colours unlike everybody else, and has no decoder for AV1.
    """
    if info.damage:
        return f"the file is damaged: {info.damage}"
    if info.index.counted:
        return "its frames carry no times"
    if info.bits > 8:
        return f"its colours have {info.bits} bits"
    if info.codec == "av1":
        return "it is AV1"
    return ""


def read(info: VideoInfo, places: Sequence[int]) -> "Iterator[tuple[int, Image]]":
    """The frames at `places`, each with its place; upright, RGB.

    Args:
        info: the facts of the file as PyAV sees it.
        places: of frames in `info.index`, ascending, distinct.

    Raises:
        UnfitError: decord cannot read the file, or sees other frames or times in it.
    """
    from PIL import Image

    reason = unfit(info)
    if reason:
        raise UnfitError(reason)
    try:
        reader = _reader(info)
        for start in range(0, len(places), _AT_ONCE):
            some = list(places[start : start + _AT_ONCE])
            for place, pixels in zip(some, reader.get_batch(some).asnumpy(), strict=True):
                if pixels.shape != (info.height, info.width, 3):
                    raise UnfitError(f"decord gives pictures of shape {pixels.shape}")
                yield place, Image.fromarray(pixels)
    except (RuntimeError, OSError, IndexError) as error:
        # A DECORDError is a RuntimeError of many lines, with a stack trace below the first.
        raise UnfitError(str(error).split("\n", 1)[0]) from error


def _reader(info: VideoInfo) -> Any:
    import decord
    import numpy as np

    decord.logging.set_level(decord.logging.QUIET)
    reader = decord.VideoReader(str(info.path), num_threads=1)
    if len(reader) != info.frames:
        raise UnfitError(f"decord counts {len(reader)} frames, PyAV {info.frames}")
    starts = reader.get_frame_timestamp(list(range(len(reader))))[:, 0]
    if not np.allclose(starts - starts[0], info.index.times, rtol=1e-6, atol=_SAME_TIME):
        raise UnfitError("decord gives the frames other times than PyAV")
    return reader
