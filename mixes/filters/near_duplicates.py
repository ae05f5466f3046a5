"""Near duplicates: MinHash signatures of word 5-shingles, found by locality-sensitive hashing.

A signature holds 128 minima, so the estimate of a Jaccard similarity of 0.9 has a standard error
of 0.027. Rows with different media are never near duplicates.
"""

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from mixes.filters.words import ngrams, word_numbers
from mixes.shapes.row import Row

SIZE = 128
_SHINGLE = 5
_RNG = np.random.Generator(np.random.PCG64(20240901))
_FACTORS = _RNG.integers(1, 2**64, SIZE, dtype=np.uint64) | np.uint64(1)
_OFFSETS = _RNG.integers(0, 2**64, SIZE, dtype=np.uint64)
_PIECE = 512

_ROWS_AT_ONCE = 16_384

Signatures = NDArray[np.uint32]
Pairs = NDArray[np.int64]


def signature(row: Row) -> Signatures:
    """The 128 minima of a row's shingles."""
    words = word_numbers("\n".join(turn.value for turn in row.turns))
    shingles = ngrams(words, min(_SHINGLE, max(len(words), 1)))
    if not len(shingles):
        shingles = np.zeros(1, np.uint64)
    if row.images or row.videos:
        shingles = shingles ^ np.uint64(_media_number(row))
    minima = np.full(SIZE, 2**32 - 1, np.uint32)
    for start in range(0, len(shingles), _PIECE):
        piece = shingles[start : start + _PIECE, None]
        hashed = ((piece * _FACTORS + _OFFSETS) >> np.uint64(32)).astype(np.uint32)
        np.minimum(minima, hashed.min(axis=0), out=minima)
    return minima


def near_duplicates(signatures: Signatures, alive: NDArray[np.bool_], threshold: float) -> Pairs:
    """[repeated rows, 2]: a row and the earlier, kept row that it nearly repeats, by row.

    Memory grows by a few bytes a row and by the number of pairs found, not by the signatures.

    Args:
        signatures: [rows, 128], may be mapped from disk.
        alive: rows that are in question.
        threshold: the least estimated similarity.
    """
    size = _rows_per_band(threshold)
    bands = [slice(start, start + size) for start in range(0, SIZE - size + 1, size)]
    close = [_close(signatures, _candidates(signatures, alive, band), threshold) for band in bands]
    repeats: dict[int, int] = {}
    for row, earlier in np.unique(np.concatenate(close), axis=0).tolist():
        if row not in repeats and earlier not in repeats:
            repeats[row] = earlier
    return np.array(sorted(repeats.items()), np.int64).reshape(-1, 2)


def _candidates(signatures: Signatures, alive: NDArray[np.bool_], band: slice) -> Pairs:
    """Rows with an earlier row of the same band: the one just before, and the first of all."""
    hashes = np.zeros(len(signatures), np.uint64)
    for start in range(0, len(signatures), _ROWS_AT_ONCE):
        piece = signatures[start : start + _ROWS_AT_ONCE, band]
        part = hashes[start : start + len(piece)]
        for column in piece.T:
            part *= _FACTORS[0]
            part += column + np.uint64(1)
    rows = np.flatnonzero(alive)
    order = rows[np.argsort(hashes[rows], kind="stable")]
    starts = np.concatenate(([True], hashes[order[1:]] != hashes[order[:-1]]))[: len(order)]
    first = order[np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))]
    at = np.flatnonzero(~starts)
    before = np.column_stack((order[at], order[at - 1]))
    return np.concatenate((before, np.column_stack((order[at], first[at]))))


def _close(signatures: Signatures, pairs: Pairs, threshold: float) -> Pairs:
    """The pairs whose estimated similarity reaches the threshold."""
    kept = [np.empty((0, 2), np.int64)]
    for start in range(0, len(pairs), _ROWS_AT_ONCE):
        piece = pairs[start : start + _ROWS_AT_ONCE]
        similarity = np.mean(signatures[piece[:, 0]] == signatures[piece[:, 1]], axis=1)
        kept.append(piece[similarity >= threshold])
    return np.concatenate(kept)


def _media_number(row: Row) -> int:
    return xxh3_64_intdigest("\n".join((*row.images, *row.videos)).encode())


def _rows_per_band(threshold: float) -> int:
    """The longest band with which a pair at the threshold is missed less than once in 1,000."""
    return max(
        rows
        for rows in range(1, SIZE + 1)
        if rows == 1 or (1 - threshold**rows) ** (SIZE // rows) < 1e-3
    )
