"""A flower that opens, a car, a ball and a tree, drawn."""

from math import cos, pi, sin

from probing.suite.beings import Look
from probing.suite.pen import RGB, Pen, Point, around, curve, shade

_GREEN: RGB = (74, 140, 66)
_INK: RGB = (58, 50, 54)
_PIECES = 24


def draw_flower(pen: Pen, look: Look, openness: float) -> None:
    """A flower on its stem: a closed bud at `openness` 0, wide open at 1."""
    lean = 0.03 * look.build[0]
    heart = (0.5 + lean, 0.40 - 0.04 * (1 - openness))
    base = (0.5 - lean, 0.985)
    pen.line(curve(base, (0.5 - 2 * lean, 0.7), (heart[0], heart[1] + 0.08)), 0.034, _GREEN)
    for side, height in ((-1, 0.80), (1, 0.72)):
        leaf = (0.5 + side * 0.13, height)
        pen.ellipse(leaf, (0.135, 0.045), _GREEN, shade(_GREEN, 0.7), -side * 0.07)
    petals = 8 + 2 * (look.variant % 3)
    reach = 0.24 + 0.11 * openness + 0.012 * look.build[1]
    breadth = (0.075 + 0.025 * openness) * (10 / petals)
    # Outermost first, so that the petals in front hide the feet of those behind.
    spread = sorted(((k + 0.5) / petals - 0.5 for k in range(petals)), key=lambda turn: -abs(turn))
    for number, turn in enumerate(spread):
        # Upright at first; each petal then bends down to its own place in the circle.
        angle = -pi / 2 + 2 * pi * turn * openness
        middle = (heart[0] + cos(angle) * reach / 2, heart[1] + sin(angle) * reach / 2)
        colour = look.main if number % 2 else shade(look.main, 1.18)
        pen.ellipse(middle, (reach / 2, breadth), colour, shade(look.main, 0.66), angle / (2 * pi))
    disc = 0.03 + 0.075 * openness
    if openness > 0.12:
        pen.ellipse(heart, (disc, disc * (0.5 + 0.5 * openness)), (236, 190, 58), (150, 110, 30))
    cup = 1 - openness
    if cup > 0.05:
        foot = (heart[0], heart[1] + 0.085)
        for side in (-1, 0, 1):
            tip = (foot[0] + side * 0.075, foot[1] - 0.06 - 0.11 * cup)
            pen.line(curve(foot, (foot[0] + side * 0.08, foot[1] - 0.03), tip), 0.034 * cup, _GREEN)


def draw_car(pen: Pen, look: Look, phase: float) -> None:
    """A car from its side, wheels turned by `phase` of a circle."""
    paint, dark = look.main, shade(look.main, 0.62)
    tall = 0.02 * look.build[0]
    roof = 0.36 - tall
    cabin = [(0.22, 0.54), (0.33, roof), (0.64, roof), (0.78, 0.54)]
    pen.polygon(cabin, paint, dark)
    body = [
        (0.05, 0.56), (0.10, 0.535), (0.80, 0.535), (0.93, 0.58), (0.96, 0.64),
        (0.96, 0.71), (0.04, 0.71),
    ]  # fmt: skip
    pen.polygon(body, paint, dark)
    glass = (176, 208, 224)
    pen.polygon(
        [(0.265, 0.535), (0.35, roof + 0.03), (0.475, roof + 0.03), (0.475, 0.535)], glass, dark
    )
    pen.polygon(
        [(0.505, 0.535), (0.505, roof + 0.03), (0.625, roof + 0.03), (0.735, 0.535)], glass, dark
    )
    pen.line([(0.06, 0.665), (0.94, 0.665)], 0.014, dark)
    pen.line([(0.49, 0.54), (0.49, 0.70)], 0.009, dark)
    pen.line([(0.43, 0.585), (0.465, 0.585)], 0.016, dark)
    pen.ellipse((0.935, 0.605), (0.024, 0.028), (252, 232, 150), dark)
    pen.ellipse((0.058, 0.605), (0.016, 0.028), (214, 60, 50), dark)
    for x in (0.25, 0.75):
        pen.ellipse((x, 0.715), (0.115, 0.115), (48, 48, 52), (96, 96, 100))
        pen.ellipse((x, 0.715), (0.062, 0.062), (196, 198, 204))
        for spoke in range(5):
            end = around((x, 0.715), (0.056, 0.056), spoke / 5 + phase)
            pen.line([(x, 0.715), end], 0.016, (110, 112, 118))


def draw_ball(pen: Pen, look: Look, phase: float) -> None:
    """A ball of six stripes in two colours, turned by `phase` of a circle."""
    centre = (0.5, 0.5)
    for sector in range(6):
        first = sector / 6 + phase
        rim = [around(centre, (0.47, 0.47), first + k / _PIECES / 6) for k in range(_PIECES + 1)]
        pen.polygon([centre, *rim], look.main if sector % 2 else shade(look.main, 1.7))
    pen.line(
        [around(centre, (0.47, 0.47), k / 48) for k in range(49)], 0.035, shade(look.main, 0.6)
    )
    pen.ellipse(centre, (0.08, 0.08), shade(look.main, 0.75))


def draw_tree(pen: Pen, look: Look, phase: float) -> None:
    """A tree; it stands still, whatever `phase` is."""
    trunk: RGB = (122, 86, 56)
    pen.polygon([(0.44, 0.98), (0.47, 0.5), (0.53, 0.5), (0.56, 0.98)], trunk, shade(trunk, 0.7))
    crown: tuple[tuple[Point, float], ...] = (
        ((0.32, 0.46), 0.19), ((0.68, 0.46), 0.19), ((0.5, 0.30), 0.24), ((0.5, 0.50), 0.20),
    )  # fmt: skip
    for where, radius in crown:
        pen.ellipse(where, (radius, radius * (1 + 0.06 * look.build[0])), look.main)
    for k in range(9):
        spot = around((0.5, 0.4), (0.22, 0.17), k / 9 + look.variant / 40)
        pen.ellipse(spot, (0.03, 0.022), shade(look.main, 1.2))
