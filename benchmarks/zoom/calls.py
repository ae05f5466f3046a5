"""Tool calls out of a reply, in VideoTemp-o3's form, and what is wrong with them.

`<tool_call>{"name": "get_video_clip_frame", "arguments": [{"start_time": s, "end_time": e}]}
</tool_call>`. Also read, as models write them: a single object or a JSON text as arguments, numbers
as texts, and a call whose end tag is missing, as where it is a server's stop word.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

from benchmarks.windows.window import Window

TOOL = "get_video_clip_frame"

Fault = Literal[
    "malformed",  # no JSON object, or one without arguments
    "unknown_tool",
    "bad_times",  # not two finite numbers
    "reversed",  # the end is not after the start
    "outside",  # nothing of it lies within the video
    "clamped",  # it reaches out of the video; what lies within is shown
    "repeated",  # it was shown before
    "too_many",  # more clips in one turn than are shown
    "with_answer",  # a call and an answer in one reply
    "out_of_rounds",  # a call in the last round
]

_CALL = re.compile(r"<tool_call>(.*?)(?:</tool_call>|\Z)", re.DOTALL)
_ANSWER = re.compile(r"<answer>.*?\S.*?</answer>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Calls:
    """What a reply asks for."""

    found: bool
    """Whether it has a call at all."""
    windows: tuple[Window, ...]
    """Whose numbers are sound; whether the video has them is not asked here."""
    faults: tuple[Fault, ...]
    rest: str
    """The reply without its calls."""

    @property
    def answers(self) -> bool:
        """Whether the rest holds an answer in its tags."""
        return _ANSWER.search(self.rest) is not None


def read_calls(reply: str) -> Calls:
    """All calls of a reply, in their order."""
    windows: list[Window] = []
    faults: list[Fault] = []
    blocks = _CALL.findall(reply)
    for block in blocks:
        for one in _of_block(block):
            if isinstance(one, str):
                faults.append(one)
            else:
                windows.append(one)
    rest = _CALL.sub("", reply).strip() if blocks else reply
    return Calls(bool(blocks), tuple(windows), tuple(faults), rest)


def _of_block(block: str) -> Iterator[Window | Fault]:
    call = _json(block)
    if not isinstance(call, dict):
        yield "malformed"
        return
    if call.get("name") != TOOL:
        yield "unknown_tool"
        return
    arguments = call.get("arguments")
    if isinstance(arguments, str):
        arguments = _json(arguments)
    if isinstance(arguments, dict):
        arguments = [arguments]
    if not isinstance(arguments, list) or not arguments:
        yield "malformed"
        return
    for one in arguments:
        yield _window(one)


def _window(argument: Any) -> Window | Fault:
    if not isinstance(argument, dict):
        return "malformed"
    start, end = _seconds(argument.get("start_time")), _seconds(argument.get("end_time"))
    if start is None or end is None:
        return "bad_times"
    return (start, end) if start < end else "reversed"


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return seconds if isfinite(seconds) else None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
