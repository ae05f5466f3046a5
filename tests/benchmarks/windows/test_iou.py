"""Three formulae, worked out by hand, where they agree and where they do not."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.windows.iou import IOUS, caption_iou, hull_iou, ious, union_iou
from benchmarks.windows.window import Window, defects, windows_of


@pytest.mark.parametrize(
    ("window", "iou"),
    [
        ((10, 20), 1.0),
        ((15, 20), 0.5),  # 5 of 10
        ((5, 25), 0.5),  # 10 of 20
        ((15, 35), 0.2),  # 5 of 25
        ((20, 30), 0.0),  # touching
        ((40, 50), 0.0),
        ((12, 12), 0.0),
    ],
)
def test_all_agree_on_proper_windows(window: Window, iou: float) -> None:
    gold = (10, 20)
    assert hull_iou(window, gold) == iou
    assert union_iou(window, gold) == iou
    assert caption_iou(window, gold) == pytest.approx(iou, abs=1e-8)


@pytest.mark.parametrize("window", [(20, 10), (18, 12), (30, 0), (14, 13), (9, 5), (40, 30)])
def test_a_reversed_window_is_worth_nothing_on_a_proper_one(window: Window) -> None:
    assert hull_iou(window, (10, 20)) == 0
    assert caption_iou(window, (10, 20)) == 0


def test_union_of_a_reversed_window_as_long_as_the_truth_is_undefined() -> None:
    assert math.isnan(union_iou((12, 2), (2, 12)))  # -10 + 10 - 0
    assert math.isnan(union_iou((40, 30), (2, 12)))
    assert union_iou((12, 3), (2, 12)) == 0  # 0 / 1
    assert union_iou((13, 2), (2, 12)) == 0  # 0 / -1


def test_hull_has_no_length_only_around_a_truth_of_no_length() -> None:
    assert math.isnan(hull_iou((5, 5), (5, 5)))
    assert math.isnan(hull_iou((7, 3), (5, 5)))  # start >= 5 >= end
    assert math.isnan(hull_iou((5, 3), (5, 5)))
    assert hull_iou((3, 7), (5, 5)) == 0  # 0 / 4
    assert hull_iou((7, 6), (5, 5)) == 0  # 0 / 1
    assert math.isnan(union_iou((5, 5), (5, 5)))
    assert caption_iou((5, 5), (5, 5)) == 0  # 0 / 1e-8


def test_dense_captioning_puts_a_half_below_a_half() -> None:
    assert hull_iou((10, 15), (10, 20)) == 0.5
    assert caption_iou((10, 15), (10, 20)) < 0.5
    assert caption_iou((10, 15), (10, 20)) == 5 / (10 + 1e-8)
    # Apart, summed lengths are smaller than the hull, but nothing meets anyway.
    assert caption_iou((0, 1), (10, 20)) == 0


ends = st.integers(0, 40).map(lambda tenths: tenths / 2)
windows = st.tuples(ends, ends)


@pytest.mark.parametrize("formula", ["hull", "union", "caption"])
@given(some=st.lists(windows, min_size=1, max_size=5), gold=st.lists(windows, min_size=1))
def test_many_at_once_are_as_one_by_one(
    formula: str, some: list[Window], gold: list[Window]
) -> None:
    matrix = ious(formula, np.asarray(some)[:, None], gold)  # type: ignore[arg-type]
    one_by_one = [[IOUS[formula](p, g) for g in gold] for p in some]
    np.testing.assert_allclose(matrix, one_by_one, rtol=0, atol=1e-15)


@given(window=windows.map(sorted), gold=windows.map(sorted))
def test_proper_windows_have_a_proper_iou(window: Window, gold: Window) -> None:
    found = union_iou(window, gold)
    assert math.isnan(found) or 0 <= found <= 1
    assert math.isnan(found) or hull_iou(window, gold) == pytest.approx(found)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ([], ()),
        ([3, 7.5], ((3, 7.5),)),
        ([3, 7.5, 0.9], ((3, 7.5),)),
        ([[3, 7], [8, 9, 0.4]], ((3, 7), (8, 9))),
        (((3, 7),), ((3, 7),)),
        ([None, None], None),
        ([[3]], None),
        (["3", "7"], None),
        ([float("nan"), 1], None),
        ([1, float("inf")], None),
        ({"start": 3}, None),
        (None, None),
        ("[3, 7]", None),
        ([3], None),
    ],
)
def test_windows_out_of_files(value: object, found: tuple[Window, ...] | None) -> None:
    assert windows_of(value) == found


def test_faults_of_gold_windows() -> None:
    assert defects([(3, 7)], 7) == ()
    assert defects([(3, 3)], None) == ("no length",)
    assert defects([(3, 7.5), (9, 8)], 7) == ("past the end of the video", "reversed")
