"""Who plays in which clip, and so which clips share a source.

The source of a clip is its cast: clips of one number, in all categories of an aspect, show the same
cat, person and flower, so that looks say nothing about the label. The cast is the same in all
aspects with these three. Pictures of the assets are tied into fixed casts too (first cat with
first person, ...), so no picture is in two sources; there are as many casts as the rarest class
has pictures, and larger numbers take them again from the first.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from probing.suite.actors import Actor, Film, Photo, drawn
from probing.suite.assets import Assets
from probing.suite.pen import RGB
from probing.suite.settings import Settings, Shot
from t3data.seeding import KeyedRandom, keyed_rng

_BLACK: RGB = (0, 0, 0)
_WHITE: RGB = (255, 255, 255)


@dataclass(frozen=True)
class Studio:
    """All that a scene of one clip is made from: a pure function of settings, assets and shot."""

    settings: Settings
    assets: Assets
    shot: Shot
    kinds: tuple[str, ...]
    """Who is in the cast."""

    @cached_property
    def source(self) -> str:
        """The cast's name, `<split>/<kinds>/<number>`."""
        return f"{self.shot.split}/{'+'.join(self.kinds)}/{self._cast:04d}"

    @cached_property
    def _cast(self) -> int:
        limits = [
            len(files) for kind in self.kinds if (files := self.assets.of(kind, self.shot.split))
        ]
        return self.shot.number % min(limits) if limits else self.shot.number

    def of_source(self, *parts: str) -> KeyedRandom:
        """Draws that are the same in all clips of the source."""
        return keyed_rng(self.settings.seed, "source", self.source, *parts)

    def of_clip(self, *parts: str) -> KeyedRandom:
        """Draws of this clip's own."""
        shot = self.shot
        return keyed_rng(self.settings.seed, "clip", shot.aspect, shot.split, shot.id, *parts)

    def of_number(self, *parts: str) -> KeyedRandom:
        """Draws that clips of this number share in all categories of the aspect."""
        shot = self.shot
        return keyed_rng(self.settings.seed, "number", shot.aspect, shot.split, shot.number, *parts)

    def actor(self, kind: str, least: float, most: float) -> Actor:
        """The cat, person, … of the source; a drawn one takes `least` to `most` of the frame."""
        files = self.assets.of(kind, self.shot.split)
        size = self.settings.size
        if not files:
            rng = self.of_source(kind)
            return drawn(kind, rng, least + (most - least) * rng.random(), size)
        asset = files[self._cast]
        # Casts come again in larger numbers; the same picture is then of another size elsewhere.
        share = 0.8 + 0.2 * self.of_number("fit", kind).random()
        fit = round(share * size)
        if asset.film:
            return Film(asset.path, fit, self.settings.frames, asset.backwards, "a flower", share)
        return Photo(asset.path, fit, f"a {kind}", share)

    @cached_property
    def background(self) -> RGB:
        """Black for training, white for validation."""
        return _BLACK if self.shot.split == "train" else _WHITE

    def frame(
        self, picture: Image.Image, centre: tuple[float, float], background: RGB | None = None
    ) -> Image.Image:
        """A frame with `picture` at `centre`, in shares of the side."""
        size = self.settings.size
        frame = Image.new("RGB", (size, size), background or self.background)
        return put(frame, picture, centre)

    def place(self, rng: KeyedRandom, share: float) -> tuple[float, float]:
        """A random centre that keeps a figure of `share` of the side inside the frame."""
        room = max(0.0, 1 - share) * 0.8
        return 0.5 + room * (rng.random() - 0.5), 0.5 + room * (rng.random() - 0.5)


def put(frame: Image.Image, picture: Image.Image, centre: tuple[float, float]) -> Image.Image:
    """Pastes `picture` onto `frame`, in place."""
    x = round(centre[0] * frame.width - picture.width / 2)
    y = round(centre[1] * frame.height - picture.height / 2)
    frame.paste(picture, (x, y), picture)
    return frame


def pixels(frame: Image.Image) -> NDArray[np.uint8]:
    """A frame as (height, width, 3)."""
    return np.asarray(frame, dtype=np.uint8)
