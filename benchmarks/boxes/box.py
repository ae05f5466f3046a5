"""Boxes as arrays: overlap, distance of centres, and the text files that hold one a line."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from t3data.errors import T3Error

Boxes = NDArray[np.float64]
"""n x 4: left, top, width, height in pixels."""
Numbers = NDArray[np.float64]
_BETWEEN = re.compile(r"[,\s]+")


def overlap(one: Boxes, other: Boxes) -> Numbers:
    """IoU of each box with the one in its place; 0 where they have no area."""
    start = np.maximum(one[:, :2], other[:, :2])
    end = np.minimum(one[:, :2] + one[:, 2:], other[:, :2] + other[:, 2:])
    shared = np.prod(np.maximum(end - start, 0.0), axis=1)
    whole = np.prod(one[:, 2:], axis=1) + np.prod(other[:, 2:], axis=1) - shared
    found: Numbers = np.divide(shared, whole, out=np.zeros_like(shared), where=whole > 0)
    return found


def apart(one: Boxes, other: Boxes) -> Boxes:
    """How far the centres lie apart: n x 2, in pixels across and down."""
    return (one[:, :2] + one[:, 2:] / 2) - (other[:, :2] + other[:, 2:] / 2)


def clipped(boxes: Boxes, width: float, height: float) -> Boxes:
    """The part of each box that lies inside the picture."""
    start = np.clip(boxes[:, :2], 0.0, (width, height))
    end = np.clip(boxes[:, :2] + boxes[:, 2:], 0.0, (width, height))
    return np.concatenate([start, end - start], axis=1)


def pushed_in(boxes: Boxes, width: float, height: float) -> Boxes:
    """As the GOT-10k toolkit cuts boxes to the picture: one that begins outside is moved in.

    Only what is over at the right or below is cut off then.
    """
    size = np.array((width, height))
    start = np.clip(boxes[:, :2], 0.0, size)
    return np.concatenate([start, np.clip(boxes[:, 2:], 0.0, size - start)], axis=1)


def boxes_of(path: Path) -> Boxes:
    """The boxes of a file, a line each, its four numbers apart by commas or blanks.

    Raises:
        T3Error: it cannot be read, or a line is no box.
    """
    found = [numbers_of(path, n, line, 4) for n, line in enumerate(lines_of(path), 1)]
    return np.asarray(found, dtype=np.float64).reshape(-1, 4)


def flags_of(path: Path) -> Numbers:
    """All numbers of a file, however they are put in lines.

    Raises:
        T3Error: it cannot be read, or holds something else.
    """
    found = [one for n, line in enumerate(lines_of(path), 1) for one in numbers_of(path, n, line)]
    return np.asarray(found, dtype=np.float64)


def lines_of(path: Path) -> list[str]:
    """The lines of a text file, without empty ones at its end.

    Raises:
        T3Error: it cannot be read.
    """
    try:
        return path.read_text("utf-8-sig").rstrip().splitlines()
    except OSError as error:
        raise T3Error(f"{path}: cannot open: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise T3Error(f"{path}: not UTF-8; expected lines of numbers") from error


def numbers_of(path: Path, number: int, line: str, count: int | None = None) -> list[float]:
    """The numbers of a line.

    Raises:
        T3Error: it has others than `count`, or what is none.
    """
    try:
        found = [float(part) for part in _BETWEEN.split(line.strip(" \t,")) if part]
    except ValueError:
        found = []
    if not found or (count is not None and len(found) != count):
        expected = "numbers" if count is None else f"{count} numbers"
        raise T3Error(f"{path}: line {number}: expected {expected}, found {line[:60]!r}")
    return found


def boxes_from(value: object, count: int) -> Boxes | None:
    """The boxes of a prediction's field; None unless there are so many, all finite."""
    if not isinstance(value, Sequence | np.ndarray) or len(value) != count:
        return None
    try:
        found = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        return None
    return found if found.shape == (count, 4) and np.isfinite(found).all() else None
