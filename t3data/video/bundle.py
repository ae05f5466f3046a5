"""Frames of one video with their times: what every back end is sent.

Frames are kept as JPEG, so that a server, a model in this process and a feature probe see the same
pixels, and a few hundred of them fit into memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class FrameBundle:
    """Frames in the order in which a model is shown them, which a control may have changed."""

    frames: tuple[bytes, ...]
    """One JPEG picture each, upright (rotation applied), all of one size."""
    times: tuple[float, ...]
    """Seconds at which the model is told that each frame is seen; 0 is the clip's start."""
    indices: tuple[int, ...]
    """Where each frame stands in the source video, from 0 in order of presentation."""
    fps: float
    """Average frame rate of the source."""
    duration: float
    """Seconds that the video, or the clip cut from it, lasts."""
    offset: float = 0.0
    """Seconds in the source at which the clip starts; 0 for a whole video."""
    damage: str = ""
    """What of the source could not be decoded, in words; empty for a sound file."""

    def __post_init__(self) -> None:
        if not len(self.frames) == len(self.times) == len(self.indices) > 0:
            raise ValueError("a bundle needs as many times and indices as frames, at least one")

    def __len__(self) -> int:
        return len(self.frames)

    @property
    def clock_indices(self) -> tuple[int, ...]:
        """Frame numbers that a model which divides them by `fps` turns into `times`.

        Equal to `indices` for a whole video of constant frame rate.
        """
        return tuple(round(time * self.fps) for time in self.times)

    @property
    def clock_total(self) -> int:
        """How many frames the clip has on that clock."""
        return max(round(self.duration * self.fps), max(self.clock_indices) + 1)

    @cached_property
    def digest(self) -> str:
        """A hash of everything that a model can see of the bundle."""
        state = sha256(repr((self.times, self.fps, self.duration)).encode())
        for frame in self.frames:
            state.update(sha256(frame).digest())
        return state.hexdigest()

    def reordered(self, order: Sequence[int]) -> "FrameBundle":
        """The pictures in another order under the old times: for shuffled and reversed controls.

        Args:
            order: `order[i]` is the place from which the picture at place i is taken.
        """
        return replace(
            self,
            frames=tuple(self.frames[i] for i in order),
            indices=tuple(self.indices[i] for i in order),
        )

    def pixels(self) -> "NDArray[np.uint8]":
        """The decoded pictures: (frames, height, width, 3), RGB."""
        from io import BytesIO

        import numpy as np
        from PIL import Image

        pictures = [Image.open(BytesIO(frame)).convert("RGB") for frame in self.frames]
        return np.stack([np.asarray(picture, dtype=np.uint8) for picture in pictures])
