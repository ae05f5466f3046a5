"""MotionBench as lmms-eval reads it; the benchmark itself compares letters.

Source: lmms-eval `tasks/motionbench/utils.py`.
"""

import re

_PREFIXES = (
    "THE BEST ANSWER IS",
    "THE CORRECT ANSWER IS",
    "THE ANSWER IS",
    "BEST ANSWER:",
    "ANSWER:",
)
_FORMS = (re.compile(r"\b([A-F])\b"), re.compile(r"([A-F])[.):]"), re.compile(r"([A-F])"))


def motionbench_lmms_eval(response: str) -> str:
    """The first lone A to F after upper-casing (the article "a" is A), else "X.", else any."""
    text = response.rpartition("</think>")[2].strip().upper()
    for prefix in _PREFIXES:
        text = text.replace(prefix, "")
    for form in _FORMS:
        found = form.search(text)
        if found:
            return found[1]
    return ""
