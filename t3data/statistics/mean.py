"""A mean with its clustered standard error."""

from numpy.typing import ArrayLike

from t3data.statistics.clusters import Labels, observations, sandwich_error, sums_and_sizes
from t3data.statistics.estimate import Estimate
from t3data.statistics.student import t_quantile


def clustered_mean(values: ArrayLike, clusters: Labels, confidence: float = 0.95) -> Estimate:
    """The mean ± t · standard error, by the rules of Miller 2024 (arXiv 2411.00640).

    Sandwich over clusters with the factor C / (C - 1), Student's t with C - 1 degrees of freedom.
    With one observation a cluster this is the textbook interval of a mean. Where all values are
    equal the interval has no width; for shares of right answers use `clustered_proportion`.

    Args:
        values: One number for each observation.
        clusters: The cluster of each.
        confidence: The share of such intervals that hold the truth.

    Raises:
        ValueError: no values, lengths that differ, or numbers that are not finite.
    """
    numbers, codes = observations(values, clusters)
    sums, sizes = sums_and_sizes(numbers, codes)
    mean, count = float(numbers.mean()), len(sums)
    method = "mean ± t · clustered standard error"
    if count < 2:
        infinite = float("inf")
        return Estimate(mean, -infinite, infinite, float("nan"), len(numbers), count, method)
    error = sandwich_error(sums, sizes)
    half = t_quantile((1 + confidence) / 2, count - 1) * error
    return Estimate(mean, mean - half, mean + half, error, len(numbers), count, method)
