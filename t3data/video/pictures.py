"""From a decoded picture to the JPEG that a model is sent."""

import os
import tempfile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

QUALITY = 90
_SUBSAMPLING = "4:2:0"


def fitted_size(width: int, height: int, longest_side: int | None) -> tuple[int, int]:
    """Width and height with the longer one at most `longest_side`; never larger, never 0."""
    longest = max(width, height)
    if longest_side is None or longest <= longest_side:
        return width, height
    if longest_side < 1:
        raise ValueError(f"asked for pictures {longest_side} pixels long")
    scale = longest_side / longest
    return max(1, round(width * scale)), max(1, round(height * scale))


def jpeg(picture: "Image", size: tuple[int, int], quality: int = QUALITY) -> bytes:
    """`picture` at `size` as JPEG; the same pixels give the same bytes with the same Pillow."""
    from PIL import Image

    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.BICUBIC)
    with _scratch() as stream:
        picture.save(stream, "JPEG", quality=quality, subsampling=_SUBSAMPLING)
        stream.seek(0)
        return stream.read()


def _scratch() -> IO[bytes]:
    """A file in memory: into a true file Pillow encodes without holding up other threads.

    Into a `BytesIO` it keeps the interpreter to itself, for 10 ms and more a picture, in which an
    event loop has no turn.
    """
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("t3-jpeg"), "w+b")
    return tempfile.TemporaryFile()
