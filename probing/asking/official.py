"""Whether T3's own rule takes a reply for right, for numbers that compare with the paper's.

Quirks kept (video-t3 at c632e4b, probing/*_inference.py): the first capital A to D anywhere is
the answer, so that "A person first" is option A and E and F are seen only in a bare reply; two
commas are missing between the prefixes that are cut away. Our option texts take the place of
theirs.
"""

import re
from collections.abc import Sequence

_PREFIXES = (
    "The best answer is",
    "The correct answer is",
    "The answer is",
    "The answer",
    "The best option isThe correct option is",
    "Best answer:Best option:",
    "The correct order that the items appear in the video is: ",
    "The correct order that the items appear in the video is ",
    "The item shown in the beginning of the video is ",
)


def official_right(reply: str, shown: Sequence[str], answer: int) -> bool:
    """The official verdict.

    Args:
        reply: What the model said.
        shown: The options in the order in which the model saw them.
        answer: Place of the true one among `shown`.
    """
    letter, text = chr(ord("a") + answer), shown[answer].lower()
    accepted = {letter, f"({letter})", f"({letter}) {text}", text}
    return bool({_plain(reply.replace(".", "")), _plain(_extract(reply, shown))} & accepted)


def _plain(text: str) -> str:
    return text.strip().lower()


def _extract(reply: str, shown: Sequence[str]) -> str:
    text = reply.strip()
    for prefix in _PREFIXES:
        text = text.replace(prefix, "")
    found = re.search("[ABCD]", text)
    for option in shown:
        found = found or re.search(re.escape(option), text)
    return found[0] if found else ""
