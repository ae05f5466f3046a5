"""Who is in the picture: something drawn, a photo, or a film of somebody's assets."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from PIL import Image, ImageOps

from probing.suite.beings import Look, draw_cat, draw_person
from probing.suite.pen import RGB, Pen
from probing.suite.things import draw_ball, draw_car, draw_flower, draw_tree
from t3data.errors import T3Error
from t3data.seeding import KeyedRandom


class Actor(Protocol):
    """Something that can be shown."""

    @property
    def phrase(self) -> str:
        """What a caption calls it: "a grey cat", "a person in a red shirt"."""
        ...

    @property
    def share(self) -> float:
        """The side of its picture, as a share of the frame's."""
        ...

    def picture(self, phase: float) -> Image.Image:
        """RGBA; what `phase` (0 to 1) means is the actor's own affair."""
        ...


@dataclass(frozen=True, slots=True)
class _Kind:
    draw: Callable[[Pen, Look, float], None]
    phrase: str
    colours: dict[str, RGB]
    accents: tuple[RGB, ...]
    tints: tuple[RGB, ...]
    mirrors: bool = True


_FUR: dict[str, RGB] = {"orange": (222, 128, 48), "grey": (132, 136, 146), "brown": (146, 98, 66)}
_PAINT: dict[str, RGB] = {
    "red": (206, 58, 62), "blue": (62, 104, 200), "green": (58, 150, 84), "orange": (226, 132, 44),
    "purple": (140, 84, 178),
}  # fmt: skip
_PETALS: dict[str, RGB] = {
    "red": (206, 58, 72), "pink": (228, 120, 164), "purple": (150, 92, 188),
    "orange": (232, 138, 50),
}  # fmt: skip
_DARK: tuple[RGB, ...] = ((62, 74, 140), (52, 96, 92), (104, 84, 64), (92, 92, 104))
_SKIN: tuple[RGB, ...] = ((236, 192, 160), (208, 158, 120), (156, 104, 74), (118, 78, 58))
_EYES: tuple[RGB, ...] = ((124, 188, 92), (226, 186, 72), (116, 170, 204))

_FLOWER = _Kind(draw_flower, "{a} flower", _PETALS, _DARK, _SKIN)
_KINDS = {
    "cat": _Kind(draw_cat, "{a} cat", _FUR, _DARK, _EYES),
    "person": _Kind(draw_person, "a person in {a} shirt", _PAINT, _DARK, _SKIN),
    "flower": _FLOWER,
    "bloom": _FLOWER,
    "car": _Kind(draw_car, "{a} car", _PAINT, _DARK, _SKIN),
    "ball": _Kind(draw_ball, "{a} ball", _PAINT, _DARK, _SKIN, mirrors=False),
    "tree": _Kind(draw_tree, "a tree", {"green": (84, 140, 70)}, _DARK, _SKIN),
}
DRAWN = tuple(_KINDS)
"""What we can draw."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something drawn by us."""

    kind: str
    look: Look
    share: float
    pixels: int
    phrase: str

    def picture(self, phase: float) -> Image.Image:
        """The figure in the pose `phase`; a flower open by that much."""
        pen = Pen(self.pixels)
        _KINDS[self.kind].draw(pen, self.look, phase)
        return pen.picture(self.look.mirrored)


def drawn(kind: str, rng: KeyedRandom, share: float, size: int) -> Drawn:
    """A new cat, person, … of random looks.

    Args:
        kind: One of `DRAWN`.
        rng: Decides the looks.
        share: Side of the figure as a share of the frame's side.
        size: The frame's side in pixels.
    """
    what = _KINDS[kind]
    colour = rng.choice(tuple(what.colours))
    look = Look(
        colour,
        what.colours[colour],
        rng.choice(what.accents),
        rng.choice(what.tints),
        (2 * rng.random() - 1, 2 * rng.random() - 1),
        rng.below(6),
        what.mirrors and rng.below(2) == 1,
    )
    article = "an" if colour[0] in "aeiou" else "a"
    phrase = what.phrase.format(a=f"{article} {colour}")
    return Drawn(kind, look, share, max(8, round(share * size)), phrase)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of somebody's, as large as its shape allows in a square of `size` pixels."""

    path: Path
    size: int
    phrase: str
    share: float

    def picture(self, phase: float) -> Image.Image:
        """The same, whatever the phase."""
        return _photo(self.path, self.size)


@lru_cache(maxsize=8)
def _photo(path: Path, size: int) -> Image.Image:
    return ImageOps.contain(open_picture(path), (size, size), Image.Resampling.LANCZOS)


def open_picture(path: Path) -> Image.Image:
    """A picture file as RGBA, upright.

    Raises:
        T3Error: it cannot be read or is no picture.
    """
    try:
        with Image.open(path) as image:
            image.load()
            return ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise T3Error(f"{path}: not a readable picture: {error}") from error


@dataclass(frozen=True, slots=True)
class Film:
    """A film of a flower that opens; the phase is how far it has opened."""

    path: Path
    size: int
    frames: int
    """How many of its frames, evenly spaced, are used."""
    backwards: bool
    """Whether the file shows the flower closing."""
    phrase: str
    share: float

    def picture(self, phase: float) -> Image.Image:
        """The frame that is `phase` of the way from closed to open."""
        pictures = _film(self.path, self.frames, self.size)
        at = 1 - phase if self.backwards else phase
        return pictures[min(len(pictures) - 1, max(0, round(at * (len(pictures) - 1))))]


@lru_cache(maxsize=2)
def _film(path: Path, frames: int, size: int) -> list[Image.Image]:
    from probing.suite.films import read_film

    return read_film(path, frames, size)
