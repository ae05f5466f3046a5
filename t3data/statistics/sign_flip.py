"""A paired test without assumptions on the distribution: whole clusters change their sign."""

import numpy as np
from numpy.typing import ArrayLike

from t3data.statistics.clusters import Labels, observations, sums_of

_EXACT_UP_TO = 14
"""Clusters: 2 ** 14 patterns of signs are enumerated, more are drawn."""
_CELLS = 4_000_000
"""Signs held in memory at a time."""


def sign_flip(
    differences: ArrayLike, clusters: Labels, draws: int = 10_000, seed: int = 0
) -> float:
    """Two-sided p-value: how often random signs give a sum at least as far from 0.

    Where neither system is better, the difference of a cluster is as likely to be positive as
    negative. With up to 14 clusters that differ every pattern of signs is counted; otherwise
    `draws` are made and the observed pattern counts as one more, so that p is never 0.
    """
    values, codes = observations(differences, clusters)
    sums = sums_of(values, codes)
    sums = sums[sums != 0]
    if not sums.size:
        return 1.0
    # Sums that are equal on paper may differ in their last bits.
    bound = abs(sums.sum()) - 1e-9 * np.abs(sums).sum()
    if len(sums) <= _EXACT_UP_TO:
        patterns = np.arange(2 ** len(sums))[:, None] >> np.arange(len(sums)) & 1
        return float((np.abs((2 * patterns - 1) @ sums) >= bound).mean())
    generator = np.random.default_rng(seed)
    hits, left = 1, draws
    while left:
        rows = min(left, max(1, _CELLS // len(sums)))
        flipped = generator.integers(0, 2, (rows, len(sums)), np.uint8)
        # Sum with signs = twice the sum of those kept, less the sum of all.
        hits += int((np.abs(2 * (flipped @ sums) - sums.sum()) >= bound).sum())
        left -= rows
    return hits / (draws + 1)
