"""The final order of a mix: random, yet every prefix holds media in the share of the whole.

`datasets` infers the type of a media column from the first 1,000 rows that a worker maps, and
fails when they hold none and later ones do. So rows with and without media are spread evenly, and
among the media rows those with and without video; within each kind the order is a keyed shuffle.
Where a kind is so rare that this does not help, each shard begins with a row of it as long as there
are enough, because trainers read shards in any order. Only then does the order depend on where
shards end.
"""

import numpy as np
from numpy.typing import NDArray

TEXT, IMAGE, VIDEO = 0, 1, 2
"""The kind of a row: no media, images only, any video."""
RARE = 100
"""A kind is rare where it is less than one row in so many."""

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


def final_order(
    kinds: NDArray[np.uint8], keys: NDArray[np.uint64], rows_per_shard: int
) -> NDArray[np.int64]:
    """Indexes of the rows in their final order.

    Args:
        kinds: TEXT, IMAGE or VIDEO per row.
        keys: random numbers per row; equal ones keep their input order.
        rows_per_shard: rows `0` to `rows_per_shard - 1` make the first shard, and so on.
    """
    ranked = np.argsort(keys, kind="stable")
    ranked_kinds = kinds[ranked]
    places = _places(
        len(kinds),
        int(np.count_nonzero(kinds == IMAGE)),
        int(np.count_nonzero(kinds == VIDEO)),
        rows_per_shard,
    )
    order = np.empty(len(kinds), np.int64)
    for kind in (TEXT, IMAGE, VIDEO):
        order[places == kind] = ranked[ranked_kinds == kind]
    return order


def _places(total: int, images: int, videos: int, rows_per_shard: int) -> NDArray[np.uint8]:
    """The kind of row that each place takes: rare ones at heads of shards, the rest evenly."""
    places = np.full(total, TEXT, np.uint8)
    free = np.ones(total, np.bool_)
    left = {VIDEO: videos, IMAGE: images}
    rare = [kind for kind, rows in left.items() if 0 < rows * RARE < total]
    for after, kind in enumerate(rare):
        heads = _heads(total, left[kind], rows_per_shard, after)
        places[heads] = kind
        free[heads] = False
        left[kind] -= len(heads)
    rest = np.flatnonzero(free)
    media = rest[spread(len(rest), left[IMAGE] + left[VIDEO])]
    has_video = spread(len(media), left[VIDEO])
    places[media[has_video]] = VIDEO
    places[media[~has_video]] = IMAGE
    return places


def _heads(total: int, rows: int, rows_per_shard: int, after: int) -> NDArray[np.int64]:
    """The places, `after` rows into each shard, that rows of one kind take.

    All shards get one if there are enough rows, otherwise the first and others evenly.
    """
    starts = np.arange(0, total, rows_per_shard, dtype=np.int64)
    count = min(rows, len(starts))
    chosen = starts[np.arange(count) * len(starts) // max(count, 1)] + after
    return chosen[(chosen < total) & (after < rows_per_shard)]


def _splitmix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed = values + _SALT
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
