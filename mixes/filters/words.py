"""Words and n-grams of words as 64-bit numbers, the common ground of two filters.

Words are runs of letters and digits, case folded, so that punctuation and line breaks do not hide
a match.
"""

import re

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

_WORD = re.compile(r"\w+")
# An odd number has an inverse modulo 2**64, which turns a sum over a window into a difference.
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 2**64)

Words = NDArray[np.uint64]


def word_numbers(text: str) -> Words:
    """One number per word of `text`, in order."""
    return np.array([xxh3_64_intdigest(word.encode()) for word in words_of(text)], np.uint64)


def words_of(text: str) -> list[str]:
    """The words of `text`, in order."""
    return _WORD.findall(text.casefold())


def ngrams(words: Words, size: int) -> Words:
    """One number per run of `size` words; none when there are fewer words."""
    count = len(words) - size + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    powers, inverses = _powers(len(words) + 1)
    sums = np.zeros(len(words) + 1, np.uint64)
    np.cumsum(words * inverses[:-1], out=sums[1:])
    # Each window is brought to the same power of the base, whatever its place in the text.
    windows = (sums[size:] - sums[:-size]) * powers[:count]
    # Runs of different sizes must not meet in one table.
    return (windows ^ (windows >> np.uint64(29))) + np.uint64(size)


_table: list[Words] = []


def _powers(count: int) -> tuple[Words, Words]:
    """The first `count` powers of the base and of its inverse, from a table that grows."""
    if not _table or len(_table[0]) < count:
        size = max(2 * count, 4096)
        _table[:] = [_geometric(_BASE, size), _geometric(_INVERSE, size)]
    return _table[0][:count], _table[1][:count]


def _geometric(base: int, count: int) -> Words:
    return np.cumprod(np.array([1] + [base] * (count - 1), np.uint64), dtype=np.uint64)
