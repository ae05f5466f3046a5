"""The difference of two systems on the same items."""

import numpy as np
from numpy.typing import ArrayLike

from t3data.statistics.clusters import (
    Labels,
    heavy_size,
    observations,
    sandwich_error,
    sums_and_sizes,
)
from t3data.statistics.estimate import Difference
from t3data.statistics.student import t_quantile, two_sided_p


def paired_difference(
    a: ArrayLike, b: ArrayLike, clusters: Labels, confidence: float = 0.95
) -> Difference:
    """The mean of a - b, clustered, with interval and p-value.

    Interval and p-value are those of the data with one more cluster in favour of `a` and one in
    favour of `b`, as far as such clusters usually go: the adjusted interval of Bonett and Price
    (2012, Journal of Educational and Behavioral Statistics 37) carried over to clusters. Without
    them two systems that answered 20 items alike would be "equal ± 0". `value` and `se` are those
    of the data alone.

    Args:
        a: Scores in [0, 1], one for each item.
        b: The other system's scores of the same items.
        clusters: The cluster of each item.
        confidence: The share of such intervals that hold the truth.

    Raises:
        ValueError: no values, lengths that differ, or numbers outside [0, 1].
    """
    first, second = np.asarray(a, np.float64), np.asarray(b, np.float64)
    if first.shape != second.shape:
        raise ValueError(f"{first.shape} and {second.shape}: pairs are of the same items")
    for numbers in (first, second):
        if numbers.size and (numbers.min() < 0 or numbers.max() > 1):
            raise ValueError("a paired difference needs scores in [0, 1]")
    return bounded_difference(first - second, clusters, confidence)


def bounded_difference(
    differences: ArrayLike, clusters: Labels, confidence: float = 0.95
) -> Difference:
    """As `paired_difference`, of differences already taken; their usual bounds are -1 and 1.

    A difference of differences may lie beyond; the interval is cut at the bounds of the data.
    """
    values, codes = observations(differences, clusters)
    sums, sizes = sums_and_sizes(values, codes)
    value, error = float(values.mean()), sandwich_error(sums, sizes)
    n, count = len(values), len(sums)
    bottom, top = min(-1.0, float(values.min())), max(1.0, float(values.max()))
    method = "adjusted paired difference, clustered, t"
    if count < 2:
        return Difference(value, bottom, top, error, n, count, method, 1.0)
    size = heavy_size(sizes)
    # As much as the clusters that differ do, one that differs in all its items among them.
    differing = np.count_nonzero(sums)
    reach = float(np.sqrt((np.square(sums).sum() + size**2) / (differing + 1)))
    sums, sizes = np.append(sums, (reach, -reach)), np.append(sizes, (size, size))
    centre, spread = float(sums.sum() / sizes.sum()), sandwich_error(sums, sizes)
    half = t_quantile((1 + confidence) / 2, count - 1) * spread
    low, high = max(bottom, centre - half), min(top, centre + half)
    p = two_sided_p(centre / spread, count - 1)
    return Difference(value, min(value, low), max(value, high), error, n, count, method, p)
