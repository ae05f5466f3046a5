"""Ten-pixel targets, whose numbers are seen at a glance."""

import numpy as np
import pytest

from benchmarks.boxes.tracking import REACHED, Track, official, plain, pytracking, toolkit

BOX = (100.0, 100.0, 10.0, 20.0)
AWAY = (300.0, 300.0, 10.0, 20.0)


def track(*boxes: tuple[float, ...], visible: list[bool] | None = None) -> Track:
    shown = visible or [True] * len(boxes)
    return Track(np.array(boxes, dtype=float), np.array(shown))


def test_perfect_boxes() -> None:
    true = track(BOX, BOX)
    for rule in (official, pytracking, toolkit):
        found = rule(true, true.boxes)
        assert found["success"] == pytest.approx(20 / 21)  # nothing is above 1
        assert (found["precision"], found["normalised precision"]) == (1, 1)
    assert set(plain(true, true.boxes).values()) == {1.0}


def test_success_counts_thresholds_below_the_iou() -> None:
    # Half the height: IoU .5 is above 0, .05, …, .45: 10 of 21; the first box is the true one.
    half = np.array([AWAY, (100.0, 100.0, 10.0, 10.0)])
    assert pytracking(track(BOX, BOX), half)["success"] == pytest.approx((20 + 10) / 42)
    assert plain(track(BOX, BOX), half)["success"] == pytest.approx(0.5)


def test_precision_is_20_pixels_with_the_bound() -> None:
    moved = [(100.0 + by, 100.0, 10.0, 20.0) for by in (0, 20, 20.01, 2, 2.01)]
    found = pytracking(track(*[BOX] * 5), np.array(moved))
    assert found["precision"] == pytest.approx(4 / 5)
    # 2 of 10 pixels is .2: (104.5 + 2) / 10 - 104.5 / 10 is 10.65 - 10.45 = .2000000000000010…
    assert found["normalised precision"] == pytest.approx(1 / 5)
    whole = track(*[(95.5, 90.5, 10.0, 20.0)] * 2)  # centres at 100: 10.2 - 10 = .1999999999999993
    moved = [(95.5 + by, 90.5, 10.0, 20.0) for by in (0, 2)]
    assert pytracking(whole, np.array(moved))["normalised precision"] == 1


def test_normalised_precision_of_the_toolkit_is_the_mean_of_a_curve() -> None:
    # Errors 0, and 2.55 / 10 = .255, no greater than .26, …, .5: 25 of 51 thresholds.
    moved = np.array([BOX, (102.55, 100.0, 10.0, 20.0)])
    assert toolkit(track(BOX, BOX), moved)["normalised precision"] == pytest.approx(76 / 102)
    assert pytracking(track(BOX, BOX), moved)["normalised precision"] == 0.5


def test_the_toolkit_divides_by_at_least_a_pixel() -> None:
    thin = (100.0, 100.0, 0.5, 20.0)
    moved = np.array([thin, (100.2, 100.0, 0.5, 20.0)])
    # .2 / 1 is .2: 31 of 51 thresholds, but for rounding; .2 / .5 is .4, above .2.
    assert toolkit(track(thin, thin), moved)["normalised precision"] == pytest.approx(
        (51 + 31) / 102, abs=0.011
    )
    assert pytracking(track(thin, thin), moved)["normalised precision"] == 0.5


def test_frames_without_a_visible_target() -> None:
    true = track(BOX, BOX, BOX, BOX, visible=[True, True, False, False])
    assert pytracking(true, true.boxes) == pytest.approx(
        {"success": 10 / 21, "precision": 0.5, "normalised precision": 0.5}
    )
    assert toolkit(true, true.boxes)["precision"] == 1
    assert plain(true, true.boxes)["success"] == 1


def test_true_boxes_at_the_rim_count_as_others_do() -> None:
    rim = (0.0, 0.0, 10.0, 20.0)
    true = track(BOX, rim, rim)
    assert pytracking(true, true.boxes)["success"] == pytest.approx(20 / 21)


def test_true_boxes_of_no_size_fail_but_pass_normalised_precision() -> None:
    none = (50.0, 100.0, 0.0, 20.0)
    true = track(BOX, none, none, visible=[True, True, False])
    found = pytracking(true, np.array([BOX, BOX, BOX]))
    assert found["success"] == pytest.approx(20 / 21 / 3)
    assert found["precision"] == pytest.approx(1 / 3)
    assert found["normalised precision"] == pytest.approx(2 / 3)  # the invisible one fails


def test_an_empty_box_repeats_the_one_before() -> None:
    empty = (100.0, 100.0, 0.0, 20.0)
    boxes = np.array([AWAY, BOX, empty, empty])
    assert pytracking(track(*[BOX] * 4), boxes)["precision"] == 1
    # Before the first becomes the true one: the second repeats what the tracker said there.
    assert pytracking(track(*[BOX] * 2), np.array([AWAY, empty]))["precision"] == 0.5


def test_unknown_true_boxes() -> None:
    lost = (float("nan"),) * 4
    true = track(BOX, lost, BOX)
    away = np.array([BOX, AWAY, BOX])
    assert toolkit(true, away)["success"] == pytest.approx(20 / 21)
    assert pytracking(true, away)["success"] == pytest.approx(20 / 21 * 2 / 3)
    assert plain(true, away)["success"] == 1


def test_lasots_own_rule_at_the_rim_and_where_nothing_is_seen() -> None:
    rim = (0.0, 100.0, 10.0, 20.0)
    true = track(BOX, rim, rim, BOX, visible=[True, True, False, True])
    found = official(true, np.array([BOX, AWAY, AWAY, AWAY]))
    # Of four frames: the first is met, the rim fails success and passes both precisions, the
    # hidden one fails, the last is missed.
    assert found["success"] == pytest.approx(20 / 21 / 4)
    assert (found["precision"], found["normalised precision"]) == (0.5, 0.5)
    # An empty box repeats what the tracker said before.
    again = official(track(BOX, BOX), np.array([AWAY, (1.0, 1.0, 0.0, 1.0)]))
    assert again["precision"] == 0.5


def test_lasots_own_rule_says_which_curves_are_all_zero() -> None:
    hidden = track(BOX, BOX, visible=[False, True])
    lost = official(hidden, np.array([BOX, AWAY]))
    assert {name: worth for name, worth in lost.items() if worth} == {}
    near = official(hidden, np.array([BOX, (140.0, 100.0, 10.0, 20.0)]))  # 40 pixels off
    assert (near[f"success{REACHED}"], near[f"precision{REACHED}"]) == (0, 1)
    assert near["precision"] == near[f"normalised precision{REACHED}"] == 0  # 4 of its widths
