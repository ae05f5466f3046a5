"""NExT-QA multiple choice as lmms-eval reads it: MMMU's older reader with a random end.

Source: lmms-eval `tasks/nextqa/utils.py`.
"""

from collections.abc import Sequence
from string import ascii_uppercase

from benchmarks.extractors.chance import Chance


def nextqa_lmms_eval(response: str, options: Sequence[str]) -> str | Chance:
    """The last "(X)", "X ", "X.", option text in a long reply; else a random letter.

    Of several "X " and "X." the last is looked for as " X " in both cases, absent ones tying.
    """
    for mark in ",.!?;:'":
        response = response.strip(mark)
    text = f" {response} "
    letters = ascii_uppercase[: len(options)]
    for form, place in (("({})", "({})"), ("{} ", " {} "), ("{}.", " {} ")):
        found = [x for x in letters if form.format(x) in text]
        if found:
            return max(found, key=lambda x: text.rfind(place.format(x)))
    lowered = text.lower()
    if len(text.split()) > 5:
        texts = {x: o.strip().lower() for x, o in zip(letters, options, strict=False)}
        found = [x for x in letters if texts[x] in lowered]
        if found:
            return max(found, key=lambda x: lowered.rfind(texts[x]))
    return Chance(len(options))
