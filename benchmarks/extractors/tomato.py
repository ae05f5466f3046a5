"""TOMATO: the official pre-parser, and the reader that lmms-eval uses in its place.

Sources: TOMATO `src/parse_result.py`; lmms-eval `tasks/tomato/utils.py`.
"""

import re
from collections.abc import Sequence
from string import ascii_uppercase

_ANSWER_IS = re.compile(r"Answer is:?\(?([A-Fa-f])\)?")


def tomato_letter(response: str, options: Sequence[str]) -> str:
    """The letter the pre-parser reads; empty where the judge is asked five times, then a die.

    The reply is upper-cased before it is compared with "X: option", so only options without small
    letters match. "Answer is" admits no space before the letter: "Answer is: A" is not read.
    """
    text = response.strip()
    letters = ascii_uppercase[: len(options)]
    capitals = text.upper()
    if len(text) == 1 and capitals in tuple(letters):
        return capitals
    lines = [f"{x}: {option}" for x, option in zip(letters, options, strict=False)]
    if capitals in lines:
        return capitals[0]
    said = _ANSWER_IS.fullmatch(text)
    return said[1].upper() if said and said[1].upper() in letters else ""


def tomato_lmms_eval(response: str, options: Sequence[str]) -> str:
    """The letter contained anywhere; of several the last in brackets, else the first; none is A."""
    for mark in ",.!?;:'":
        response = response.strip(mark)
    letters = ascii_uppercase[: len(options)]
    found = [x for x in letters if x in response]
    if found:
        return max(found, key=lambda x: response.rfind(f"({x})"))
    text = f" {response} ".lower()
    if len(text.split()) > 5:
        texts = {x: option.lower() for x, option in zip(letters, options, strict=False)}
        found = [x for x in letters if texts[x] in text]
        if found:
            return max(found, key=lambda x: text.rfind(texts[x]))
    return "A"
