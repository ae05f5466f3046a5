"""IoU and IoP, worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.windows import best_overlap, overlap, window_of


@pytest.mark.parametrize(
    ("window", "iou", "iop"),
    [
        ((10, 20), 1.0, 1.0),
        ((15, 20), 0.5, 1.0),
        ((5, 25), 0.5, 0.5),
        ((15, 35), 5 / 25, 5 / 20),
        ((20, 30), 0.0, 0.0),
        ((25, 30), -5 / 20, -5 / 5),  # apart: below 0, and the best is taken from 0
        ((12, 12), 0.0, 1.0),
        ((10, 10), 0.0, 1.0),
        ((20, 20), 0.0, 1.0),
        ((21, 21), 0.0, 0.0),
    ],
)
def test_against_ten_to_twenty(window: tuple[float, float], iou: float, iop: float) -> None:
    assert overlap(window, (10, 20)) == (iou, iop)


def test_a_reversed_window_is_worth_nothing() -> None:
    assert best_overlap((20, 10), [(10, 20)]) == {"IoU": 0.0, "IoP": 0.0}


def test_iou_and_iop_may_be_those_of_two_gold_windows() -> None:
    # [0, 10] holds the window: IoP 1, IoU 2/10. [3, 5] meets half of it: IoP 0.5, IoU 1/3.
    assert best_overlap((2, 4), [(0, 10), (3, 5)]) == {"IoU": 1 / 3, "IoP": 1.0}


@pytest.mark.parametrize("value", [None, [], [1], "12", [1, "2"], [float("nan"), 2], {"s": 1}])
def test_no_window(value: object) -> None:
    assert window_of(value) is None
    assert best_overlap(None, [(0, 1)]) == {}


ends = st.floats(0, 1000)


@given(st.tuples(ends, ends), st.lists(st.tuples(ends, ends).map(sorted).map(tuple), min_size=1))
def test_between_nothing_and_all(
    window: tuple[float, float], gold: list[tuple[float, float]]
) -> None:
    found = best_overlap(window, gold)
    assert all(0 <= value <= 1 for value in found.values())
