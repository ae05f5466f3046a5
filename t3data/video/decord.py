"""Chosen frames of a video through decord, for files on which it can be trusted.

decord 0.6 gives other frames in silence where it jumps wrongly, and can hang on a broken file; so a
file has to be sound for PyAV first, and the two must agree on all times and on some of the frames.
`auto` never takes it.
"""

import re
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from t3data.video import pyav
from t3data.video.info import VideoInfo

if TYPE_CHECKING:
    from PIL.Image import Image

_AT_ONCE = 8
"""Frames that are held in memory as pixels."""
_ORIGIN = re.compile(r"^\[[\d:]+\] \S+: ")
"""Time and place in decord's own source, with which its messages start."""
_SAME_PICTURE = 0.02
"""Mean difference, of 255. Both give the same bytes, if not the frames; neighbours in films of
nearly still scenes differ by 0.05, in others by 0.3 and more."""
_SAME_TIME = 2e-3
"""Seconds; Matroska keeps times in milliseconds, decord in single precision."""


class UnfitError(Exception):
    """decord cannot read a file, or not as it is; the message says why."""


def installed() -> bool:
    """Whether decord is here; it is not imported."""
    return find_spec("decord") is not None


def unfit(info: VideoInfo) -> str:
    """Why decord must not be tried on a file; empty if it may be.

    It has no decoder for AV1, converts 10-bit colours unlike everybody else, fails on pictures
    of one pixel, and after a jump into an open group of pictures gives the frame next to the
    one that was asked for, in silence. Other such files only `read` finds out.
    """
    if info.damage:
        return f"the file is damaged: {info.damage}"
    if info.index.counted:
        return "its frames carry no times"
    if info.bits > 8:
        return f"its colours have {info.bits} bits"
    if info.codec == "av1":
        return "it is AV1"
    if info.open_groups:
        return "its groups of pictures are open"
    if info.width * info.height == 1:
        return "its pictures are one pixel"
    return ""


def read(info: VideoInfo, places: Sequence[int]) -> "Iterator[tuple[int, Image]]":
    """The frames at `places`, each with its place; upright, RGB.

    Args:
        info: the facts of the file as PyAV sees it.
        places: of frames in `info.index`, ascending, distinct.

    Raises:
        UnfitError: decord cannot read the file, or gives other frames or times than PyAV.
    """
    from PIL import Image

    reason = unfit(info)
    if reason:
        raise UnfitError(reason)
    import decord

    try:
        reader = _reader(info)
        _compare(reader, info, sorted({places[0], places[len(places) // 2], places[-1]}))
        for start in range(0, len(places), _AT_ONCE):
            some = list(places[start : start + _AT_ONCE])
            for place, pixels in zip(some, reader.get_batch(some).asnumpy(), strict=True):
                yield place, Image.fromarray(pixels)
    except (decord.DECORDError, OSError, RuntimeError, IndexError) as error:
        first, *_ = str(error).splitlines()
        raise UnfitError(_ORIGIN.sub("", first)) from error


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


def _compare(reader: Any, info: VideoInfo, places: Sequence[int]) -> None:
    """Some of the frames against PyAV's: decord jumps wrongly in MPEG-TS and without IDR frames."""
    import numpy as np

    theirs = reader.get_batch(list(places)).asnumpy().astype(np.int16)
    for pixels, (place, picture) in zip(theirs, pyav.read(info, places), strict=True):
        ours = np.asarray(picture, dtype=np.int16)
        if pixels.shape != ours.shape or np.abs(pixels - ours).mean() > _SAME_PICTURE:
            raise UnfitError(f"decord gives another frame {place} than PyAV")
