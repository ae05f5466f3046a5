"""How many questions it takes to see a difference, and how small a one so many can show.

Two-sided test, normal approximation; the sizes are those of Miller 2024 (arXiv 2411.00640),
section 5.
"""

from math import ceil, sqrt
from statistics import NormalDist


def deviation_of_difference(accuracy: float = 0.5, correlation: float = 0.5) -> float:
    """Standard deviation of one question's difference between two systems.

    Args:
        accuracy: The share both get right.
        correlation: How alike they are on the same questions.
    """
    return sqrt(2 * accuracy * (1 - accuracy) * (1 - correlation))


def design_effect(cluster_size: float, correlation: float) -> float:
    """By how much clusters multiply the number of questions needed (Kish 1965)."""
    return 1 + (cluster_size - 1) * correlation


def questions_needed(
    difference: float,
    deviation: float | None = None,
    alpha: float = 0.05,
    power: float = 0.8,
) -> int:
    """How many questions show a true `difference` with probability `power`.

    Args:
        difference: Between the two systems' shares, such as 0.01.
        deviation: Of one question's difference. For a difference that was measured take its
            `se * sqrt(n)`, in which the clusters are counted.
        alpha: How often a difference may be seen where there is none.
        power: How often the true one is to be seen.

    Raises:
        ValueError: the difference is 0; no number of questions shows that.
    """
    if difference == 0:
        raise ValueError("no number of questions shows a difference of 0")
    spread = deviation_of_difference() if deviation is None else deviation
    return max(1, ceil((_reach(alpha, power) * spread / difference) ** 2))


def detectable_difference(
    questions: int, deviation: float | None = None, alpha: float = 0.05, power: float = 0.8
) -> float:
    """The smallest true difference that so many questions show with probability `power`."""
    spread = deviation_of_difference() if deviation is None else deviation
    return _reach(alpha, power) * spread / sqrt(questions)


def _reach(alpha: float, power: float) -> float:
    normal = NormalDist()
    return normal.inv_cdf(1 - alpha / 2) + normal.inv_cdf(power)
