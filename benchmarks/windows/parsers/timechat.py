"""TimeChat (c60b332b) and VTG-LLM (ce13f3ed), Charades-STA.

TimeChat means to delete its prompt's example "20.8 - 30.0" from the text but throws the result
away: an echoed prompt is scored. Its third stage, h:mm:ss, can never be reached: each such time
holds bare numbers, which the second stage takes.
"""

import re

from benchmarks.windows.parsers.pieces import NUM, about_ends, first_bare_numbers, paired
from benchmarks.windows.window import Window

_RANGE = re.compile(rf"{NUM}\s*-\s*{NUM}")
_NAMES = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")
_TOKENS = {**{f"<TIME_{name}>": str(i) for i, name in enumerate(_NAMES)}, "<TIME_DOT>": "."}
_TOKEN = re.compile("|".join(_TOKENS))
_BLANK_INSIDE = re.compile(r"(?<=[0-9.])\s+(?=[0-9.])")


def timechat(text: str, duration: float | None = None) -> tuple[Window, ...]:
    """All "NUM - NUM" with an ASCII hyphen, else the first bare number of each piece, paired.

    Only pieces count that speak of a start, an end, or of something that happens.
    """
    text = text.lower()
    ranges = tuple((float(a), float(b)) for a, b in _RANGE.findall(text))
    return ranges or paired(first_bare_numbers(about_ends(text)))


def vtg_llm(text: str, duration: float | None = None) -> tuple[Window, ...]:
    """Time tokens become digits, blanks inside numbers vanish, and TimeChat's parser reads on."""
    text = _TOKEN.sub(lambda token: _TOKENS[token[0]], text)
    return timechat(_BLANK_INSIDE.sub("", text), duration)
