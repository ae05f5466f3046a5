"""McNemar's exact test; it knows no clusters and is shown beside the clustered difference."""

from math import exp, log

import numpy as np


def mcnemar(only_a: int, only_b: int) -> float:
    """The two-sided p-value of a fair coin that falls `only_a` times on one side.

    Args:
        only_a: Items that only the first system got right.
        only_b: Items that only the second one got right.
    """
    total, less = only_a + only_b, min(only_a, only_b)
    if only_a == only_b:
        return 1.0
    k = np.arange(1, less + 1, dtype=np.float64)
    # Logarithms of the binomial coefficients 0 to `less`, each from the one before it; the last is
    # the largest, and taking it out first keeps a million items from overflowing.
    terms = np.concatenate(([0.0], np.cumsum(np.log((total - k + 1) / k))))
    tail = terms[-1] + log(np.exp(terms - terms[-1]).sum()) - total * log(2)
    return min(1.0, 2 * exp(tail))
