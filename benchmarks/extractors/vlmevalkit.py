"""VLMEvalKit's second chance for replies in which its first rule found no letter.

Source: VLMEvalKit `utils/matching_util.py` at e8e78f05.
"""

import re
from collections.abc import Sequence
from string import ascii_uppercase

NOTHING = "Z"
"""What it gives for a refusal or an unread reply; scored as wrong."""

_FAILURE = "Failed to obtain answer via API"
_REFUSALS = (
    "Sorry, I can't help with images of people yet.",
    "I can't process this file.",
    "I'm sorry, but without the image provided",
    "Cannot determine the answer",
)
_SPACED = str.maketrans(dict.fromkeys(".()[],:;!*#{}", " "))
_VERBOSE = re.compile(r"answer\s+is\s+\**([ABCD])", re.IGNORECASE)
_LAST_TOKENS = 4


def can_infer(response: str, options: Sequence[str]) -> str:
    """The letter of one of `options`, or `NOTHING`.

    A letter has to stand among the last four tokens when it is first seen. "answer is" takes any
    A to D after it, the article of "answer is a man" too.
    """
    letters = ascii_uppercase[: len(options)]
    if _FAILURE not in response:
        letter = _letter(response, letters)
        if letter:
            return letter
    lowered = response.lower()
    if len(lowered) > 2 * sum(map(len, options)):
        return NOTHING
    held = [x for x, option in zip(letters, options, strict=False) if option.lower() in lowered]
    return held[0] if len(held) == 1 else NOTHING


def _letter(response: str, letters: str) -> str:
    if any(refusal in response for refusal in _REFUSALS):
        return NOTHING
    tokens = response.translate(_SPACED).split()
    present = [x for x in letters if x in tokens]
    if len(present) == 1 and tokens.index(present[0]) >= len(tokens) - _LAST_TOKENS:
        return present[0]
    if not present and NOTHING in tokens:
        return NOTHING
    verbose = _VERBOSE.search(response)
    return verbose[1].upper() if verbose and verbose[1].upper() in letters else ""
