import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from t3data.audit.intervals import clustered_wilson, z_value


def test_the_interval_of_independent_rows_is_wilsons() -> None:
    low, high = clustered_wilson([1.0] * 10 + [0.0] * 10, [str(i) for i in range(20)], 1.96)
    # The cluster variance is 20/19 of the binomial one: n = 19 effective rows. z * z = 3.8416,
    # half = z / (1 + z*z/n) * sqrt(0.25/n + z*z/(4*n*n)) = 1.96 / 1.202189 * 0.125771 = 0.205051
    assert (low, high) == pytest.approx((0.5 - 0.205051, 0.5 + 0.205051), abs=1e-5)


def test_rows_of_one_group_count_little() -> None:
    values = [1.0] * 50 + [0.0] * 50
    alone = clustered_wilson(values, [str(i) for i in range(100)], 1.96)
    in_pairs = clustered_wilson(values, [str(i // 10) for i in range(100)], 1.96)
    assert in_pairs[1] - in_pairs[0] > 2.5 * (alone[1] - alone[0])


def test_all_right_in_one_group_is_one_observation() -> None:
    low, high = clustered_wilson([1.0] * 50, ["same"] * 50, 1.96)
    # Wilson with one success of one: 1 / (1 + 1.96**2).
    assert low == pytest.approx(1 / (1 + 1.96**2))
    assert high == pytest.approx(1.0)


def test_comparisons_widen() -> None:
    assert z_value(1) == pytest.approx(1.959964)
    assert z_value(100) == pytest.approx(3.480756)


@given(
    st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.integers(0, 5)), min_size=1),
    st.floats(0.5, 5),
)
def test_an_interval_lies_in_the_unit_and_holds_the_mean(
    rows: list[tuple[float, int]], z: float
) -> None:
    values = [value for value, _ in rows]
    low, high = clustered_wilson(values, [str(group) for _, group in rows], z)
    mean = sum(values) / len(values)
    assert 0 <= low <= mean + 1e-9
    assert mean - 1e-9 <= high <= 1


def test_about_95_of_100_intervals_hold_the_truth() -> None:
    rng = random.Random(0)
    held = 0
    for _ in range(400):
        values, groups = [], []
        for group in range(60):
            chance = rng.choice((0.1, 0.5))
            for _ in range(4):
                values.append(float(rng.random() < chance))
                groups.append(str(group))
        low, high = clustered_wilson(values, groups, 1.96)
        held += low <= 0.3 <= high
    assert held / 400 == pytest.approx(0.95, abs=0.03)
