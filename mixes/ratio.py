"""Ratios such as `1:2` or `1:0.2`, kept as exact whole numbers so that quotas never drift."""

from fractions import Fraction
from math import gcd, lcm

from t3data.errors import UsageError


def parse_ratio(text: str) -> tuple[int, ...]:
    """The smallest whole numbers in the given proportion.

    A bare number R means `1:R`, as in the paper. `1:0.2` is (5, 1), `2:4` is (1, 2).

    Raises:
        UsageError: not two or three non-negative numbers separated by colons, or all zero.
    """
    parts = text.strip().split(":")
    if len(parts) == 1:
        parts = ["1", *parts]
    try:
        numbers = [Fraction(part.strip()) for part in parts]
    except (ValueError, ZeroDivisionError):
        raise UsageError(_expected(text)) from None
    if len(numbers) > 3 or any(number < 0 for number in numbers) or not any(numbers):
        raise UsageError(_expected(text))
    return simplest(numbers)


def simplest(numbers: list[Fraction]) -> tuple[int, ...]:
    """`numbers` scaled to the smallest whole numbers in the same proportion."""
    scale = lcm(*(number.denominator for number in numbers))
    whole = [int(number * scale) for number in numbers]
    divisor = gcd(*whole) or 1
    return tuple(number // divisor for number in whole)


def _expected(text: str) -> str:
    return (
        f"ratio {text!r}: expected T3:GENERAL or T3:GENERAL:VIDEO in rows, such as 1:2, "
        "or one number R for 1:R"
    )
