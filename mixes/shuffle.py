"""The final order of a mix: random, yet every prefix holds media in the share of the whole.

`datasets` infers the type of a media column from the first 1,000 rows that a worker maps, and
fails when they hold none. So rows with and without media are spread evenly, and among the media
rows those with and without video; within each kind the order is a keyed shuffle.
"""

import numpy as np
from numpy.typing import NDArray

TEXT, IMAGE, VIDEO = 0, 1, 2
"""The kind of a row: no media, images only, any video."""

_SALT = np.uint64(0x9E3779B97F4A7C15)


def keyed(values: NDArray[np.uint64], *keys: int) -> NDArray[np.uint64]:
    """One 64-bit random number per value, a pure function of (value, keys) (splitmix64)."""
    mixed = values
    for key in keys:
        mixed = _splitmix(mixed ^ _splitmix(np.array([key % 2**64], np.uint64)))
    return mixed


def spread(total: int, marked: int) -> NDArray[np.bool_]:
    """`total` flags, `marked` of them set, as evenly as can be.

    Every prefix of length k holds k * marked / total of them, rounded to the nearest.
    """
    steps = np.arange(total + 1, dtype=np.int64)
    counts = (2 * steps * marked + total) // (2 * max(total, 1))
    return np.diff(counts).astype(np.bool_)


def final_order(kinds: NDArray[np.uint8], keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Indexes of the rows in their final order.

    Args:
        kinds: TEXT, IMAGE or VIDEO per row.
        keys: random numbers per row; equal ones keep their input order.
    """
    total = len(kinds)
    ranked = np.argsort(keys, kind="stable")
    ranked_kinds = kinds[ranked]
    has_media = spread(total, int(np.count_nonzero(kinds)))
    places = np.flatnonzero(has_media)
    has_video = spread(len(places), int(np.count_nonzero(kinds == VIDEO)))
    order = np.empty(total, np.int64)
    order[~has_media] = ranked[ranked_kinds == TEXT]
    order[places[~has_video]] = ranked[ranked_kinds == IMAGE]
    order[places[has_video]] = ranked[ranked_kinds == VIDEO]
    return order


def _splitmix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed = values + _SALT
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
