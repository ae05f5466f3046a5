"""Numbers and lists as sentences have them."""

from collections.abc import Sequence


def percent(share: float) -> str:
    """A share as a percentage with one decimal: "71.1 %"."""
    return f"{100 * share:.1f} %"


def points(share: float) -> str:
    """A difference of shares in percentage points: "12.3 points"."""
    return f"{100 * share:.1f} points"


def between(low: float, high: float) -> str:
    """An interval in whole percentage points: "-2 to 14"."""
    return f"{round(100 * low)} to {round(100 * high)}"


def listed(parts: Sequence[str]) -> str:
    """As a sentence lists them: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
