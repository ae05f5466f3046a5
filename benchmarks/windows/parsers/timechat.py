"""TimeChat (c60b332b) and VTG-LLM (ce13f3ed), Charades-STA: `utils/format_tvg.py` of both.

TimeChat means to delete its prompt's example "20.8 - 30.0" from the text but throws the result
away: an echoed prompt is scored. In its first stage any dots may follow a number's first digits, so
"5. - 7." is a window; at "3..5 - 7" the script stops with an error: here nothing is read. Its third
stage, h:mm:ss, can never be reached: each such time holds bare numbers, which the second stage
takes.
"""

import re

from benchmarks.windows.parsers.pieces import NUM_DOTS, about_ends, first_bare_numbers, paired
from benchmarks.windows.window import Window

RANGE = re.compile(rf"{NUM_DOTS}\s*+-\s*+{NUM_DOTS}")
_NAMES = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")
_TOKENS = {**{f"<TIME_{name}>": str(i) for i, name in enumerate(_NAMES)}, "<TIME_DOT>": "."}
_TOKEN = re.compile("|".join(_TOKENS))
_RUN = re.compile(r"\d[\d\s]*(?:\.[\s\d]*\d)*")


def timechat(text: str, duration: float | None = None) -> tuple[Window, ...]:
    """All "NUM - NUM" with an ASCII hyphen, else the first bare number of each piece, paired.

    Only pieces count that speak of a start, an end, or of something that happens.
    """
    text = text.lower()
    try:
        ranges = tuple((float(a), float(b)) for a, b in RANGE.findall(text))
    except ValueError:
        return ()
    return ranges or paired(first_bare_numbers(about_ends(text)))


def vtg_llm(text: str, duration: float | None = None) -> tuple[Window, ...]:
    """Time tokens become digits, blanks inside numbers vanish, and TimeChat's parser reads on."""
    return timechat(without_time_tokens(text), duration)


def without_time_tokens(text: str) -> str:
    """VTG-LLM's tokens, `<TIME_FOUR>` or `<TIME_DOT>`, become the characters they are.

    Then blanks vanish from runs of digits, those at their end included: "3 onions" is "3onions".
    """
    plain = _TOKEN.sub(lambda token: _TOKENS[token[0]], text)
    return _RUN.sub(lambda run: run[0].replace(" ", ""), plain)
