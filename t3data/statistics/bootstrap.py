"""Cluster bootstrap for what has no formula: ratios, macro means, any statistic.

Whole clusters are drawn with replacement. Statistics of sums (most are) need only the totals of
each cluster, which makes thousands of draws from a million rows a matrix product.
"""

from collections.abc import Callable, Hashable, Iterable
from math import sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from t3data.statistics.clusters import (
    Codes,
    Floats,
    Labels,
    cluster_codes,
    observations,
    sums_of,
)
from t3data.statistics.estimate import Estimate
from t3data.statistics.student import t_quantile

DRAWS = 2_000
_CELLS = 4_000_000
"""Drawn clusters held in memory at a time."""


def bootstrap_totals(
    totals: Floats,
    statistic: Callable[[Floats], Floats],
    n: int,
    draws: int = DRAWS,
    seed: int = 0,
    confidence: float = 0.95,
) -> Estimate:
    """Interval of a statistic of sums over clusters.

    Args:
        totals: (clusters, columns), for each cluster the sums that the statistic is made of.
        statistic: From (draws, columns) of summed totals to (draws,) of values.
        n: Observations behind the totals.
        draws: How often clusters are drawn.
        seed: Makes the draws repeatable.
        confidence: The share of such intervals that hold the truth.
    """
    clusters = len(totals)
    value = float(statistic(totals.sum(0, keepdims=True))[0])
    if clusters < 2:
        return _single(value, n, draws, seed)
    generator = np.random.default_rng(seed)
    drawn = []
    for start in range(0, draws, step := max(1, _CELLS // clusters)):
        rows = min(step, draws - start)
        picks = generator.integers(0, clusters, (rows, clusters))
        picks += np.arange(rows)[:, None] * clusters
        counts = np.bincount(picks.ravel(), minlength=rows * clusters).reshape(rows, clusters)
        drawn.append(statistic(counts @ totals))
    return _percentiles(value, np.concatenate(drawn), n, clusters, seed, confidence)


def bootstrap_rows(
    statistic: Callable[[NDArray[np.intp]], float],
    clusters: Labels,
    draws: int = DRAWS,
    seed: int = 0,
    confidence: float = 0.95,
) -> Estimate:
    """Interval of any statistic; slower than `bootstrap_totals` by the number of rows.

    Args:
        statistic: From the indices of rows, in which those of a cluster drawn twice stand twice.
        clusters: The cluster of each row.
        draws: How often clusters are drawn.
        seed: Makes the draws repeatable.
        confidence: The share of such intervals that hold the truth.
    """
    codes = cluster_codes(clusters)
    members = np.split(np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))[:-1])
    n, count = len(codes), len(members)
    value = float(statistic(np.arange(n)))
    if count < 2:
        return _single(value, n, draws, seed)
    generator = np.random.default_rng(seed)
    drawn = np.array(
        [
            statistic(np.concatenate([members[i] for i in generator.integers(0, count, count)]))
            for _ in range(draws)
        ]
    )
    return _percentiles(value, drawn, n, count, seed, confidence)


def ratio(
    numerators: ArrayLike, denominators: ArrayLike, clusters: Labels, **options: Any
) -> Estimate:
    """Sum of numerators / sum of denominators, such as right / answered.

    `options` are `draws`, `seed` and `confidence` of `bootstrap_totals`.
    """
    above, codes = observations(numerators, clusters)
    below, _ = observations(denominators, codes)
    totals = np.stack([sums_of(above, codes), sums_of(below, codes)], 1)

    def statistic(sums: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(sums[:, 0] / sums[:, 1])

    return bootstrap_totals(totals, statistic, len(above), **options)


def macro_mean(
    values: ArrayLike, groups: Iterable[Hashable], clusters: Labels, **options: Any
) -> Estimate:
    """The mean over groups of each group's mean.

    A group that a draw happens to leave out is left out of that draw's mean. `options` as in
    `ratio`.
    """
    numbers, codes = observations(values, clusters)
    _, kinds = observations(numbers, groups)
    totals = np.hstack([_crossed(codes, kinds, numbers), _crossed(codes, kinds, None)])

    def statistic(sums: Floats) -> Floats:
        above, below = np.hsplit(sums, 2)
        means = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
        return np.asarray(means.sum(1) / (below > 0).sum(1))

    return bootstrap_totals(totals, statistic, len(numbers), **options)


def _crossed(codes: Codes, kinds: Codes, weights: Floats | None) -> Floats:
    """(clusters, groups): sums of `weights`, or counts."""
    shape = int(codes.max()) + 1, int(kinds.max()) + 1
    flat = np.bincount(codes * shape[1] + kinds, weights, shape[0] * shape[1])
    return flat.reshape(shape).astype(np.float64)


def _percentiles(
    value: float, drawn: Floats, n: int, clusters: int, seed: int, confidence: float
) -> Estimate:
    """The percentile interval, expanded for few clusters (Hesterberg 2015, arXiv 1411.5279).

    Plain percentiles are too narrow by sqrt((C - 1) / C) and by z in the place of t.
    """
    kept = drawn[np.isfinite(drawn)]
    method = f"cluster bootstrap, {len(kept):,} draws, seed {seed}"
    if not kept.size:
        nan = float("nan")
        return Estimate(value, nan, nan, nan, n, clusters, method)
    reach = sqrt(clusters / (clusters - 1)) * t_quantile((1 + confidence) / 2, clusters - 1)
    tail = NormalDist().cdf(-reach)
    low, high = np.quantile(kept, (tail, 1 - tail))
    return Estimate(value, float(low), float(high), float(kept.std()), n, clusters, method)


def _single(value: float, n: int, draws: int, seed: int) -> Estimate:
    infinite, method = float("inf"), f"cluster bootstrap, {draws:,} draws, seed {seed}"
    return Estimate(value, -infinite, infinite, float("nan"), n, 1, method)
