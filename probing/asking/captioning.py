"""Captions that the model makes of its own frames, one call a frame."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnCaption:
    """What the model says of one frame."""

    path: str
    """Of the clip."""
    place: int
    """Among the frames that were taken, from 0."""
    frames: int
    """How many were taken: with so many captions the clip is complete."""
    time: float
    """Seconds."""
    caption: str

    @property
    def id(self) -> str:
        """Unique in a run."""
        return f"{self.path}#{self.place}"


def complete(captions: Iterable[OwnCaption]) -> dict[str, list[OwnCaption]]:
    """By clip, in the order of the frames; without clips of which a frame lacks its caption."""
    by_clip: defaultdict[str, list[OwnCaption]] = defaultdict(list)
    for caption in captions:
        by_clip[caption.path].append(caption)
    return {
        path: sorted(found, key=lambda caption: caption.place)
        for path, found in by_clip.items()
        if len(found) == found[0].frames
    }
