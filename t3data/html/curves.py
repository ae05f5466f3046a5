"""Curves drawn as SVG: shares against a number, with a legend, in the colours of the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from t3data.html.markup import Html, escape, join

_LEFT, _TOP, _WIDTH, _HEIGHT, _RIGHT, _FOOT = 34, 8, 330, 190, 12, 34
"""Pixels: the plot and its margins."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One line."""

    label: str
    points: Sequence[tuple[float, float]]
    """From left to right; both in [0, 1]."""
    tone: str = "c1"
    """A colour of style.css: c1 to c7, or quiet."""
    dashed: bool = False


def curves(title: str, across: str, lines: Sequence[Curve], marks: Sequence[float] = ()) -> Html:
    """A chart with both axes from 0 to 1, the upright one in percent.

    Args:
        title: What it shows, for those who cannot see it.
        across: What the lower axis counts.
        lines: Empty ones are left out.
        marks: Places on the lower axis that are of interest: dashed, and numbered.
    """
    grid = join(_level(step / 4) for step in range(5))
    dashes = join(_mark(place) for place in marks)
    ends = join(_number(place) for place in (0.0, *marks, 1.0))
    drawn = join(_line(line) for line in lines if line.points)
    keys = join(
        Html(f'<span><i class="key {escape(line.tone)}"></i>{escape(line.label)}</span>')
        for line in lines
        if line.points
    )
    legend = f'<div class="legend">{keys}</div>' if len(lines) > 1 else ""
    axis = f'<text class="tick" x="{_x(0.5)}" y="{_TOP + _HEIGHT + 31}">{escape(across)}</text>'
    box = f"0 0 {_LEFT + _WIDTH + _RIGHT} {_TOP + _HEIGHT + _FOOT}"
    return Html(
        f'{legend}<svg class="chart" viewBox="{box}" role="img" aria-label="{escape(title)}">'
        f"{grid}{dashes}{ends}{axis}{drawn}</svg>"
    )


def _x(value: float) -> float:
    return round(_LEFT + _WIDTH * min(1.0, max(0.0, value)), 2)


def _y(value: float) -> float:
    return round(_TOP + _HEIGHT * (1 - min(1.0, max(0.0, value))), 2)


def _level(share: float) -> Html:
    y = _y(share)
    return Html(
        f'<line class="grid" x1="{_x(0)}" x2="{_x(1)}" y1="{y}" y2="{y}"/>'
        f'<text class="label tick" x="{_LEFT - 6}" y="{y + 3}">{100 * share:.0f}</text>'
    )


def _mark(place: float) -> Html:
    return Html(
        f'<line class="chance" x1="{_x(place)}" x2="{_x(place)}" y1="{_y(1)}" y2="{_y(0)}"/>'
    )


def _number(place: float) -> Html:
    return Html(f'<text class="tick" x="{_x(place)}" y="{_TOP + _HEIGHT + 15}">{place:g}</text>')


def _line(line: Curve) -> Html:
    points = " ".join(f"{_x(x)},{_y(y)}" for x, y in line.points)
    told = ", ".join(f"{100 * y:.1f} at {x:g}" for x, y in line.points)
    dashed = " dashed" if line.dashed else ""
    return Html(
        f'<polyline class="curve {escape(line.tone)}{dashed}" points="{points}">'
        f"<title>{escape(line.label)}: {escape(told)}</title></polyline>"
    )
