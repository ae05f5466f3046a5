"""QVHighlights' moments: every quirk with a number worked out by hand."""

import numpy as np
import pytest

from benchmarks.grounding.moment_ap import (
    SENTINEL,
    THRESHOLDS,
    average_precisions,
    first_iou,
    in_range,
)


def ap(ranked: list[tuple[float, float, float]], golds: list[tuple[float, float]]) -> list[float]:
    return [round(float(found), 6) for found in average_precisions(ranked, golds)]


def test_the_window_itself_reaches_every_threshold() -> None:
    assert ap([(2, 12, 1)], [(2, 12)]) == [1.0] * 10


def test_an_iou_on_the_threshold_is_a_hit() -> None:
    # [2, 7] on [2, 12] is 5/10; of [2, 8] it is 6/10: hits at .5, .55 and .6
    assert ap([(2, 7, 1)], [(2, 12)]) == [1.0] + [0.0] * 9
    assert ap([(2, 8, 1)], [(2, 12)]) == [1.0] * 3 + [0.0] * 7


def test_equal_scores_keep_the_order_of_the_file() -> None:
    assert ap([(2, 12, 0.5), (50, 60, 0.5)], [(2, 12)]) == [1.0] * 10
    assert ap([(50, 60, 0.5), (2, 12, 0.5)], [(2, 12)]) == [0.5] * 10
    assert ap([(50, 60, 0.4), (2, 12, 0.5)], [(2, 12)]) == [1.0] * 10


def test_ten_windows_count_in_the_order_of_the_file_and_not_of_scores() -> None:
    others = [(50.0 + i, 60.0 + i, 0.1) for i in range(10)]
    assert ap([*others, (2, 12, 0.9)], [(2, 12)]) == [0.0] * 10
    assert ap([*others[1:], (2, 12, 0.9)], [(2, 12)]) == [1.0] * 10


def test_precision_is_made_non_increasing_from_the_right() -> None:
    # Miss, hit, hit on two gold windows: precisions 1/2 and 2/3, the first is lifted to 2/3.
    ranked = [(90.0, 92.0, 3.0), (2.0, 12.0, 2.0), (20.0, 30.0, 1.0)]
    assert ap(ranked, [(2, 12), (20, 30)])[0] == round(2 / 3, 6)
    # One of two found, at the first place: recall 1/2 at precision 1, the rest brings nothing.
    assert ap([(2, 12, 1)], [(2, 12), (20, 30)])[0] == 0.5


def test_a_gold_window_is_taken_once() -> None:
    assert ap([(2, 12, 2), (2, 12, 1)], [(2, 12), (20, 30)])[0] == 0.5
    # The second copy goes on to the next gold window that it reaches: [0, 12] is 10/12.
    assert ap([(0, 10, 2), (0, 10, 1)], [(0, 10), (0, 12)]) == [1.0] * 7 + [0.5] * 3


def test_of_equal_ious_the_later_gold_window_is_taken() -> None:
    # [4, 10] is 6/10 of both [0, 10] and [4, 14]; the later is taken, [0, 10] remains for itself.
    golds = [(0.0, 10.0), (4.0, 14.0)]
    assert ap([(4, 10, 2), (0, 10, 1)], golds)[0] == 1.0
    assert ap([(4, 10, 2), (4, 14, 1)], golds)[0] == 0.5


def test_a_reversed_window_as_long_as_the_gold_one_is_a_hit() -> None:
    assert ap([(12, 2, 1)], [(2, 12)]) == [1.0] * 10
    assert ap([(12, 3, 1)], [(2, 12)]) == [0.0] * 10


def test_the_sentinel_is_worth_nothing() -> None:
    assert ap([SENTINEL], [(0, 2)]) == [0.0] * 10
    assert first_iou([SENTINEL], [(0, 2)]) == 0.0


def test_r1_takes_the_window_at_place_0_and_not_the_best_score() -> None:
    assert first_iou([(50, 60, 0.1), (2, 12, 0.9)], [(2, 12)]) == 0.0
    assert first_iou([(2, 7, 0.1), (2, 12, 0.9)], [(40, 50), (2, 12)]) == 0.5


def test_r1_of_a_reversed_window_is_0_although_its_gold_window_is_nan() -> None:
    assert first_iou([(12, 2, 1)], [(40, 50), (2, 12)]) == 0.0


def test_ranges_are_open_below_and_closed_above() -> None:
    golds = [(0.0, 10.0), (0.0, 12.0), (0.0, 30.0), (0.0, 32.0), (0.0, 150.0)]
    assert in_range(golds, "short") == golds[:1]
    assert in_range(golds, "middle") == golds[1:3]
    assert in_range(golds, "long") == golds[3:]
    assert in_range(golds, "full") == golds


def test_thresholds_are_decimal() -> None:
    assert tuple(round(float(t), 2) for t in np.arange(0.5, 0.96, 0.05)) == THRESHOLDS


@pytest.mark.parametrize("n", [1, 3, 25])
def test_the_gold_windows_themselves_have_average_precision_1_up_to_ten(n: int) -> None:
    golds = [(float(i * 4), float(i * 4 + 2)) for i in range(n)]
    assert ap([(*gold, 1.0) for gold in golds], golds) == [round(min(n, 10) / n, 6)] * 10
