"""MMMU's readers as Video-MMMU uses them, for lettered and for open questions.

Source: Video-MMMU's fork of MMMU `eval_utils.py`. Numbers are found with three patterns of the
original; the guards against a start inside a run of digits change no result, but keep a reply of a
hundred thousand digits from taking minutes.
"""

import math
import re
from collections.abc import Sequence
from string import ascii_uppercase

API_ERROR = "API Error"
NO_ANSWER = "No Answere Found"  # codespell:ignore answere

_LONE_MARKS = frozenset(":,.!?;'")
_CUES = (
    *("could be", "so", "is", "thus", "therefore", "final", "answer", "result", "are"),
    *("in total", "total", "identify", "recognize"),
    *(f"{verb} as" for verb in ("calculated", "counted", "measured", "observed", "concluded")),
    *("found to be", "equals", "determined to be", "number of", "value is", "adds up to"),
    *("have", "has"),
)
_NUMBERS = (
    re.compile(r"-?\b\d{1,3}(?:,\d{3})+\b"),
    re.compile(r"-?(?<!\d)\d++(?:\.\d++)?[eE][+-]?\d+"),
    re.compile(r"-?(?:(?<!\d)\d++\.\d++|\.\d++|(?<!\d)\d++\b)(?![eE][+-]?\d+)(?![,\d])"),
)


def mmmu_choice(response: str, options: Sequence[str]) -> str:
    """The letter of one of `options`; `API_ERROR` for no reply, `NO_ANSWER` for an unread one."""
    if response in ("", API_ERROR):
        return API_ERROR
    for mark in ",.!?;:'":
        response = response.strip(mark)
    text = f" {response} "
    letters = ascii_uppercase[: len(options)]
    dotted = [x for x in letters if f"{x}." in text]
    with_colon = [x for x in letters if f"{x}:" in text]
    found = dotted + with_colon
    form = "{}." if dotted else "{}:"
    if not found:
        found, form = [x for x in letters if f"({x})" in text], "({})"
    if not found:
        found, form = [x for x in letters if f"{x} " in text], " {} "
    if found:
        return max(found, key=lambda x: text.rfind(form.format(x)))
    lowered = text.lower()
    if len(text.split()) > 5:
        texts = {x: o.lower() for x, o in zip(letters, options, strict=False)}
        found = [x for x in letters if texts[x] in lowered]
        if found:
            return max(found, key=lambda x: lowered.rfind(texts[x]))
    return NO_ANSWER


def mmmu_open(response: str) -> frozenset[str | float] | None:
    """The texts and numbers that a reply to an open question may mean; None for `API_ERROR`."""
    if response in ("", API_ERROR):
        return None
    tails = _tails(response.strip().strip(".").lower())
    numbers = [number for tail in tails for find in _NUMBERS for number in find.findall(tail)]
    return frozenset(value for text in [*tails, *numbers] for value in _normal(text))


def mmmu_open_right(response: str, gold: str | Sequence[str]) -> bool | None:
    """Whether a text contains a gold text or a number equals a gold one; None for `API_ERROR`."""
    read = mmmu_open(response)
    if read is None:
        return None
    golds = [
        value for text in ([gold] if isinstance(gold, str) else gold) for value in _normal(text)
    ]
    texts = [value for value in golds if isinstance(value, str)]
    return any(
        any(text in value for text in texts) if isinstance(value, str) else value in golds
        for value in read
    )


def _tails(text: str) -> list[str]:
    """What follows the cues of each line: of several tails the shortest one."""
    pieces = text.split("\n")
    kept = []
    for number, piece in enumerate(pieces):
        cues = [f"{cue} " for cue in _CUES] + ["="] * (number == len(pieces) - 1)
        best = ""
        for cue in cues:
            if cue in piece:
                tail = piece.rpartition(cue)[2].strip()
                if not best or len(tail) < len(best):
                    best = tail
        if best and best not in _LONE_MARKS:
            kept.append(best)
    return kept or [text]


def _normal(text: str) -> list[str | float]:
    text = text.strip()
    try:
        number = round(float(text.replace(",", "")), 2)
        # "nan" reads as a number that equals nothing, itself included.
        return [] if math.isnan(number) else [number]
    except ValueError:
        text = text.lower()
    return [f" {text}", f"{text} "] if len(text) == 1 else [text]
