"""A cat and a person, drawn. Their looks are fixed by a `Look`, their pose by a phase.

Proportions vary by a few percent only: a cat must stay a cat to whoever sees it.
"""

from dataclasses import dataclass
from math import pi, sin

from probing.suite.pen import RGB, Pen, around, curve, shade

_INK: RGB = (58, 50, 54)
_WHITE: RGB = (250, 250, 248)


@dataclass(frozen=True, slots=True)
class Look:
    """What makes one cat, person, flower, car or ball differ from another."""

    colour: str
    """The name that a caption gives to `main`."""
    main: RGB
    accent: RGB
    """Hair, trousers, stripes, …"""
    tint: RGB
    """Skin, eyes, …"""
    build: tuple[float, float]
    """Proportions, each from -1 to 1."""
    variant: int
    """0 to 5, for what is counted: petals, stripes, kinds of hair."""
    mirrored: bool


def draw_cat(pen: Pen, look: Look, phase: float) -> None:
    """A cat that sits and swings its tail; `phase` is a share of one swing."""
    swing = sin(2 * pi * phase)
    fur, dark, light = look.main, shade(look.main, 0.68), shade(look.main, 1.55)
    wide, tall = 1 + 0.07 * look.build[0], 0.03 * look.build[1]
    tip = (0.93, 0.50 + 0.07 * swing)
    pen.line(curve((0.66, 0.90), (1.02, 0.95), tip), 0.085, dark)
    pen.line(curve((0.66, 0.90), (1.02, 0.95), tip), 0.060, fur)
    pen.ellipse((0.48, 0.74), (0.245 * wide, 0.245), fur, _INK)
    pen.ellipse((0.48, 0.76), (0.12 * wide, 0.17), light)
    for x in (0.37, 0.59):
        pen.ellipse((x, 0.945), (0.085, 0.048), light, _INK)
    head = (0.48 + 0.012 * swing, 0.34 - tall)
    for side in (-1, 1):
        outer = [(side * 0.235 * wide, 0.02), (side * 0.215 * wide, -0.30), (side * 0.05, -0.16)]
        pen.polygon([(head[0] + x, head[1] + y) for x, y in outer], fur, _INK)
        inner = [(side * 0.20 * wide, -0.08), (side * 0.195 * wide, -0.24), (side * 0.10, -0.16)]
        pen.polygon([(head[0] + x, head[1] + y) for x, y in inner], (232, 150, 150))
    pen.ellipse(head, (0.245 * wide, 0.205), fur, _INK)
    if look.variant % 2:
        for x in (-0.07, 0.0, 0.07):
            stripe = (head[0] + x, head[1] - 0.19 + abs(x) * 0.2)
            pen.line([stripe, (stripe[0] * 0.9 + head[0] * 0.1, stripe[1] + 0.08)], 0.022, dark)
        for y in (0.62, 0.70, 0.78):
            for side in (-1, 1):
                edge = 0.48 + side * 0.225 * wide
                pen.line([(edge, y), (edge - side * 0.08, y + 0.015)], 0.02, dark)
    pen.ellipse((head[0], head[1] + 0.09), (0.115, 0.085), light)
    for side in (-1, 1):
        eye = (head[0] + side * 0.105, head[1] - 0.015)
        pen.ellipse(eye, (0.052, 0.056), look.tint, _INK)
        pen.ellipse(eye, (0.017, 0.046), (20, 20, 24))
        pen.ellipse((eye[0] + 0.014, eye[1] - 0.02), (0.011, 0.011), _WHITE)
        for y in (0.055, 0.085, 0.115):
            near, far = (head[0] + side * 0.09, head[1] + 0.085), head[0] + side * 0.34
            pen.line([near, (far, head[1] + y * 1.5 - 0.03)], 0.007, (150, 145, 150))
    nose = (head[0], head[1] + 0.06)
    pen.polygon(
        [(nose[0] - 0.03, nose[1]), (nose[0] + 0.03, nose[1]), (nose[0], nose[1] + 0.03)],
        (214, 100, 110),
    )
    for side in (-1, 1):
        mouth = (nose[0] + side * 0.055, nose[1] + 0.065)
        pen.line(curve((nose[0], nose[1] + 0.03), (nose[0], nose[1] + 0.08), mouth), 0.011, _INK)


def draw_person(pen: Pen, look: Look, phase: float) -> None:
    """A person who stands and waves; `phase` is a share of one wave."""
    wave = sin(2 * pi * phase)
    shirt, trousers, skin = look.main, look.accent, look.tint
    hair = _HAIR[look.variant % len(_HAIR)]
    wide = 1 + 0.10 * look.build[0]
    for side in (-1, 1):
        foot = (0.5 + side * 0.085, 0.95)
        pen.line([(0.5 + side * 0.06, 0.62), foot], 0.105, trousers)
        pen.ellipse((foot[0] + side * 0.025, 0.965), (0.07, 0.03), (70, 60, 60))
    hand = (0.83 + 0.05 * wave, 0.17 + 0.02 * abs(wave))
    pen.line([(0.5 - 0.13 * wide, 0.36), (0.29, 0.50), (0.30, 0.62)], 0.078, shirt)
    pen.ellipse((0.30, 0.645), (0.042, 0.046), skin)
    pen.line([(0.5 + 0.13 * wide, 0.36), (0.74, 0.38), hand], 0.078, shirt)
    pen.ellipse(hand, (0.046, 0.05), skin)
    for finger in (-0.03, 0.0, 0.03):
        pen.line([hand, (hand[0] + finger, hand[1] - 0.07)], 0.02, skin)
    body = [
        (0.5 - 0.165 * wide, 0.335), (0.5 - 0.10, 0.30), (0.5 + 0.10, 0.30),
        (0.5 + 0.165 * wide, 0.335), (0.5 + 0.125 * wide, 0.66), (0.5 - 0.125 * wide, 0.66),
    ]  # fmt: skip
    pen.polygon(body, shirt, shade(shirt, 0.7))
    pen.line([(0.5, 0.25), (0.5, 0.31)], 0.075, shade(skin, 0.92))
    head = (0.5 + 0.006 * wave, 0.165)
    if look.variant % 2:
        pen.ellipse((head[0], head[1] + 0.055), (0.135, 0.17), hair)
    pen.ellipse((head[0], head[1] - 0.02), (0.118, 0.13), hair)
    pen.ellipse((head[0], head[1] + 0.015), (0.098, 0.115), skin)
    fringe = [around((head[0], head[1] - 0.01), (0.112, 0.118), k / 24) for k in range(12, 25)]
    pen.polygon(
        [*fringe, (head[0] + 0.02, head[1] - 0.055), (head[0] - 0.07, head[1] - 0.03)], hair
    )
    for side in (-1, 1):
        pen.ellipse((head[0] + side * 0.04, head[1] + 0.012), (0.013, 0.017), (40, 34, 34))
        brow = head[0] + side * 0.04
        pen.line([(brow - 0.018, head[1] - 0.02), (brow + 0.018, head[1] - 0.02)], 0.009, hair)
    smile = curve(
        (head[0] - 0.04, head[1] + 0.062),
        (head[0], head[1] + 0.105),
        (head[0] + 0.04, head[1] + 0.062),
    )
    pen.line(smile, 0.012, (170, 70, 70))
    pen.line(
        [(head[0], head[1] + 0.02), (head[0] + 0.008, head[1] + 0.042)], 0.009, shade(skin, 0.8)
    )


_HAIR: tuple[RGB, ...] = ((92, 58, 34), (196, 150, 70), (120, 120, 124), (150, 66, 36))
