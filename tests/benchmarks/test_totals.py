"""Means and means of means, with intervals worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.totals import Estimate, Units, macro, mean_of, micro, within
from t3data.statistics import clustered_mean
from t3data.statistics.student import t_quantile


def units(*rows: tuple[float, str, str]) -> Units:
    return Units.of(
        [worth for worth, _, _ in rows],
        [video for _, video, _ in rows],
        [{"task": task} for _, _, task in rows],
    )


FIVE = units((1, "v1", "a"), (0, "v1", "a"), (1, "v2", "a"), (1, "v2", "b"), (0, "v3", "b"))


def test_micro_is_the_mean() -> None:
    found = micro(FIVE)
    assert (found.value, found.n) == (0.6, 5)


def test_macro_is_the_mean_of_the_groups_means() -> None:
    found = macro("task")(FIVE)
    assert found.value == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert found.n == 5


def test_macro_over_some_groups_leaves_the_others_out() -> None:
    assert macro("task", only=["b"])(FIVE).value == 0.5


def test_within_pools_groups() -> None:
    assert within("task", ["a", "b"])(FIVE).value == 0.6
    assert math.isnan(within("task", ["c"])(FIVE).value)


def test_the_influence_of_a_macro_mean_adds_up_to_nothing() -> None:
    found = macro("task")(FIVE)
    assert found.influence.sum() == pytest.approx(0)
    assert found.influence[0] == pytest.approx((1 - 2 / 3) / 3 / 2)


def test_the_interval_of_a_macro_mean_is_clustered_by_video() -> None:
    # Influences: a: 1/18, -1/9, 1/18; b: 1/8, -1/8. By video: -1/18, 1/18 + 1/8, -1/8.
    sums = [-1 / 18, 1 / 18 + 1 / 8, -1 / 8]
    error = math.sqrt(3 / 2 * sum(s * s for s in sums))
    half = t_quantile(0.975, 2) * error
    low, high = macro("task")(FIVE).interval(FIVE)
    assert (low, high) == (max(0.0, 7 / 12 - half), min(1.0, 7 / 12 + half))


def test_an_interval_at_100_percent_has_a_width() -> None:
    all_right = units(*[(1, f"v{i}", "a") for i in range(20)])
    low, high = micro(all_right).interval(all_right)
    assert high == 1.0
    assert 0.8 < low < 0.9


def test_one_video_says_nothing() -> None:
    one = units((1, "v", "a"), (0, "v", "a"))
    assert micro(one).interval(one) == (0.0, 1.0)


def test_scores_beyond_one_have_a_plain_interval() -> None:
    big = units((25, "v1", "a"), (100, "v2", "a"), (56.25, "v3", "a"))
    expected = clustered_mean([25, 100, 56.25], ["v1", "v2", "v3"])
    assert micro(big).interval(big) == pytest.approx((expected.low, expected.high))


def test_nothing_has_no_mean() -> None:
    nothing = units()
    assert math.isnan(micro(nothing).value)
    assert math.isnan(mean_of([]).value)


def test_a_unit_may_belong_to_several_groups() -> None:
    two = Units.of([1.0, 0.0], ["v", "w"], [{"type": ("KIR", "ER")}, {"type": "ER"}])
    assert {name: list(at) for name, at in two.groups["type"].items()} == {"KIR": [0], "ER": [0, 1]}


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("uvwxyz")), min_size=1, max_size=60))
def test_macro_over_one_group_is_micro(rows: list[tuple[bool, str]]) -> None:
    some = units(*[(float(right), video, "only") for right, video in rows])
    one, other = micro(some), macro("task")(some)
    assert other.value == pytest.approx(one.value)
    assert np.allclose(one.influence, other.influence)


def test_a_difference_is_not_held_between_0_and_1() -> None:
    units = Units.of([0.0, 1.0, 0.0], ["a", "b", "c"], [{}, {}, {}])
    influence = np.array([-0.2, 0.1, 0.1])
    # t for 2 degrees of freedom times the root of 3/2 times the sum of squares.
    half = t_quantile(0.975, 2) * math.sqrt(1.5 * 0.06)
    found = Estimate(-0.5, influence, 3, share=False).interval(units)
    assert found == pytest.approx((-0.5 - half, -0.5 + half))
    assert Estimate(-0.5, influence, 3).interval(units)[0] == 0.0


def test_within_no_named_group_counts_all_that_have_one() -> None:
    units = Units.of([1.0, 0.0, 0.0], ["a", "b", "c"], [{"g": "x"}, {"g": "y"}, {"h": "z"}])
    assert within("g")(units).value == 0.5
    assert within("g", ["x"])(units).value == 1.0
