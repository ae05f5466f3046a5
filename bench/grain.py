"""A video as hard to compress as film: grain that moves, so that every frame is a large JPEG."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from t3data.video.write import write_video

_HEIGHT, _WIDTH, _MOVES = 1080, 1920, 64
_FPS = 30


def grainy_video(path: Path, seed: int, frames: int) -> None:
    """Writes `frames` full-HD frames at 30 fps."""
    write_video(path, _frames(seed, frames), _FPS)


def _frames(seed: int, count: int) -> Iterator[NDArray[np.uint8]]:
    size = (_HEIGHT + _MOVES, _WIDTH + _MOVES, 3)
    grain = np.random.default_rng(seed).integers(0, 64, size, dtype=np.uint8)
    for number in range(count):
        down, right = number % _MOVES, 3 * number % _MOVES
        yield grain[down : down + _HEIGHT, right : right + _WIDTH] + np.uint8(number % 192)
