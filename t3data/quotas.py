"""Whole numbers in proportion to weights, exact to the last one."""

from collections.abc import Sequence
from fractions import Fraction


def largest_remainder(total: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Shares `total` by `weights`: each share is within one of its ideal, the sum is exact.

    Remainders go to the largest fractions, ties to the earlier part. All arithmetic is in whole
    numbers, so the same request gives the same shares everywhere.
    """
    mass = sum(Fraction(weight) for weight in weights)
    ideals = [Fraction(weight) * total / mass for weight in weights]
    shares = [int(ideal) for ideal in ideals]
    order = sorted(range(len(shares)), key=lambda i: (shares[i] - ideals[i], i))
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares
