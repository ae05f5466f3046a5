"""NumPro (aeff46d3): numbers drawn on frames that are two seconds apart."""

import re

from benchmarks.windows.window import Window

_RANGE = re.compile(r"from (?:frame )?([0-9]+) to (?:frame )?([0-9]+)", re.IGNORECASE)
_SECONDS_PER_FRAME = 2.0


def numpro(text: str, duration: float | None = None) -> tuple[Window, ...]:
    """All "from frame INT to frame INT", "frame" optional, in any case."""
    found = _RANGE.findall(text)
    return tuple((float(a) * _SECONDS_PER_FRAME, float(b) * _SECONDS_PER_FRAME) for a, b in found)
