"""Whether a reply has the form that was asked for: 1 or 0."""

import re
from collections.abc import Sequence

_TAGS = ("<think>", "</think>", "<answer>", "</answer>")
_TURNS_TO_ANSWER = re.compile(r"</think>\s{0,100}<answer>")
_TURNS_TO_TOOL = re.compile(r"</think>\s{0,100}<tool_call>")


def thought_and_answer(reply: str) -> float:
    """A think block, then an answer block, and nothing around them but blanks."""
    return _in_blocks(reply, _TURNS_TO_ANSWER, "</answer>")


def thought_and_answer_once(reply: str) -> float:
    """Likewise, with each of the four tags exactly once."""
    once = all(reply.count(tag) == 1 for tag in _TAGS)
    return thought_and_answer(reply) if once else 0.0


def turns_in_form(turns: Sequence[str]) -> float:
    """Over all turns: each but the last thinks and calls a tool, the last thinks and answers."""
    if not turns:
        return 0.0
    calls = all(_in_blocks(turn, _TURNS_TO_TOOL, "</tool_call>") for turn in turns[:-1])
    return float(calls and thought_and_answer(turns[-1]) == 1.0)


def _in_blocks(reply: str, middle: re.Pattern[str], end: str) -> float:
    text = reply.strip()
    if not (text.startswith("<think>") and text.endswith(end)):
        return 0.0
    return float(middle.search(text, len("<think>"), len(text) - len(end)) is not None)
