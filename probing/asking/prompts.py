"""What the model is sent: the same question behind a video, behind captions, or behind nothing.

The words are part of the measurement: whoever changes them raises `VERSION`, so that no run mixes
answers to two wordings.
"""

from collections.abc import Sequence

from t3data.models.chat import Message
from t3data.video.bundle import FrameBundle

VERSION = 1

_CAPTIONS = "Captions of {count} frames of a video, in the order in which they are shown:"
_DESCRIBE = "Describe what this picture shows in one sentence."


def about_video(question: str, frames: FrameBundle) -> tuple[Message, ...]:
    """The video, then the question."""
    return (Message("user", (frames, question)),)


def about_captions(
    question: str, times: Sequence[float], captions: Sequence[str]
) -> tuple[Message, ...]:
    """A line for each frame, with the second that a model which sees the frames is told."""
    lines = [_CAPTIONS.format(count=len(times))]
    lines += [
        f"[{time:.1f} s] {' '.join(caption.split())}"
        for time, caption in zip(times, captions, strict=True)
    ]
    return (Message("user", "\n".join(lines) + f"\n\n{question}"),)


def about_nothing(question: str) -> tuple[Message, ...]:
    """The question alone."""
    return (Message("user", question),)


def answered(messages: tuple[Message, ...], letter: str) -> tuple[Message, ...]:
    """The same as an example, with the answer as the model's own turn."""
    return (*messages, Message("assistant", letter))


def describe(frame: FrameBundle) -> tuple[Message, ...]:
    """Asks for a caption of a single frame."""
    return (Message("user", (frame, _DESCRIBE)),)


def single_frame(frames: FrameBundle, place: int) -> FrameBundle:
    """One frame as a video of its own that does not tell when in the clip it was seen."""
    return FrameBundle((frames.frames[place],), (0.0,), (0,), fps=1.0, duration=1.0)
