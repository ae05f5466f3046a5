"""What several of the published parsers share: numbers, pieces of text, clock times, pairs."""

import re
from collections.abc import Sequence

from benchmarks.windows.window import Window

# From its first digit on and as long as it goes: runs of digits without end take no longer.
NUM = r"((?<![0-9])[0-9]++(?:\.[0-9]++)?+)"
# Likewise, of scripts to which "12." is a number too, and of those to which "12.." is.
NUM_DOT = r"((?<!\d)\d++\.?+\d*+)"
NUM_DOTS = r"((?<!\d)\d++\.*+\d*+)"

_PIECE_ENDS = re.compile(r"[!?\n]")
_BARE = re.compile(r"\b([0-9]+\.[0-9]+|[0-9]+)\b")


def pieces(text: str) -> list[str]:
    """The text cut at "!", "?" and line breaks, but not at full stops."""
    return _PIECE_ENDS.split(text)


def about_ends(text: str) -> list[str]:
    """The pieces that speak of a start, an end, or of something that happens."""
    return [p for p in pieces(text) if "start" in p or "end" in p or "happen" in p]


def bare_numbers(text: str) -> list[float]:
    """Numbers that stand alone; one glued to a unit loses its decimals: "3.2s" is 3."""
    return [float(found) for found in _BARE.findall(text)]


def first_bare_numbers(texts: Sequence[str]) -> list[float]:
    """The first bare number of each text that has one."""
    found = (_BARE.search(text) for text in texts)
    return [float(number[1]) for number in found if number]


def last_answer(text: str) -> str | None:
    """What the last answer block holds; None without one."""
    for part in reversed(text.split("</answer>")[:-1]):
        _, opened, held = part.partition("<answer>")
        if opened:
            return held
    return None


def clock_seconds(clock: str) -> float:
    """Seconds of "mm:ss" or "h:mm:ss", whose seconds may have a fraction."""
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def paired(times: Sequence[float]) -> tuple[Window, ...]:
    """Two by two; an odd one at the end is dropped."""
    return tuple(zip(times[::2], times[1::2], strict=False))
