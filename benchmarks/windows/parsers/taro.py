"""TaRO (143a234f): the evaluation's parser, and the quite different one of its reward."""

import re

from benchmarks.windows.parsers.pieces import NUM, NUM_DOT, last_answer
from benchmarks.windows.window import Window

_NUMBER = re.compile(NUM)
_RANGE_IN_S = re.compile(rf"{NUM_DOT}s (?:to|and) {NUM_DOT}s", re.IGNORECASE)


def taro(text: str, duration: float | None = None) -> tuple[Window, ...]:
    """The last two unsigned numbers of the whole output, reasoning included."""
    numbers = _NUMBER.findall(text)
    return ((float(numbers[-2]), float(numbers[-1])),) if len(numbers) >= 2 else ()


def taro_reward(text: str, duration: float | None = None) -> tuple[Window, ...]:
    """All "NUMs to NUMs" or "NUMs and NUMs" of the last answer block, in any case.

    The reward takes the last of them.
    """
    answer = last_answer(text) or ""
    return tuple((float(a), float(b)) for a, b in _RANGE_IN_S.findall(answer))
