"""The T3 authors' reader for their probing questions.

Source: video-t3 `probing/longva_inference.py` at c632e4b. The letters end at D, so the answers E
and F of order_3 are never read, and the article of "A cat" is taken for A.
"""

from collections.abc import Collection, Sequence

from benchmarks.extractors.prefix import PV

_PREFIXES = (
    *PV[:6],
    "The correct order that the items appear in the video is: ",
    "The correct order that the items appear in the video is ",
    "The item shown in the beginning of the video is ",
)


def t3_probing_answer(response: str, options: Sequence[str]) -> str:
    """The first A to D after deleting the prefixes, else the first option that occurs."""
    text = response.strip()
    for prefix in _PREFIXES:
        text = text.replace(prefix, "")
    found = [at for letter in "ABCD" if (at := text.find(letter)) >= 0]
    if found:
        return text[min(found)]
    return next((option for option in options if option in text), "")


def t3_probing_right(response: str, options: Sequence[str], accepted: Collection[str]) -> bool:
    """Whether the reply without stops, or what was read from it, is an accepted answer."""
    said = (response.replace(".", ""), t3_probing_answer(response, options))
    golds = {answer.strip().lower() for answer in accepted}
    return any(text.strip().lower() in golds for text in said)
