"""A clip before it is a file: what each frame shows, and the stretches with their captions."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from probing.suite.casting import Studio, pixels
from probing.types import Segment


@dataclass(frozen=True, slots=True)
class Scene:
    """Frames as states, so that a long still is painted once."""

    source: str
    fps: int
    states: Sequence[Hashable]
    """One for each frame; equal states look alike."""
    paint: Callable[[Any], Image.Image]
    """From a state to the frame, RGB."""
    segments: tuple[Segment, ...]
    keyframe_seconds: int = 2
    """Further apart for long stills, which would be nothing but keyframes."""

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.states) / self.fps

    def frames(self) -> Iterator[NDArray[np.uint8]]:
        """The pictures in order, (side, side, 3) each."""
        for state, run in groupby(self.states):
            frame = pixels(self.paint(state))
            for _ in run:
                yield frame


def segments_of(
    labels: Sequence[str], fps: int, caption: Callable[[int, str], str]
) -> tuple[Segment, ...]:
    """Stretches of frames with one label, each with `caption(number of the stretch, label)`."""
    segments: list[Segment] = []
    start = 0
    for label, run in groupby(labels):
        end = start + len(list(run))
        words = caption(len(segments), label)
        segments.append(Segment(start / fps, end / fps, words, label))
        start = end
    return tuple(segments)


def thirds(frames: int, parts: int) -> list[int]:
    """For each frame the number of the part, of `parts` equal ones, that it is in."""
    return [frame * parts // frames for frame in range(frames)]


def phase_at(frame: int, fps: int, cycles_a_second: float, offset: float) -> float:
    """The pose of an idle movement, new for every other frame only: half the work to paint."""
    return round((frame // 2 * 2 / fps * cycles_a_second + offset) % 1, 4)


def sentence(studio: Studio, stretch: int, patterns: Sequence[str], **words: str) -> str:
    """One of `patterns`, chosen by clip and stretch, with `words` in it."""
    pattern = studio.of_clip("caption", str(stretch)).choice(patterns)
    text = pattern.format(**words)
    return text[:1].upper() + text[1:]
