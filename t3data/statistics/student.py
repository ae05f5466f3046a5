"""Student's t, written out: the distribution alone is no reason to import scipy (0.5 s)."""

from functools import lru_cache
from math import copysign, exp, isinf, lgamma, log, log1p
from statistics import NormalDist

_TINY = 1e-300
_NORMAL_FROM = 1e7
"""Degrees of freedom from which t and the normal distribution agree to 7 digits."""


def two_sided_p(t: float, df: float) -> float:
    """The probability of a value at least as far from 0 as `t`."""
    if isinf(t):
        return 0.0
    if df >= _NORMAL_FROM:
        return 2 * NormalDist().cdf(-abs(t))
    return _incomplete_beta(df / (df + t * t), df / 2, 0.5)


@lru_cache(maxsize=1024)
def t_quantile(probability: float, df: float) -> float:
    """The value below which `probability` of the distribution lies; df > 0."""
    if df >= _NORMAL_FROM:
        return NormalDist().inv_cdf(probability)
    tail = 2 * min(probability, 1 - probability)
    low, high = 0.0, 1.0
    while two_sided_p(high, df) > tail:
        low, high = high, 2 * high
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if two_sided_p(middle, df) > tail else (low, middle)
    return copysign((low + high) / 2, probability - 0.5)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function (DLMF 8.17.22, evaluated by Lentz's method)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    # The fraction converges quickly on one side of the peak; the other side follows by symmetry.
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    c = 1.0
    d = 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 10_000):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_zero(1 + step * d)
            c = _away_from_zero(1 + step / c)
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
