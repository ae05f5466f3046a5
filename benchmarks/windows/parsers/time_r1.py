"""Time-R1: the evaluations of xiaomi (7f2b5944) and www-Ye (d1a0d543), and the reward's reading."""

import re

from benchmarks.windows.parsers.pieces import NUM_DOT, last_answer
from benchmarks.windows.window import Window

_RANGE = re.compile(rf"{NUM_DOT} (?:to|and) {NUM_DOT}")
_ANY_CASE = re.compile(_RANGE.pattern, re.IGNORECASE)


def time_r1(text: str, duration: float | None = None) -> tuple[Window, ...]:
    """All "NUM to NUM" or "NUM and NUM", anywhere; lower case, exactly one blank each side."""
    return tuple((float(a), float(b)) for a, b in _RANGE.findall(text))


def time_r1_answer(text: str, duration: float | None = None) -> tuple[Window, ...]:
    """Likewise, in the last answer block alone and in any case, as the reward reads it."""
    found = _ANY_CASE.findall(last_answer(text) or "")
    return tuple((float(a), float(b)) for a, b in found)
