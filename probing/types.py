"""What probing passes around: clips with known truth, questions about them, and verdicts."""

from dataclasses import dataclass
from typing import Literal

Split = Literal["train", "val"]

Probe = Literal["video", "text", "self_text", "features"]
"""Who answers: the model from frames, from the true captions, from captions of its own making, or
a classifier on the model's features."""

Condition = Literal["plain", "blind", "shuffled", "reversed", "few-shot"]
"""What was done to the video: nothing, left out, frames in random order, frames backwards; or it
was shown behind training clips with their answers."""

Mark = Literal["right", "wrong", "misformat", "failed"]
"""`misformat`: a reply from which no single option can be read; `failed`: no reply at all."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What a stretch of a clip shows."""

    start: float
    """Seconds, inclusive."""
    end: float
    """Seconds, exclusive."""
    caption: str
    """A true sentence about any frame of the stretch; says nothing of other frames."""
    shows: str
    """The class that is on the screen ("cat", "bright 3/8", …)."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One video of a suite and what is true of it."""

    id: str
    """`<category>_<stem>`, as in the official layout; unique within aspect and split."""
    aspect: str
    split: Split
    category: str
    """The label: which folder it lies in."""
    path: str
    """The file, relative to the suite's directory."""
    source: str
    """What the clip was made from; clips of one source are not independent (the cluster)."""
    duration: float
    segments: tuple[Segment, ...]

    def caption_at(self, time: float) -> str:
        """The caption of the frame at `time` seconds; the last one from the end on."""
        for segment in self.segments:
            if time < segment.end:
                return segment.caption
        return self.segments[-1].caption


@dataclass(frozen=True, slots=True)
class Item:
    """A question about a clip."""

    clip: Clip
    stem: str
    options: tuple[str, ...]
    """In the aspect's own order; a rotation by r shows `options[r:] + options[:r]`."""
    answer: int
    """Index of the one true option."""

    @property
    def id(self) -> str:
        """Unique in a suite."""
        return f"{self.clip.aspect}/{self.clip.id}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking one item once. Everything that is reported is computed from these."""

    item: str
    aspect: str
    source: str
    """The cluster."""
    probe: Probe
    condition: Condition
    rotation: int
    """By how many places the options were rotated."""
    options: int
    """How many there were: chance is 1 / options."""
    mark: Mark
    chosen: int | None = None
    """Index into `Item.options`, not into the rotated ones."""
    answer: int = 0
    reply: str = ""
    """The text, or for `failed` the kind and detail of the failure."""
    official: bool | None = None
    """Whether T3's own reading takes the reply for right; None for no reply, and for features."""
    backwards: int | None = None
    """`reversed` only: the option that is true of what was shown; None where it is not known."""
    place: str = ""
    """Features only: "vision", "connector" or "layer <n>"."""
    classifier: str = ""
    """Features only: "linear", "lstm", "few-shot" or "in-domain"."""
    seed: int = 0
    """Features only."""
