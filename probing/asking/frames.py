"""Where the frames of a run come from."""

from dataclasses import dataclass, field
from math import ceil
from typing import Protocol

from probing.suite.read import Suite
from probing.types import Clip
from t3data.video.bundle import FrameBundle
from t3data.video.sampling import FrameRate, FrameSampling, UniformFrames
from t3data.video.select import select
from t3data.video.store import FrameStore


def most_frames(clip: Clip, sampling: FrameSampling) -> int:
    """No fewer than `sampling` takes of the clip, known without opening it."""
    if isinstance(sampling, UniformFrames):
        return sampling.count
    if isinstance(sampling, FrameRate):
        at_rate = ceil(clip.duration * sampling.fps) + 1
        return min(sampling.at_most, max(sampling.at_least, at_rate))
    return len(sampling.times)


class FrameSource(Protocol):
    """Where the frames of a run come from; called in threads."""

    def frames(self, clip: Clip) -> FrameBundle:
        """What the model is shown of a clip; T3Error where it cannot be read."""
        ...

    def times(self, clip: Clip) -> tuple[float, ...]:
        """The seconds of these frames, without decoding any."""
        ...


@dataclass(frozen=True)
class SuiteFrames:
    """The frames of a suite's files, each file decoded once."""

    suite: Suite
    sampling: FrameSampling
    store: FrameStore = field(default_factory=FrameStore)

    def frames(self, clip: Clip) -> FrameBundle:
        """Decodes them, or has them still.

        Raises:
            T3Error: the file cannot be read.
        """
        return self.store.get(self.suite.file(clip), self.sampling)

    def times(self, clip: Clip) -> tuple[float, ...]:
        """From the file's index alone: a run over captions needs no picture.

        Raises:
            T3Error: the file cannot be read.
        """
        info = self.store.info(self.suite.file(clip))
        places = select(self.sampling, info.index.times, info.duration)
        return tuple(info.index.times[place] for place in places)
