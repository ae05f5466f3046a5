"""VTimeLLM (c34ae564): two digits each, percent of the video's duration."""

import re

from benchmarks.windows.window import Window
from t3data.errors import T3Error

_RANGE = re.compile(r"([0-9]{2}) (?:to|and) ([0-9]{2})")


def vtimellm(text: str, duration: float | None = None) -> tuple[Window, ...]:
    """All "DD to DD" or "DD and DD", in seconds.

    Raises:
        T3Error: the duration is not known.
    """
    if duration is None:
        raise T3Error("parser vtimellm: replies are percentages; needs the video's duration")
    return tuple(
        (float(a) * duration / 100, float(b) * duration / 100) for a, b in _RANGE.findall(text)
    )
