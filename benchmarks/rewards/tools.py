"""VideoTemp-o3's tool calls, "show me this clip", and what the last of them earns."""

from collections.abc import Sequence
from typing import Any

import msgspec

from benchmarks.rewards.overlap import scaled_iou
from benchmarks.windows.window import Window, window_of

TOOL = "get_video_clip_frame"

_CLOSED = "</tool_call>"
_POOR = 0.1
_PENALTY = 0.1


def clips_called(text: str) -> list[tuple[Window, ...]]:
    """The windows of each tool call, in order; a call that cannot be read has none."""
    calls = [part.rpartition("<tool_call>") for part in text.split(_CLOSED)[:-1]]
    return [_windows(held) for _, opened, held in calls if opened]


def _windows(call: str) -> tuple[Window, ...]:
    try:
        asked: Any = msgspec.json.decode(call.strip())
        clips = asked["arguments"] if asked["name"] == TOOL else []
        found = [window_of([clip["start_time"], clip["end_time"]]) for clip in clips]
    except (msgspec.DecodeError, KeyError, TypeError, UnicodeError):
        return ()
    return tuple(window for window in found if window is not None)


def clip_reward(text: str, golds: Sequence[Window], *, correct: bool) -> float:
    """For a right answer the scaled IoU of the last call's clips, less 0.1 where it is below 0.1.

    So a right answer without any call earns -0.1, a wrong one nothing.

    Args:
        text: All turns of the model.
        golds: Seconds.
        correct: Whether the question was answered rightly.
    """
    if not correct:
        return 0.0
    calls = clips_called(text)
    worth = scaled_iou(calls[-1], golds) if calls else 0.0
    return worth - _PENALTY if worth < _POOR else worth
