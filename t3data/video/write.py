"""Writing frames as a video: the same frames give the same bytes with the same FFmpeg.

One encoder thread, no dates and no names of versions; no B-frames, so that readers which take
decoding times for presentation times still see every frame at its own time.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from t3data.errors import T3Error
from t3data.files import atomic_write

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SEI = 6
"""The kind of H.264 unit in which x264 names its version and options."""


def write_video(
    path: Path,
    frames: "Iterable[NDArray[np.uint8]]",
    fps: int,
    *,
    quality: int = 23,
    keyframe_seconds: int = 2,
) -> None:
    """Writes `frames` to `path` as H.264 (yuv420p) in MP4.

    Args:
        path: the file, which appears under its name only when it is whole.
        frames: pictures (height, width, 3), RGB, all of one size, height and width even.
        fps: frames a second; frame i is on the screen from i / fps on.
        quality: x264's constant rate factor, 0 (lossless but for colour) to 51 (poor).
        keyframe_seconds: how far keyframes are apart: what a long still video's size depends on.

    Raises:
        T3Error: no frame or frames of unfit size, no H.264 encoder, or `path` cannot be written.
    """
    import av
    from av.bitstream import BitStreamFilterContext

    if "libx264" not in av.codecs_available:
        raise T3Error(f"{path}: this FFmpeg cannot write H.264; take the av package of PyPI")
    remaining = iter(frames)
    first = next(remaining, None)
    if first is None:
        raise T3Error(f"{path}: a video needs at least one frame, found none")
    height, width = first.shape[:2]
    if height % 2 or width % 2 or not first.size:
        raise T3Error(f"{path}: frames are {width}x{height}; give them even sides")
    with atomic_write(path) as file, av.open(file, "w", format="mp4", options=_BITEXACT) as output:
        options = _options(fps, quality, keyframe_seconds)
        stream = output.add_stream("libx264", rate=fps, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.thread_count = 1
        unnamed = BitStreamFilterContext(f"filter_units=remove_types={_SEI}", stream)
        picture: NDArray[np.uint8] | None = first
        number = 0
        while picture is not None:
            if picture.shape != (height, width, 3):
                raise T3Error(
                    f"{path}: frame {number} has shape {picture.shape}, frame 0 has "
                    f"{(height, width, 3)}; give all frames one size, RGB"
                )
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = number
            for packet in stream.encode(frame):
                output.mux(unnamed.filter(packet))
            picture = next(remaining, None)
            number += 1
        for packet in stream.encode():
            output.mux(unnamed.filter(packet))


_BITEXACT = {"fflags": "+bitexact"}


def _options(fps: int, quality: int, keyframe_seconds: int) -> dict[str, str]:
    return {
        "preset": "veryfast",
        "crf": str(quality),
        "g": str(keyframe_seconds * fps),
        "bf": "0",
        # x264's macroblock tree reads memory that it never wrote: with it, in some processes one
        # encoding in four of the same small frames came out different (x264 in PyAV 18).
        "x264-params": "mbtree=0",
        "flags": "+bitexact",
        # What the conversion from RGB does; unsaid, some players guess another matrix for HD.
        "colorspace": "smpte170m",
        "color_range": "tv",
    }
