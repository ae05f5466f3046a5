"""TimeLens (5d90c067), and lmms-eval's copy of it."""

import re

from benchmarks.windows.parsers.pieces import NUM_DOT, bare_numbers, clock_seconds, paired
from benchmarks.windows.window import Window

_CLOCK = re.compile(r"\b([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?)\b")
_RANGES = (re.compile(rf"{NUM_DOT}\s*-\s*{NUM_DOT}"), re.compile(rf"{NUM_DOT}\s+to\s+{NUM_DOT}"))


def timelens(text: str, duration: float | None = None) -> tuple[Window, ...]:
    """All clock times paired if there are two, else "NUM - NUM", "NUM to NUM", bare numbers paired.

    A number glued to a unit loses its decimals in the last stage: "3.2s to 7.5s" reads 3 and 7.
    """
    text = text.lower()
    clocks = paired([clock_seconds(clock) for clock in _CLOCK.findall(text)])
    if clocks:
        return clocks
    for form in _RANGES:
        if found := form.findall(text):
            return tuple((float(a), float(b)) for a, b in found)
    return paired(bare_numbers(text))
