"""Drawing in a unit square: shapes are given as shares of the side, (0, 0) is the top left corner.

Everything is drawn three times as large and scaled down, which is what makes edges smooth.
"""

from collections.abc import Iterable, Sequence
from math import cos, pi, sin

from PIL import Image, ImageDraw

RGB = tuple[int, int, int]
Point = tuple[float, float]

_LARGER = 3
_EDGE = 0.013
"""Width of outlines."""
_ROUND = 48
"""Corners of what passes for an ellipse."""


class Pen:
    """A transparent square to draw on."""

    def __init__(self, pixels: int) -> None:
        """`pixels` is the side of the picture in the end."""
        self._side = pixels * _LARGER
        self._image = Image.new("RGBA", (self._side, self._side), (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self._image)

    def polygon(self, points: Sequence[Point], fill: RGB, edge: RGB | None = None) -> None:
        """A filled shape, with a thin outline where `edge` is given."""
        corners = [(x * self._side, y * self._side) for x, y in points]
        self._draw.polygon(corners, fill=fill)
        if edge is not None:
            width = max(1, round(_EDGE * self._side))
            self._draw.line([*corners, *corners[:2]], fill=edge, width=width, joint="curve")

    def ellipse(
        self, centre: Point, radii: Point, fill: RGB, edge: RGB | None = None, turn: float = 0.0
    ) -> None:
        """An ellipse, turned by `turn` full circles."""
        rings = [(0.0, fill)] if edge is None else [(_EDGE / 2, edge), (-_EDGE / 2, fill)]
        for wider, colour in rings:
            grown = (max(0.0, radii[0] + wider), max(0.0, radii[1] + wider))
            self.polygon([around(centre, grown, k / _ROUND, turn) for k in range(_ROUND)], colour)

    def line(self, points: Sequence[Point], width: float, fill: RGB) -> None:
        """A line with round ends and joints."""
        corners = [(x * self._side, y * self._side) for x, y in points]
        joint = "curve" if len(corners) > 2 else None
        self._draw.line(corners, fill=fill, width=max(1, round(width * self._side)), joint=joint)
        radius = width * self._side / 2
        for x, y in (corners[0], corners[-1]):
            self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)

    def picture(self, mirrored: bool = False) -> Image.Image:
        """What was drawn: RGBA, of the size asked for."""
        image = self._image.reduce(_LARGER)
        return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else image


def around(centre: Point, radii: Point, share: float, turn: float = 0.0) -> Point:
    """The point at `share` of the way round an ellipse that is turned by `turn` circles."""
    x, y = radii[0] * cos(2 * pi * share), radii[1] * sin(2 * pi * share)
    c, s = cos(2 * pi * turn), sin(2 * pi * turn)
    return centre[0] + c * x - s * y, centre[1] + s * x + c * y


def curve(start: Point, bend: Point, end: Point, steps: int = 16) -> list[Point]:
    """Points on the curve from `start` to `end` that is drawn towards `bend`."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        a, b, c = (1 - t) * (1 - t), 2 * t * (1 - t), t * t
        points.append(
            (a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1])
        )
    return points


def shade(colour: RGB, factor: float) -> RGB:
    """`colour` darker (factor below 1) or lighter (above 1, towards white)."""
    if factor <= 1:
        return _rgb(value * factor for value in colour)
    return _rgb(value + (255 - value) * (factor - 1) for value in colour)


def _rgb(values: Iterable[float]) -> RGB:
    red, green, blue = (max(0, min(255, round(value))) for value in values)
    return red, green, blue
