"""Second phase: which of the eligible rows make the mix, and in which order.

One process, numpy only. The table of rows stays on disk; memory holds one byte a row and whatever
is in proportion to the mix itself, so it hardly grows with the input.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixes.rowtable import Rows
from mixes.shuffle import keyed

_PIECE = 65_536
_BUCKET = 262_144
_MOST_BUCKETS = 64
"""Each is a pass over the table: more would make time grow with its square."""
_DRAW = 1
_BINS = 1 << 16
_BIN_SHIFT = np.uint64(48)

Flags = NDArray[np.bool_]
Indexes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Draw:
    """The rows drawn from one cell: their indexes, and how often each was taken before."""

    rows: Indexes
    copies: NDArray[np.uint16]


def drop_duplicates(rows: Rows, alive: Flags) -> NDArray[np.int64]:
    """Clears `alive` for rows whose content an earlier row has.

    Returns:
        [duplicates, 2]: the row and the first row with its content, by row.
    """
    buckets = min(_MOST_BUCKETS, max(1, -(-len(rows) // _BUCKET)))
    found = [np.empty((0, 2), np.int64)]
    for bucket in range(buckets):
        low, high = _bounds(bucket, buckets)
        members = np.concatenate(
            [
                np.empty(0, np.int64),
                *(
                    np.flatnonzero((low <= first) & (first <= high)) + start
                    for start, piece in pieces(rows)
                    for first in [piece["hash"][:, 0]]
                ),
            ]
        )
        found.append(_repeats(members, rows["hash"][members]))
    pairs = np.concatenate(found)
    alive[pairs[:, 0]] = False
    return pairs[np.argsort(pairs[:, 0])]


def _bounds(bucket: int, buckets: int) -> tuple[np.uint64, np.uint64]:
    """The smallest and the largest hash of a bucket."""
    return (
        np.uint64(bucket * 2**64 // buckets),
        np.uint64((bucket + 1) * 2**64 // buckets - 1),
    )


def _repeats(members: Indexes, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """[n, 2]: members with the hash of an earlier one, and the first one with it."""
    ordered = np.sort(hashes[:, 0])
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(twice):
        return np.empty((0, 2), np.int64)
    suspects = np.isin(hashes[:, 0], twice)
    members, hashes = members[suspects], hashes[suspects]
    order = np.lexsort((hashes[:, 1], hashes[:, 0]))
    members, hashes = members[order], hashes[order]
    starts = np.concatenate(([True], np.any(hashes[1:] != hashes[:-1], axis=1)))
    first = members[np.maximum.accumulate(np.where(starts, np.arange(len(members)), 0))]
    at = np.flatnonzero(~starts)
    return np.column_stack((members[at], first[at]))


def count_cells(rows: Rows, alive: Flags, bounds: Sequence[range], parts: int) -> NDArray[np.int64]:
    """[sources, parts]: how many rows each source could give to each part."""
    counts = np.zeros((len(bounds), parts), np.int64)
    for source, bound in enumerate(bounds):
        for start, piece in pieces(rows, bound):
            kept = piece["part"][alive[start : start + len(piece)]]
            counts[source] += np.bincount(kept[kept < parts], minlength=parts)
    return counts


def keep_smallest(rows: Rows, alive: Flags, bound: range, cap: int, seed: int) -> None:
    """Clears `alive` for all rows of a source but the `cap` that would be drawn first."""
    chosen = smallest(rows, alive, bound, None, cap, seed)
    alive[bound.start : bound.stop] = False
    alive[chosen] = True


def draw(
    rows: Rows, alive: Flags, bound: range, part: int, quota: int, capacity: int, seed: int
) -> Draw:
    """`quota` rows of one cell; where it holds fewer, all of them repeatedly and then some."""
    repeats, rest = divmod(quota, capacity) if capacity else (0, 0)
    if repeats and rest == 0:
        repeats, rest = repeats - 1, capacity
    chosen = smallest(rows, alive, bound, part, rest, seed)
    drawn = [chosen]
    copies = [np.full(len(chosen), repeats, np.uint16)]
    if repeats:
        every = smallest(rows, alive, bound, part, capacity, seed)
        drawn += [every] * repeats
        copies += [np.full(len(every), copy, np.uint16) for copy in range(repeats)]
    return Draw(np.concatenate(drawn), np.concatenate(copies))


def smallest(
    rows: Rows, alive: Flags, bound: range, part: int | None, count: int, seed: int
) -> Indexes:
    """The `count` rows with the smallest draw keys, by key.

    A row's key depends on the seed and its content alone, so adding files or changing their order
    changes nothing about which rows of the others come first.
    """
    if not count:
        return np.empty(0, np.int64)
    counts = np.zeros(_BINS, np.int64)
    for _, keys in _keys(rows, alive, bound, part, seed):
        counts += np.bincount(keys >> _BIN_SHIFT, minlength=_BINS)
    last_bin = np.uint64(np.searchsorted(np.cumsum(counts), count))
    near = [
        (members[keep], keys[keep])
        for members, keys in _keys(rows, alive, bound, part, seed)
        for keep in [keys >> _BIN_SHIFT <= last_bin]
    ]
    members = np.concatenate([members for members, _ in near])
    keys = np.concatenate([keys for _, keys in near])
    return members[np.argsort(keys, kind="stable")[:count]]


def _keys(
    rows: Rows, alive: Flags, bound: range, part: int | None, seed: int
) -> Iterator[tuple[Indexes, NDArray[np.uint64]]]:
    """The rows in question and their draw keys, piece by piece."""
    for start, piece in pieces(rows, bound):
        wanted = alive[start : start + len(piece)]
        if part is not None:
            wanted = wanted & (piece["part"] == part)
        members = np.flatnonzero(wanted)
        yield members + start, keyed(piece["hash"][members, 0], seed, _DRAW)


def pieces(rows: Rows, bound: range | None = None) -> Iterator[tuple[int, Rows]]:
    """Stretches of the table with their starts, short enough to be copied."""
    bound = range(len(rows)) if bound is None else bound
    for start in range(bound.start, bound.stop, _PIECE):
        yield start, rows[start : min(start + _PIECE, bound.stop)]
