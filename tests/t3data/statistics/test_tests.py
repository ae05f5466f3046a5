"""McNemar, sign flips, power and many comparisons, by hand and against published numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from t3data.statistics import (
    benjamini_hochberg,
    design_effect,
    detectable_difference,
    deviation_of_difference,
    holm,
    mcnemar,
    paired_difference,
    questions_needed,
    sign_flip,
)


@pytest.mark.parametrize(
    ("only_a", "only_b", "p"),
    [
        (0, 0, 1.0),
        (5, 5, 1.0),
        (0, 5, 2 / 32),
        (5, 0, 2 / 32),
        (1, 7, 2 * (1 + 8) / 256),
        (2, 6, 2 * (1 + 8 + 28) / 256),
    ],
)
def test_mcnemar_is_a_fair_coin(only_a: int, only_b: int, p: float) -> None:
    assert mcnemar(only_a, only_b) == pytest.approx(p)


def test_mcnemar_holds_for_a_million_items() -> None:
    from scipy import stats

    for pair in ((499_000, 501_000), (400, 523), (0, 4000)):
        expected = stats.binomtest(pair[0], sum(pair)).pvalue
        assert mcnemar(*pair) == pytest.approx(expected, rel=1e-6)


def test_sign_flips_of_three_clusters_by_hand() -> None:
    # Sums 3, 1, 1: patterns with |sum| >= 5 are +++ and ---, 2 of 8.
    assert sign_flip([1, 1, 1, 1, 1], ["a", "a", "a", "b", "c"]) == 2 / 8
    # Sums 3, -1, 1 add up to 3: all but ±(3 - 1 - 1).
    assert sign_flip([1, 1, 1, -1, 1], ["a", "a", "a", "b", "c"]) == 6 / 8


def test_clusters_without_a_difference_count_for_nothing() -> None:
    assert sign_flip([0, 0, 0], "abc") == 1.0
    assert sign_flip([1, 0, 1], "abc") == sign_flip([1, 1], "ac") == 2 / 4


def test_drawn_signs_agree_with_the_enumeration_and_repeat() -> None:
    values = [1.0] * 13 + [-1.0] * 5
    exact = mcnemar(13, 5)
    found = sign_flip(values, range(18))
    assert found == sign_flip(values, range(18))
    assert found == pytest.approx(exact, abs=0.01)
    assert sign_flip([1.0] * 500, range(500)) == 1 / 10_001


def test_sign_flips_and_t_agree_where_both_hold() -> None:
    generator = np.random.default_rng(3)
    a, b = generator.random(300) < 0.7, generator.random(300) < 0.62
    labels = np.arange(300) // 2
    t = paired_difference(a, b, labels).p
    assert sign_flip(a.astype(float) - b, labels) == pytest.approx(t, abs=0.02)


@pytest.mark.parametrize(("questions", "points"), [(300, 8.1), (900, 4.7), (2700, 2.7)])
def test_what_so_many_questions_can_show(questions: int, points: float) -> None:
    assert round(100 * detectable_difference(questions), 1) == points


def test_one_point_takes_twenty_thousand_questions() -> None:
    assert questions_needed(0.01) == 19_623
    assert questions_needed(-0.01) == 19_623
    assert questions_needed(0.5) == 8
    with pytest.raises(ValueError, match="difference of 0"):
        questions_needed(0)


@given(st.floats(0.001, 0.5), st.floats(0.1, 0.9), st.floats(0, 0.9))
def test_the_number_needed_is_the_smallest_that_does(
    difference: float, accuracy: float, correlation: float
) -> None:
    deviation = deviation_of_difference(accuracy, correlation)
    needed = questions_needed(difference, deviation)
    assert detectable_difference(needed, deviation) <= difference * (1 + 1e-9)
    if needed > 1:
        assert detectable_difference(needed - 1, deviation) > difference * (1 - 1e-9)


def test_three_questions_a_video_widen_intervals_by_18_percent() -> None:
    assert design_effect(3, 0.2) ** 0.5 == pytest.approx(1.18, abs=0.005)


def test_holm_by_hand() -> None:
    # Sorted 0.01, 0.02, 0.03, 0.2 times 4, 3, 2, 1, never falling.
    assert holm([0.03, 0.01, 0.2, 0.02]) == pytest.approx([0.06, 0.04, 0.2, 0.06])
    assert holm([0.6, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def test_benjamini_hochberg_by_hand() -> None:
    # Sorted 0.01, 0.02, 0.03, 0.2 times 4/1, 4/2, 4/3, 4/4: 0.04, 0.04, 0.04, 0.2.
    assert benjamini_hochberg([0.03, 0.01, 0.2, 0.02]) == pytest.approx([0.04, 0.04, 0.2, 0.04])
    assert benjamini_hochberg([]) == []


@given(st.lists(st.floats(0, 1), max_size=20))
def test_adjusting_keeps_the_order_and_only_raises(values: list[float]) -> None:
    for adjusted in (holm(values), benjamini_hochberg(values)):
        for p, q in zip(values, adjusted, strict=True):
            assert p <= q + 1e-12
            assert q <= 1
        ranked = [q for _, q in sorted(zip(values, adjusted, strict=True))]
        assert ranked == sorted(ranked)
