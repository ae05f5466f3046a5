"""lmms-eval's shared extractor of April 2026: candidates in eight forms, ranked by form.

Source: lmms-eval `tasks/_task_utils/mcq_extract.py` at 75571cfe. Neither a word boundary before a
letter nor the article "A" is known to it, and a phrase counts every letter that follows anywhere.
"""

from collections.abc import Iterator
from itertools import product

_TRIMMED = ",.!?;:'\""
_NAMES = (
    "answer",
    "correct answer",
    "best answer",
    "correct option",
    "best option",
    "choice",
    "correct choice",
)
_PHRASES = (
    *(f"{the}{name} is" for the, name in product(("", "the "), _NAMES)),
    *("i choose", "i select", "i pick", "my answer is", "my choice is"),
    *("옵션", "정답은", "답은", "답:", "答案是", "答案为", "选", "答えは"),
)
_FORMS = ((6, "({})"), (5, "{}."), (4, "{}:"), (3, "{})"), (2, "{} "))
_START, _END, _PHRASE, _FALLBACK = 10, 9, 7, 0


def lmms_mcq(response: str, letters: str = "ABCD") -> str:
    """The letter of the best form; within a form the latest, then the first in letter order."""
    text = response.strip()
    if not text:
        return ""
    for mark in _TRIMMED:
        text = text.strip(mark)
    text = f" {text} "
    found = list(_candidates(text, letters))
    if not found:
        found = [(_FALLBACK, text.rfind(x), x) for x in letters if x in text]
    return max(found, key=lambda one: one[:2])[2] if found else ""


def _candidates(text: str, letters: str) -> Iterator[tuple[int, int, str]]:
    """Rank of the form, position, letter; of equal ones `max` keeps the first, as a sort would."""
    for rank, form in _FORMS:
        for letter in letters:
            at = text.rfind(form.format(letter))
            if at >= 0:
                yield rank, at, letter
    lowered = text.lower()
    for phrase in _PHRASES:
        start = lowered.find(phrase)
        if start >= 0:
            for letter in letters:
                at = text.find(letter, start + len(phrase))
                if at >= 0:
                    yield _PHRASE, at, letter
    bare = text.strip()
    for letter in letters:
        if bare.startswith(letter) and not bare[1:2].isalpha():
            yield _START, 0, letter
        if bare.endswith(letter) and not bare[-2:-1].isalpha():
            yield _END, len(text) - 1, letter
