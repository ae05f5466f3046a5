"""Masks out of files: PNG pictures, and COCO's run lengths."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.boxes.masks import Mask
from t3data.errors import T3Error

MaskOf = Callable[[str], Mask | None]
"""The mask of a frame by its name; None where there is no file."""


def picture(path: Path, value: int | None = None) -> Mask | None:
    """A PNG as a mask: where its pixels are not 0, or are `value`; None where it does not exist.

    The numbers of a palette count as they are, not their colours.

    Raises:
        T3Error: it is no picture, or one in colours.
    """
    from PIL import Image

    try:
        with Image.open(path) as found:
            pixels = np.asarray(found)
    except FileNotFoundError:
        return None
    except (OSError, SyntaxError, ValueError) as error:
        raise T3Error(f"{path}: not a picture: {error}") from error
    if pixels.ndim != 2:
        raise T3Error(f"{path}: expected one number a pixel, found {pixels.ndim} dimensions")
    mask: Mask = pixels != 0 if value is None else pixels == value
    return mask


def folder(path: Path, value: int | None = None) -> MaskOf:
    """The masks of a directory with a PNG for each frame."""
    return lambda frame: picture(path / f"{frame}.png", value)


def run_lengths(entry: Mapping[str, Any], where: str) -> Mask:
    """A mask from COCO's run lengths, compressed or not: `{"size": [h, w], "counts"}`.

    Runs go down the columns and begin with one of nothing. Compressed, a number is a row of
    characters of six bits from "0" on: five bits of its own, the lowest first, and one that says
    whether more follow; from the fourth number on it is what is added to the last but one.

    Raises:
        T3Error: it is not of that form, or its runs do not fill the picture.
    """
    size, counts = entry.get("size"), entry.get("counts")
    if not (isinstance(size, Sequence) and len(size) == 2 and isinstance(counts, str | list)):
        raise T3Error(f'{where}: expected {{"size": [height, width], "counts"}}')
    height, width = int(size[0]), int(size[1])
    runs = np.array(_unpacked(counts) if isinstance(counts, str) else counts, dtype=np.int64)
    if (runs < 0).any() or runs.sum() != height * width:
        raise T3Error(f"{where}: runs of {int(runs.sum()):,} pixels; expected {height * width:,}")
    filled = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    return filled.reshape(width, height).T


def _unpacked(counts: str) -> list[int]:
    runs: list[int] = []
    value = shift = 0
    for character in counts:
        bits = ord(character) - 48
        value |= (bits & 31) << shift
        shift += 5
        if bits & 32:
            continue
        if bits & 16:  # the highest bit of the last piece is the sign
            value -= 1 << shift
        runs.append(value + (runs[-2] if len(runs) > 2 else 0))
        value = shift = 0
    return runs
