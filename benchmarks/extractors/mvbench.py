"""MVBench and TVBench: the official comparison of first words, and what lmms-eval makes of them.

Sources: MVBench `mvbench.ipynb`, copied by TVBench; lmms-eval `tasks/mvbench/utils.py` and
`tasks/tvbench/utils.py`.
"""

import re
from collections.abc import Sequence
from string import ascii_uppercase

_DOTTED = re.compile(r"([A-E])\.\s*+.+", re.IGNORECASE)
_LONE = re.compile(r"\b([A-E])\b", re.IGNORECASE)
_LONE_CAPITAL = re.compile(r"\b([A-Z])\b")
_FIRST = re.compile(r"[(\[]?([A-Z])")
_GROUPED_DIGITS = re.compile(r"\d,\d")
_PUNCTUATION = ';/[]"{}()=+\\_-><@`,?!'
_STOP = re.compile(r"\.(?!\d)")
_STOPS_REMOVED = 32
"""The script passes a flag where `re.sub` takes a count; the flag's value is 32."""


def mvbench_gold(candidates: Sequence[str], answer: str) -> str:
    """The gold line "(X) text"; X is the **last** candidate equal to the answer, "@" for none."""
    at = max((i for i, text in enumerate(candidates) if text == answer), default=-1)
    return f"({chr(ord('A') + at)}) {answer}"


def mvbench_right(response: str, gold: str) -> bool:
    """Whether the first words agree: the reply's, without stops, inside the gold one, or around it.

    `gold` is a line of `mvbench_gold`. The empty reply, "(", "." and ")" are right for every
    question, "(a cup" is right wherever A is, "(The answer is (A)" is wrong.
    """
    said = response.lower().split(" ")[0]
    meant = gold.lower().split(" ")[0]
    return said.replace(".", "") in meant or meant in said


def mvbench_lmms_eval(response: str) -> str:
    """The X of "X. text", else the first lone a to e of any case: the article "a" is A."""
    text = response.strip()
    dotted = _DOTTED.fullmatch(text)
    if dotted:
        return dotted[1].upper()
    lone = _LONE.search(_without_punctuation(text.replace("\n", " ").replace("\t", " ").strip()))
    return lone[1].upper() if lone else ""


def _without_punctuation(text: str) -> str:
    grouped = _GROUPED_DIGITS.search(text) is not None
    cleaned = text
    for mark in _PUNCTUATION:
        removed = grouped or f"{mark} " in text or f" {mark}" in text
        cleaned = cleaned.replace(mark, "" if removed else " ")
    return _STOP.sub("", cleaned, count=_STOPS_REMOVED)


def tvbench_lmms_eval(response: str, candidates: Sequence[str]) -> str:
    """The first lone letter after upper-casing, the first character, the only option contained."""
    text = response.strip()
    letters = ascii_uppercase[: max(len(candidates), 2)]
    capitals = text.upper()
    for found in (_LONE_CAPITAL.search(capitals), _FIRST.match(capitals)):
        if found and found[1] in letters:
            return found[1]
    said = " ".join(text.lower().split())
    held = [
        letter
        for letter, candidate in zip(letters, candidates, strict=False)
        if (words := " ".join(candidate.lower().split())) and words in said
    ]
    return held[0] if len(held) == 1 else ""
