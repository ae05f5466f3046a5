"""Intervals for a share of right guesses, where rows of one timeline are no independent draws.

Wilson's interval (Wilson 1927) with the number of rows divided by the design effect (Kish 1965).
"""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist


def z_value(comparisons: int, confidence: float = 0.95) -> float:
    """Standard errors on each side, so that all of `comparisons` intervals hold together.

    Bonferroni's correction: without it one of a hundred clean guessers would look guilty.
    """
    return NormalDist().inv_cdf(1 - (1 - confidence) / 2 / max(1, comparisons))


def clustered_wilson(
    credits: Sequence[float], groups: Sequence[str], z: float
) -> tuple[float, float]:
    """Lower and upper end of the interval around the mean of `credits`, all in [0, 1].

    Args:
        credits: One for each row.
        groups: The group of each row.
        z: Standard errors on each side.
    """
    n = len(credits)
    mean = sum(credits) / n
    size = _effective_size(credits, groups, mean)
    centre = (mean + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * sqrt(mean * (1 - mean) / size + z * z / (4 * size * size))
    return max(0.0, centre - half), min(1.0, centre + half)


def _effective_size(credits: Sequence[float], groups: Sequence[str], mean: float) -> float:
    """How many independent rows the rows are worth."""
    residuals: dict[str, float] = {}
    for value, group in zip(credits, groups, strict=True):
        residuals[group] = residuals.get(group, 0.0) + value - mean
    n = len(credits)
    binomial = mean * (1 - mean) / n
    if binomial < 1e-12 or len(residuals) < 2:
        # All right or all wrong: the rows say nothing about how groups differ.
        return float(len(residuals))
    correction = len(residuals) / (len(residuals) - 1)
    clustered = correction * sum(value * value for value in residuals.values()) / (n * n)
    return n / max(1.0, clustered / binomial)
