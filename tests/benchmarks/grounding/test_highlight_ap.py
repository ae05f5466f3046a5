"""QVHighlights' saliency: every rule with a number worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.grounding.highlight_ap import (
    average_precision,
    hit_at_1,
    mean_average_precision,
    ratings,
)


def test_unrated_clips_are_0_and_a_clip_lasts_two_seconds() -> None:
    rated = ratings(9.0, [1, 3], [[4, 3, 2], [0, 1, 4]])
    assert rated.tolist() == [[0, 0, 0], [4, 3, 2], [0, 0, 0], [0, 1, 4]]


def test_without_positive_clips_0_and_with_nothing_else_1() -> None:
    assert average_precision([0, 0], [1, 2]) == 0.0
    assert average_precision([1, 1], [0, 0]) == 1.0


def test_precision_at_each_new_positive() -> None:
    # By falling score: hit, miss, hit: precisions 1, 1/2, 2/3; mean of the first and the last.
    assert average_precision([1, 0, 1], [3, 2, 1]) == pytest.approx((1 + 2 / 3) / 2)


def test_the_running_maximum_comes_from_the_lowest_score() -> None:
    # Miss, hit, hit: 0, 1/2, 2/3; the 1/2 is lifted to the 2/3 below it.
    assert average_precision([0, 1, 1], [3, 2, 1]) == pytest.approx(2 / 3)


def test_equal_scores_are_one_block_that_counts_once() -> None:
    # Blocks: {hit, hit, miss} at precision 2/3, then {miss, hit} at 3/5: their plain mean.
    found = average_precision([1, 1, 0, 0, 1], [2, 2, 2, 1, 1])
    assert found == pytest.approx((2 / 3 + 3 / 5) / 2)
    assert average_precision([1, 0, 0, 0], [0, 0, 0, 0]) == 0.25


def test_the_mean_over_annotators_and_levels() -> None:
    # Annotators: clip 0 very good; none; both: 1, 0 and 1 at the scores 2, 1.
    rated = ratings(4.0, [0, 1], [[4, 3, 4], [0, 3, 4]])
    assert mean_average_precision(rated, [2, 1], 4) == pytest.approx(2 / 3)
    assert mean_average_precision(rated, [2, 1], 3) == 1.0
    assert mean_average_precision(rated, [1, 2], 4) == pytest.approx((0.5 + 0 + 1) / 3)


def test_short_lists_are_filled_with_0_and_long_ones_cut() -> None:
    rated = ratings(6.0, [2], [[4, 4, 4]])
    assert mean_average_precision(rated, [-1.0, -2.0], 4) == 1.0  # the third clip has 0, the most
    assert mean_average_precision(rated, [0.0, 0.1, 0.2, 9.0], 4) == 1.0
    assert hit_at_1(rated, [0.0, 0.1, 0.2, 9.0], 4) == 0.0  # but the first is clip 3, not there


def test_hit_at_1_needs_one_annotator_and_takes_the_first_of_equals() -> None:
    rated = ratings(4.0, [0, 1], [[0, 0, 4], [2, 2, 2]])
    assert hit_at_1(rated, [1, 0], 4) == 1.0
    assert hit_at_1(rated, [0, 1], 4) == 0.0
    assert hit_at_1(rated, [1, 1], 4) == 1.0
    assert hit_at_1(rated, [], 4) == 0.0


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=1, max_size=30),
)
def test_it_is_what_its_definition_says(clips: list[tuple[bool, int]]) -> None:
    positive, scores = [int(p) for p, _ in clips], [s for _, s in clips]
    found = average_precision(positive, scores)
    if sum(positive) in (0, len(positive)):
        assert found == float(positive[0])
        return
    at: list[float] = []
    highest = 0.0
    for value in sorted(set(scores)):
        block = [p for p, s in clips if s >= value]
        highest = max(highest, sum(block) / len(block))
        if any(p for p, s in clips if s == value):
            at.append(highest)
    assert found == pytest.approx(sum(at) / len(at))
