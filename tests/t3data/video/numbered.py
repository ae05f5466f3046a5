"""Small videos in which every picture says its own number, to tell any frame from its neighbour."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from t3data.video.bundle import FrameBundle

BITS, BLOCK, HEIGHT = 10, 16, 96
WIDTH = BITS * BLOCK
_STRAIGHT = b"".join(v.to_bytes(4, "big") for v in (1 << 16, 0, 0, 0, 1 << 16, 0))
_TURNS = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


def picture(number: int) -> NDArray[np.uint8]:
    """The bits of `number` as black and white columns in the upper half, grey below."""
    bits = [255 * (number >> bit & 1) for bit in range(BITS)]
    pixels = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    pixels[: HEIGHT // 2] = np.repeat(np.array(bits, np.uint8), BLOCK)[None, :, None]
    return pixels


def numbers(bundle: FrameBundle) -> list[int]:
    """The numbers that the pictures of a bundle say."""
    return [number_of(pixels) for pixels in bundle.pixels()]


def number_of(pixels: NDArray[np.uint8]) -> int:
    """The number that a picture of the size (HEIGHT, WIDTH) says; fails where it is blurred."""
    assert pixels.shape == (HEIGHT, WIDTH, 3)
    blocks = (
        pixels[8 : HEIGHT // 2 - 8].reshape(-1, BITS, BLOCK, 3)[:, :, 4:-4].mean(axis=(0, 2, 3))
    )
    assert all(value < 64 or value > 192 for value in blocks), blocks
    return sum(int(value > 128) << bit for bit, value in enumerate(blocks))


def write(
    path: Path,
    frames: int,
    *,
    codec: str = "libx264",
    stamps: Sequence[int] | None = None,
    rate: int = 30,
    group: int = 12,
    **options: str,
) -> Path:
    """Writes pictures 0, 1, ... at `stamps` (units of 1 / rate; one after the other if None)."""
    with av.open(str(path), "w") as output:
        chosen = {"g": str(group), **({"crf": "20"} if codec == "libx264" else {}), **options}
        stream = output.add_stream(codec, rate=rate, options=chosen)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.time_base = Fraction(1, rate)
        stream.codec_context.thread_count = 1
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(picture(number), format="rgb24")
            frame.pts = number if stamps is None else stamps[number]
            frame.time_base = Fraction(1, rate)
            output.mux(stream.encode(frame))
        output.mux(stream.encode())
    return path


def turn(path: Path, degrees: int) -> Path:
    """Marks a straight MP4 as one to be shown turned clockwise by `degrees`."""
    data = path.read_bytes()
    at = data.index(_STRAIGHT, data.index(b"tkhd"))
    a, b, c, d = (v << 16 for v in _TURNS[degrees])
    matrix = b"".join(v.to_bytes(4, "big", signed=True) for v in (a, b, 0, c, d, 0))
    path.write_bytes(data[:at] + matrix + data[at + len(matrix) :])
    return path
