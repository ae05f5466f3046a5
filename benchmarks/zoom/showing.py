"""What the model is sent in each round: words, frames of clips, and the clock they are on.

Every clip of a turn goes into one `FrameBundle`. On the clock `video` its frames have their times
in the whole video, which is what models with time stamps (Qwen3-VL, pictures with their seconds)
have to be told. Models that hear nothing but a frame rate (Qwen2.5-VL, and VideoTemp-o3 with it)
would take such a clip for a slow one that begins at 0: they need the clock `clip`, from 0. The
words name the times in the whole video in either case.

vLLM's `media_io_kwargs` hold for all videos of a request, so videos with different times do not fit
into one. To a server that is sent JPEG sequences only the newest video is shown as such and a line
of text stands for each earlier one; `--video-form stamped_images` shows them all, as does vLLM in
this process.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from benchmarks.windows.window import Window
from benchmarks.zoom.calls import TOOL
from benchmarks.zoom.rounds import State
from t3data.errors import UsageError
from t3data.models.chat import ChatModel, Message, Part, Request
from t3data.models.openai_server import OpenAIServer
from t3data.video.bundle import FrameBundle
from t3data.video.sampling import FrameRate

INSTRUCTIONS = f"""\
You see the whole video at a low frame rate. You may look closer at a part of it before you answer:
<tool_call>{{"name": "{TOOL}", "arguments": [{{"start_time": 12.5, "end_time": 20.0}}]}}</tool_call>
Times are in seconds from the start of the video. You are then shown the frames of that part at a
higher rate. You may do so {{calls}}. When you are sure, answer without a call."""
"""Our own wording; the form of the call is VideoTemp-o3's."""
VERSION = 1
"""Of all words of the agent; bumped with every change."""


_CLIP = FrameRate(2.0, at_least=4, at_most=64)


@dataclass(frozen=True, slots=True)
class Zoom:
    """How closely the model may look, and how it is shown."""

    name: str = "zoom"
    rounds: int = 3
    """Replies at most."""
    clip: FrameRate = _CLIP
    """Frames of a clip, as VideoTemp-o3 takes them."""
    clock: Literal["video", "clip"] = "video"
    shown: Literal["all", "newest"] = "all"
    """Which videos of the conversation stand in a request."""

    @property
    def settings(self) -> str:
        """All that decides replies, in words."""
        clip = self.clip
        return (
            f"{self.name} v{VERSION}: {self.rounds} rounds, clips {clip.fps:g} fps "
            f"{clip.at_least}-{clip.at_most} frames, clock {self.clock}, {self.shown} shown"
        )


AGENTS = {one.name: one for one in (Zoom(), Zoom("zoom-clip-clock", clock="clip"))}
"""By name: for models that are told times, and for those that hear a frame rate alone."""


def zoom_for(name: str, model: ChatModel) -> Zoom:
    """The agent of this name, as the model's way of taking videos allows.

    Raises:
        UsageError: there is none.
    """
    if name not in AGENTS:
        raise UsageError(f"there is no agent {name!r}; there are {', '.join(AGENTS)}")
    one_clock = isinstance(model, OpenAIServer) and model.video_form == "jpeg_sequence"
    return replace(AGENTS[name], shown="newest" if one_clock else "all")


@dataclass(frozen=True, slots=True)
class Clip:
    """What is shown in one turn."""

    frames: FrameBundle
    """On the agent's clock."""
    times: tuple[float, ...]
    """Of the frames, in seconds of what the model saw first."""


def clip_of(zoom: Zoom, parts: Sequence[tuple[Window, FrameBundle]]) -> Clip:
    """The clips of one turn as one run of frames in order of time, none of them twice.

    Args:
        zoom: On which clock.
        parts: Windows in seconds of what the model saw first, and their frames, from 0 each.
    """
    found: dict[int, tuple[float, bytes]] = {}
    for (start, _), frames in parts:
        for index, time, frame in zip(frames.indices, frames.times, frames.frames, strict=True):
            found.setdefault(index, (start + time, frame))
    order = sorted(found, key=lambda index: (found[index][0], index))
    times = tuple(found[index][0] for index in order)
    zero = 0.0 if zoom.clock == "video" else min(start for (start, _), _ in parts)
    frames = replace(
        parts[0][1],
        frames=tuple(found[index][1] for index in order),
        times=tuple(max(0.0, time - zero) for time in times),
        indices=tuple(order),
        duration=max(end for (_, end), _ in parts) - zero,
        offset=parts[0][1].offset - parts[0][0][0] + zero,
    )
    return Clip(frames, times)


def request_of(zoom: Zoom, first: Request, state: State, clips: Sequence[Clip | None]) -> Request:
    """The request of the next round.

    Args:
        zoom: How.
        first: The question as it would be asked without the agent.
        state: What was said since.
        clips: What was shown after each reply; None where nothing was.
    """
    messages = _instructed(first.messages, zoom.rounds - 1)
    for (reply, turn), clip in zip(state.past, clips, strict=True):
        messages.append(Message("assistant", reply))
        if clip is None:
            messages.append(Message("user", turn.text))
        else:
            told = ", ".join(f"{time:.1f}" for time in clip.times)
            words = f"{turn.text}\nThe {len(clip.times)} frames above: {told} seconds."
            messages.append(Message("user", (clip.frames, words)))
    if zoom.shown == "newest":
        messages = _newest_alone(messages)
    return replace(first, messages=tuple(messages))


def _instructed(messages: Sequence[Message], calls: int) -> list[Message]:
    """The instructions go before the benchmark's own system text, if it has one."""
    often = {0: "not at all", 1: "once", 2: "twice"}.get(calls, f"{calls} times")
    words = INSTRUCTIONS.replace("{calls}", often)
    if messages and messages[0].role == "system":
        return [Message("system", f"{messages[0].content}\n\n{words}"), *messages[1:]]
    return [Message("system", words), *messages]


def _newest_alone(messages: Sequence[Message]) -> list[Message]:
    """Only the last message that has a video keeps it; a line stands for each of the others."""
    found: list[Message] = []
    kept = False
    for message in reversed(messages):
        if isinstance(message.content, str) or not _shows(message):
            found.append(message)
        elif kept:
            found.append(Message(message.role, "\n".join(map(_in_words, message.content))))
        else:
            kept = True
            found.append(message)
    return found[::-1]


def _shows(message: Message) -> bool:
    return any(isinstance(part, FrameBundle) for part in message.content)


def _in_words(part: Part) -> str:
    if isinstance(part, str):
        return part
    return f"[{len(part)} frames were shown here and are left out now]"
