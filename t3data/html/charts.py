"""Bars drawn as SVG whose colours come from the page's style, so that they suit light and dark."""

from collections.abc import Sequence
from dataclasses import dataclass

from t3data.html.markup import Html, escape, join

_LABEL, _PLOT, _VALUE, _ROW = 88, 142, 92, 21
"""Pixels: the columns of a chart, and the height of a bar with its gap."""
_LETTER = 7
"""Pixels of a letter at most as a rule; longer labels make the chart wider."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A share with its interval; all in [0, 1]."""

    label: str
    value: float
    low: float
    high: float
    tone: str = "c1"
    """A colour of style.css: c1 to c6, or quiet."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole."""

    label: str
    share: float
    tone: str


def bar_chart(title: str, bars: Sequence[Bar], chance: float | None = None) -> Html:
    """Horizontal bars from 0 to 100 % with their intervals, and a dashed line at chance."""
    height = _ROW * len(bars) + 22
    left = min(0, _LABEL - 12 - _LETTER * max((len(bar.label) for bar in bars), default=0))
    width = _LABEL + _PLOT + _VALUE - left
    grid = join(_grid_line(tick, height) for tick in (0, 0.25, 0.5, 0.75, 1))
    rows = join(_bar(bar, _ROW * place) for place, bar in enumerate(bars))
    return Html(
        f'<svg class="chart" viewBox="{left} 0 {width} {height}" role="img" '
        f'aria-label="{escape(title)}">{grid}{rows}{_chance_line(chance, height)}</svg>'
    )


def stack(title: str, parts: Sequence[Part]) -> Html:
    """The parts of a whole side by side, with their shares in percent where there is room."""
    pieces = join(
        Html(
            f'<span class="part {escape(part.tone)}" style="flex-grow:{part.share:.5f}" '
            f'title="{escape(part.label)}: {100 * part.share:.1f} %">{_in_part(part.share)}</span>'
        )
        for part in parts
        if part.share > 0
    )
    told = ", ".join(f"{part.label} {100 * part.share:.1f} %" for part in parts)
    return Html(
        f'<div class="stack" role="img" aria-label="{escape(title)}: {escape(told)}">{pieces}</div>'
    )


def _in_part(share: float) -> str:
    return f"{100 * share:.0f}" if share >= 0.035 else ""


def _x(share: float) -> float:
    return round(_LABEL + _PLOT * min(1.0, max(0.0, share)), 2)


def _grid_line(tick: float, height: int) -> Html:
    foot = height - 18
    return Html(
        f'<line class="grid" x1="{_x(tick)}" x2="{_x(tick)}" y1="0" y2="{foot}"/>'
        f'<text class="tick" x="{_x(tick)}" y="{height - 6}">{100 * tick:.0f}</text>'
    )


def _chance_line(chance: float | None, height: int) -> Html:
    if chance is None:
        return Html("")
    x = _x(chance)
    return Html(
        f'<line class="chance" x1="{x}" x2="{x}" y1="0" y2="{height - 18}">'
        f"<title>chance: {100 * chance:.1f} %</title></line>"
    )


def _bar(bar: Bar, top: int) -> Html:
    middle = top + _ROW / 2
    low, high = _x(bar.low), _x(bar.high)
    value = f"{100 * bar.value:.1f}"
    between = f"{100 * bar.low:.0f}–{100 * bar.high:.0f}"
    return Html(
        f"<g><title>{escape(bar.label)}: {value} % ({between})</title>"
        f'<text class="label" x="{_LABEL - 8}" y="{middle + 4}">{escape(bar.label)}</text>'
        f'<rect class="{escape(bar.tone)}" x="{_LABEL}" y="{top + 4}" rx="2" '
        f'width="{max(1.0, _x(bar.value) - _LABEL):.2f}" height="{_ROW - 8}"/>'
        f'<path class="whisker" d="M{low} {middle - 4}v8m0-4H{high}m0-4v8"/>'
        f'<text class="value" x="{_LABEL + _PLOT + 10}" y="{middle + 4}">{value}'
        f'<tspan class="range" dx="5">{between}</tspan></text></g>'
    )
