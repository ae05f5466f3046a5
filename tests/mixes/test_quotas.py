from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixes.quotas import (
    allocate,
    allocate_with_repeats,
    largest_remainder,
    largest_total,
    side_quotas,
)
from t3data.errors import T3Error

PARTS = st.lists(st.tuples(st.integers(1, 1000), st.integers(0, 5000)), min_size=1, max_size=8)


def test_remainders_go_to_the_largest_fractions() -> None:
    # Ideals 3.33, 3.33, 3.33: the tie goes to the earlier part.
    assert largest_remainder(10, [1, 1, 1]) == [4, 3, 3]
    # Ideals 1.43, 2.86, 5.71.
    assert largest_remainder(10, [1, 2, 4]) == [1, 3, 6]


def test_what_a_full_part_leaves_is_shared_by_weight() -> None:
    # Ideals 50, 30, 20; the first holds 10, so 90 go 3:2.
    assert allocate(100, [5, 3, 2], [10, 1000, 1000]) == [10, 54, 36]
    # Then the second is full as well.
    assert allocate(100, [5, 3, 2], [10, 20, 1000]) == [10, 20, 70]


def test_more_than_there_is_cannot_be_shared() -> None:
    with pytest.raises(ValueError, match="11 rows asked of 10"):
        allocate(11, [1, 1], [5, 5])


@given(PARTS, st.data())
def test_sums_are_exact_and_no_part_is_overdrawn(
    parts: list[tuple[int, int]], data: st.DataObject
) -> None:
    weights, capacities = zip(*parts, strict=True)
    total = data.draw(st.integers(0, sum(capacities)))
    quotas = allocate(total, weights, capacities)
    assert sum(quotas) == total
    assert all(0 <= quota <= size for quota, size in zip(quotas, capacities, strict=True))


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=8), st.integers(0, 10_000))
def test_each_share_is_within_one_of_its_ideal(weights: list[int], total: int) -> None:
    quotas = allocate(total, weights, [10_000] * len(weights))
    ideals = [Fraction(total * weight, sum(weights)) for weight in weights]
    assert all(abs(quota - ideal) < 1 for quota, ideal in zip(quotas, ideals, strict=True))


@given(PARTS, st.integers(1, 20_000))
def test_repeats_take_every_row_equally_often_first(
    parts: list[tuple[int, int]], total: int
) -> None:
    weights, capacities = zip(*parts, strict=True)
    available = sum(capacities)
    if not available:
        with pytest.raises(ValueError, match="asked of 0"):
            allocate_with_repeats(total, weights, capacities)
        return
    quotas = allocate_with_repeats(total, weights, capacities)
    whole = total // available
    assert sum(quotas) == total
    assert all(
        whole * size <= quota <= (whole + 1) * size
        for quota, size in zip(quotas, capacities, strict=True)
    )


def test_the_largest_total_keeps_the_ratio_exactly() -> None:
    assert largest_total((1, 2), (100, 150)) == 225
    assert largest_total((5, 1), (9, 100)) == 6
    assert largest_total((0, 1), (0, 7)) == 7
    assert side_quotas(None, (1, 2), (100, 150), ("t3", "general")) == [75, 150]


def test_a_total_is_met_to_the_row() -> None:
    # Ideals 33,333.3 and 66,666.7.
    assert side_quotas(100_000, (1, 2), (50_000, 70_000), ("t3", "general")) == [33_333, 66_667]
    # The paper's 66,603 T3 rows at a video ratio of 0.2.
    assert side_quotas(79_924, (5, 1), (10**6, 10**6), ("t3", "video")) == [66_603, 13_321]


def test_a_shortage_names_side_need_and_way_out() -> None:
    with pytest.raises(T3Error) as raised:
        side_quotas(300, (1, 2), (50, 1000), ("t3", "general"))
    message = str(raised.value)
    assert "t3 needs 100 rows, 50 are eligible (50 missing)" in message
    assert "largest total at 1:2 is 150" in message
    assert "--on-shortage shrink or repeat" in message


def test_shrinking_keeps_the_ratio_and_repeating_keeps_the_total() -> None:
    assert side_quotas(300, (1, 2), (50, 1000), ("t3", "general"), "shrink") == [50, 100]
    assert side_quotas(300, (1, 2), (50, 1000), ("t3", "general"), "repeat") == [100, 200]


def test_nothing_cannot_be_repeated_and_no_mix_is_empty() -> None:
    with pytest.raises(T3Error, match="t3 needs 100 rows, 0 are eligible"):
        side_quotas(300, (1, 2), (0, 1000), ("t3", "general"), "repeat")
    with pytest.raises(T3Error, match="no eligible row from t3"):
        side_quotas(None, (1, 2), (0, 1000), ("t3", "general"))
    with pytest.raises(T3Error, match="too few for one round of 3:7"):
        side_quotas(None, (3, 7), (3, 6), ("t3", "general"))
