"""lmms-eval (75571cfe), Charades-STA: five stages on a text in which every "to" is a hyphen."""

import re
from collections.abc import Sequence

from benchmarks.windows.parsers.pieces import (
    NUM,
    about_ends,
    clock_seconds,
    first_bare_numbers,
    paired,
    pieces,
)
from benchmarks.windows.window import Window

_EXAMPLE = "a specific example is : 20.8 - 30.0 seconds"
_CLOCK = r"\b([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)\b"
_CLOCK_RANGE = re.compile(rf"{_CLOCK}\s*[-–]\s*{_CLOCK}")
_CLOCKS = re.compile(_CLOCK)
_RANGE = re.compile(rf"{NUM}\s*[-–]\s*{NUM}")
_RANGE_IN_S = re.compile(rf"{NUM}\s*(?:s\s*)?[-–]\s*{NUM}")


def lmms_charades(text: str, duration: float | None = None) -> tuple[Window, ...]:
    """Clock ranges, number ranges, clocks paired, first bare numbers paired, "NUM s - NUM s".

    In the pieces that speak of a start, an end, or of something that happens, or in all where none
    does. Of ranges, those of the first piece that has one.
    """
    text = text.lower().replace(_EXAMPLE, "").replace("to", "-")
    parts = about_ends(text) or pieces(text)
    clocks = [clock_seconds(clock) for part in parts for clock in _CLOCKS.findall(part)]
    return (
        tuple((clock_seconds(a), clock_seconds(b)) for a, b in _in_first(_CLOCK_RANGE, parts))
        or tuple((float(a), float(b)) for a, b in _in_first(_RANGE, parts))
        or paired(clocks)
        or paired(first_bare_numbers(parts))
        or tuple((float(a), float(b)) for a, b in _in_first(_RANGE_IN_S, parts))
    )


def _in_first(form: re.Pattern[str], parts: Sequence[str]) -> list[tuple[str, str]]:
    """What the first piece that matches holds."""
    return next((found for part in parts if (found := form.findall(part))), [])
