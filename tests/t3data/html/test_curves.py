"""Curves: points at their places, nothing of a label taken for markup."""

import re

from t3data.html.curves import Curve, curves


def polylines(chart: str) -> list[list[tuple[float, float]]]:
    found = re.findall(r'<polyline [^>]*points="([^"]*)"', chart)
    return [
        [(float(x), float(y)) for x, y in (point.split(",") for point in points.split())]
        for points in found
    ]


def test_points_stand_where_the_axes_say() -> None:
    chart = curves("t", "IoU", [Curve("a", [(0.0, 1.0), (0.5, 0.25), (1.0, 0.0)])], marks=(0.5,))
    assert polylines(chart) == [[(34.0, 8.0), (199.0, 150.5), (364.0, 198.0)]]
    [dashed] = re.findall(r'<line class="chance" x1="([0-9.]+)"', chart)
    assert float(dashed) == 199.0
    assert "a: 100.0 at 0, 25.0 at 0.5, 0.0 at 1" in chart


def test_what_lies_outside_is_drawn_at_the_border() -> None:
    chart = curves("t", "x", [Curve("a", [(-1.0, 2.0), (3.0, -1.0)])])
    assert polylines(chart) == [[(34.0, 8.0), (364.0, 198.0)]]


def test_one_curve_needs_no_legend_and_an_empty_one_is_not_drawn() -> None:
    assert "legend" not in curves("t", "x", [Curve("a", [(0.0, 0.0)])])
    several = curves("t", "x", [Curve("a", [(0.0, 0.0)]), Curve("empty", [])])
    assert len(polylines(several)) == 1
    assert "empty" not in several


def test_labels_are_text() -> None:
    chart = curves("<i>", "<b>", [Curve("<script>", [(0.0, 0.0)]), Curve("b", [(0.0, 0.0)])])
    assert "<script>" not in chart
    assert "&lt;script&gt;" in chart
    assert "<b>" not in chart
