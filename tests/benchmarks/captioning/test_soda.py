import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from benchmarks.captioning.soda import best_sums, by_name, matched, soda_a, soda_b, soda_c, soda_d

OVERLAP = np.array([[0.5, 0.0, 0.0], [0.8, 0.4, 0.0]])
LIKENESS = np.array([[0.2, 0.0, 0.0], [0.6, 0.5, 0.0]])


def test_soda_c_by_hand() -> None:
    # Cells .10, .48, .20: the best in order is .48 alone, above .10 + .20. P .48/3, R .48/2.
    found = soda_c(LIKENESS, OVERLAP)
    assert (found.precision, found.recall) == pytest.approx((0.16, 0.24))
    assert found.f1 == pytest.approx(2 * 0.16 * 0.24 / 0.4)


def test_soda_d_by_hand() -> None:
    # The best by IoU is .5 + .4 = .9 above .8.
    found = soda_d(OVERLAP)
    assert (found.precision, found.recall) == pytest.approx((0.3, 0.45))


def test_soda_b_sums_the_likeness_of_those_matched_by_iou() -> None:
    # Matched (0,0) and (1,1): .2 + .5 = .7.
    assert matched(OVERLAP) == [(1, 1), (0, 0)]
    assert soda_b(LIKENESS, OVERLAP).precision == pytest.approx(0.7 / 3)


def test_soda_a_by_hand() -> None:
    # t .3: as SODA_b, .7. At .5 the .4 goes: row 0 gives .5, row 1 .8 by (1,0), which ends it: .6.
    # .7: .8 alone: .6. .9: nothing but the first cell, which always counts: .2.
    found = soda_a(LIKENESS, OVERLAP)
    assert found.recall == pytest.approx((0.7 + 0.6 + 0.6 + 0.2) / 4 / 2)
    assert found.f1 == pytest.approx(2 / 5 * (0.7 + 0.6 + 0.6 + 0.2) / 4)


def test_the_first_cell_is_always_a_match() -> None:
    assert matched(np.zeros((1, 1))) == [(0, 0)]
    assert soda_b(np.array([[0.7]]), np.zeros((1, 1))).f1 == pytest.approx(0.7)


def test_the_trace_is_no_true_trace_back() -> None:
    # Row 2 has no match, row 1's right-most is column 0, which ends it: (0, 1) is never looked at.
    worth = np.array([[0.1, 0.9], [0.5, 0.1], [0.0, 0.0]])
    assert float(best_sums(worth)[-1, -1]) == pytest.approx(0.9)
    assert matched(worth) == [(1, 0)]


def test_no_events_are_nothing() -> None:
    for shape in ((0, 3), (3, 0), (0, 0)):
        assert soda_c(np.zeros(shape), np.zeros(shape)).f1 == 0
        assert soda_b(np.zeros(shape), np.zeros(shape)).f1 == 0


def test_numbers_as_text() -> None:
    assert by_name(12) == [0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9]
    assert by_name(10) == list(range(10))


def brute(worth: np.ndarray) -> float:
    rows, columns = worth.shape
    if not rows or not columns:
        return 0.0
    rest = brute(worth[1:])
    return max([rest, *(worth[0, c] + brute(worth[1:, c + 1 :]) for c in range(columns))])


@settings(max_examples=60, deadline=None)
@given(arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=st.floats(0, 1)))
def test_the_programme_finds_the_best_match_in_order(worth: np.ndarray) -> None:
    assert float(best_sums(worth)[-1, -1]) == pytest.approx(brute(worth))
