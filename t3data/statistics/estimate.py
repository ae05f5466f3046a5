"""What an estimate is: a number, how sure it is, and how many observations it rests on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval, in the unit of the observations (shares, not percent)."""

    value: float
    low: float
    """Lower end of the interval, 95 % unless asked otherwise."""
    high: float
    se: float
    """Standard error, clustered; NaN where there are fewer than two clusters."""
    n: int
    """Observations."""
    clusters: int
    """Independent groups of observations."""
    method: str
    """How the interval was made, in words for a table's caption."""


@dataclass(frozen=True, slots=True)
class Difference(Estimate):
    """A paired difference with the two-sided p-value that belongs to its interval."""

    p: float
