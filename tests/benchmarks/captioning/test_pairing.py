import numpy as np
import pytest

from benchmarks.captioning.events import Event
from benchmarks.captioning.pairing import coverage, harmonic, matches, overlaps


def events(*windows: tuple[float, float]) -> list[Event]:
    return [Event(start, end, "x") for start, end in windows]


def test_an_exact_half_lies_below_it() -> None:
    found = overlaps(events((10, 15)), events((10, 20)))
    assert 0.4999999 < found[0, 0] < 0.5
    assert matches([found], 1, 0.5) == [(0, None, 0)]
    assert coverage([found], 0.5).precision == 0


def test_the_smaller_of_hull_and_sum_is_the_whole() -> None:
    found = overlaps(events((0, 4), (0, 4), (12, 2)), events((2, 8), (5, 6), (2, 12)))
    assert found[0, 0] == pytest.approx(2 / 8)  # the hull, 8, below 4 + 6
    assert found[1, 1] == 0
    assert found[2].tolist() == [0, 0, 0]  # reversed


def test_a_reversed_event_can_be_turned_round() -> None:
    assert overlaps(events((12, 2)), events((2, 12)), mend=True)[0, 0] == pytest.approx(1)


def test_zero_lengths_are_no_error() -> None:
    with np.errstate(all="raise"):
        assert overlaps(events((3, 3)), events((3, 3)))[0, 0] == 0
        assert overlaps([], events((3, 3))).shape == (0, 1)


def test_every_true_event_that_is_met_makes_a_pair() -> None:
    predicted = events((0, 10), (50, 60))
    first, second = events((0, 10), (0, 8), (20, 30)), events((1, 10))
    found = [overlaps(predicted, first), overlaps(predicted, second)]
    assert matches(found, 2, 0.5) == [(0, 0, 0), (0, 0, 1), (0, 1, 0), (1, None, 0)]


def test_precision_and_recall_are_each_the_best_over_files() -> None:
    predicted = events((0, 10), (50, 60))
    first, second = events((0, 10), (20, 30), (50, 60)), events((0, 10))
    found = coverage([overlaps(predicted, one) for one in (first, second)], 0.5)
    assert found.precision == 1  # by the first; 1/2 by the second
    assert found.recall == 1  # by the second; 2/3 by the first


def test_harmonic() -> None:
    assert harmonic(0, 0) == 0
    assert harmonic(0.5, 1) == pytest.approx(2 / 3)
    assert np.isnan(harmonic(float("nan"), 1))
