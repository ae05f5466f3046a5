"""A share of right answers with an interval that is honest at 0 and 100 % too.

Mean ± t · se collapses to a point there: 20 of 20 right would be "100 % ± 0". Instead Wilson's
interval is used with the effective number of observations, n / design effect, as surveys do
(Franco et al. 2019, Journal of Survey Statistics and Methodology 7), and Student's t for the number
of clusters.
"""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from t3data.statistics.clusters import (
    Floats,
    Labels,
    heavy_size,
    observations,
    sandwich_error,
    sums_and_sizes,
)
from t3data.statistics.estimate import Estimate
from t3data.statistics.student import t_quantile


def clustered_proportion(right: ArrayLike, clusters: Labels, confidence: float = 0.95) -> Estimate:
    """The mean of `right` with Wilson's interval for clustered observations.

    With one observation a cluster it is Wilson's interval (with t in the place of z), and far
    from 0 and 1 it is close to `clustered_mean`. A design effect below 1 is not made use of: an
    interval never is narrower than that of independent observations. One cluster alone says
    nothing: its interval is 0 to 1.

    Args:
        right: One number in [0, 1] for each observation, or booleans.
        clusters: The cluster of each.
        confidence: The share of such intervals that hold the truth.

    Raises:
        ValueError: no values, lengths that differ, or numbers outside [0, 1].
    """
    numbers, codes = observations(right, clusters)
    if numbers.min() < 0 or numbers.max() > 1:
        raise ValueError("a share of right answers needs values in [0, 1]")
    sums, sizes = sums_and_sizes(numbers, codes)
    mean, n, count = float(numbers.mean()), len(numbers), len(sums)
    method = "Wilson, design effect of the clusters, t"
    error = sandwich_error(sums, sizes)
    if count < 2:
        return Estimate(mean, 0.0, 1.0, error, n, count, method)
    z = t_quantile((1 + confidence) / 2, count - 1)
    size = n / _design_effect(sums, sizes)
    centre = (mean + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * sqrt(mean * (1 - mean) / size + (z / (2 * size)) ** 2)
    # At 0 and 1 the end is exactly there; rounding must not push the mean out of its interval.
    low, high = min(mean, max(0.0, centre - half)), max(mean, min(1.0, centre + half))
    return Estimate(mean, low, high, error, n, count, method)


def _design_effect(sums: Floats, sizes: Floats) -> float:
    """How many times the variance of independent observations, at least 1.

    Near 0 and 1 the data cannot show whether errors come in clusters. Therefore one more cluster
    all right and one all wrong are counted in, of the usual size: among hundreds of mixed clusters
    they weigh little, and where all answers are right the effect becomes the size of a cluster.
    """
    size = heavy_size(sizes)
    sums, sizes = np.append(sums, (size, 0.0)), np.append(sizes, (size, size))
    n = sizes.sum()
    mean = sums.sum() / n
    independent = mean * (1 - mean) / (n - 1)
    return max(1.0, float(sandwich_error(sums, sizes) ** 2 / independent))
