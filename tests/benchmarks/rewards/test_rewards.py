"""Each reward against its formula, worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.rewards import (
    clip_reward,
    clips_called,
    iou,
    scaled_iou,
    sensitivity,
    sensitivity_rewards,
    shuffled_around,
    taro_reward,
    thought_and_answer,
    time_aware_iou,
    time_r1_reward,
    turns_in_form,
)

THOUGHT = "<think>it opens late</think>"


def test_iou() -> None:
    assert iou((10, 15), (10, 20)) == 0.5
    assert iou((20, 10), (10, 20)) == 0
    assert iou(None, (10, 20)) == 0
    assert iou((5, 5), (5, 5)) == 0  # where the published one fails


def test_time_aware_iou() -> None:
    # IoU 5/15, both ends 5 s off in 50 s: 1/3 × 0.9 × 0.9.
    assert time_aware_iou((15, 25), (10, 20), 50.0) == pytest.approx(0.27)
    assert time_aware_iou((10, 20), (10, 20), 50.0) == 1
    # IoU 0.5, the end 5 s off in 20 s: 0.5 × 0.75.
    assert time_aware_iou((10, 15), (10, 20), 20.0) == 0.375
    assert time_aware_iou(None, (10, 20), 20.0) == 0
    for duration in (0.0, -1.0, float("nan")):
        with pytest.raises(ValueError, match="expected seconds above 0"):
            time_aware_iou((10, 15), (10, 20), duration)


@pytest.mark.parametrize(
    ("windows", "golds", "worth"),
    [
        ([(10, 20)], [(10, 20)], 1.0),  # (1 - 0.2) / 0.6, cut off at 1
        ([(10, 18)], [(10, 20)], 1.0),  # 0.8 is enough
        ([(10, 15)], [(10, 20)], 0.5),  # 0.3 / 0.6
        ([(10, 12)], [(10, 20)], 0.0),  # 0.2
        ([(40, 50)], [(10, 20)], 0.0),
        ([], [(10, 20)], 0.0),
        ([(10, 20), (40, 50)], [(10, 20)], 0.5),  # mean of 1 and 0
        ([(10, 20)], [(10, 20), (30, 40)], 1.0),  # the missed one is free
        # Both meet the first truth best, but only one may have it: (1 + 0) / 2.
        ([(10, 20), (10, 19)], [(10, 20), (30, 40)], 0.5),
        ([(10, 15), (30, 40)], [(10, 20), (30, 40)], pytest.approx((0.75 - 0.2) / 0.6)),
    ],
)
def test_scaled_iou(
    windows: list[tuple[float, float]], golds: list[tuple[float, float]], worth: float
) -> None:
    assert scaled_iou(windows, golds) == worth


@pytest.mark.parametrize(
    ("reply", "worth"),
    [
        (f"{THOUGHT}<answer>3 to 6</answer>", 1),
        (f" {THOUGHT}\n\n<answer>\n3 to 6\n</answer>\n", 1),
        (f"{THOUGHT} well <answer>3 to 6</answer>", 0),
        (f"Sure. {THOUGHT}<answer>3 to 6</answer>", 0),
        (f"{THOUGHT}<answer>3 to 6</answer> done", 0),
        (f"{THOUGHT}<answer>3 to 6", 0),
        ("<answer>3 to 6</answer>", 0),
        ("<think></answer>", 0),
        ("", 0),
    ],
)
def test_a_thought_and_an_answer(reply: str, worth: float) -> None:
    assert thought_and_answer(reply) == worth


def test_form_over_all_turns() -> None:
    call = f"{THOUGHT}<tool_call>{{}}</tool_call>"
    answer = f"{THOUGHT}<answer>B</answer>"
    assert turns_in_form([call, call, answer]) == 1
    assert turns_in_form([answer]) == 1
    assert turns_in_form([call, answer, answer]) == 0
    assert turns_in_form([call]) == 0
    assert turns_in_form(["<tool_call>{}</tool_call>", answer]) == 0
    assert turns_in_form([]) == 0


def test_time_r1() -> None:
    found = time_r1_reward(f"{THOUGHT}<answer>15 to 25</answer>", (10, 20), 50.0)
    assert found.score == pytest.approx(1.27)
    assert (found.form, found.window) == (1, (15, 25))
    assert found.overlap == pytest.approx(0.27)
    # IoU 9.5 / 100, the start 3 and the end 87.5 s off in 60 s: .095 × .95 × (1 - 87.5 / 60).
    shouted = time_r1_reward("<think>x</think><answer>3 TO 12.5</answer>", (0, 100), 60.0)
    assert shouted.score == pytest.approx(1 - 0.095 * 0.95 * 27.5 / 60)
    assert time_r1_reward("It happens from 10 to 20.", (10, 20), 50.0).score == 0
    assert time_r1_reward("<answer>1 to 2, no, 10 to 20</answer>", (10, 20), 50.0).score == 1


def test_taro() -> None:
    said = f"{THOUGHT}<answer>10.0s to 20.0s</answer>"
    assert taro_reward(said, (10, 20), 50.0).score == 2
    # The gold window is cut to [10, 15]: IoU 0.5, the end 5 s off in 15 s.
    cut = taro_reward(said, (10, 20), 15.0)
    assert cut.iou == 0.5
    assert cut.score == pytest.approx(1 + 0.5 * (1 - 5 / 15))
    assert taro_reward(said, (10, 20), 50.0, sensitivity=0.3).score == 2.3
    # Each tag once: Time-R1 takes a thought more, TaRO does not.
    twice = f"<think>a</think>{said}"
    assert taro_reward(twice, (10, 20), 50.0).form == 0
    assert time_r1_reward(twice, (10, 20), 50.0).form == 1
    assert taro_reward(f"{THOUGHT}<answer>10 to 20</answer>", (10, 20), 50.0).score == 1


def test_sensitivity() -> None:
    assert sensitivity([-1.0, -2.0], [-2.0, -4.0]) == 1.5  # -1.5 less -3
    with pytest.raises(ValueError, match="found 1 and 2"):
        sensitivity([-1.0], [-1.0, -2.0])
    with pytest.raises(ValueError, match="found 0 and 0"):
        sensitivity([], [])


def test_sensitivity_rewards() -> None:
    # The mean is 1: above it are the first and the third, but the third's IoU is too low.
    assert sensitivity_rewards([2.0, 1.0, 1.5, -0.5], [0.7, 0.9, 0.69, 1.0]) == [0.3, 0, 0, 0]
    assert sensitivity_rewards([2.0, 1.0, 0.0], [1, 1, 1], margin=1.0) == [0, 0, 0]
    assert sensitivity_rewards([2.0, 1.0, 0.0], [1, 1, 1], margin=0.9, bonus=0.5) == [0.5, 0, 0]
    assert sensitivity_rewards([], []) == []
    with pytest.raises(ValueError, match="1 sensitivities but 2 IoUs"):
        sensitivity_rewards([1.0], [1.0, 1.0])


@given(st.integers(0, 99))
def test_only_frames_near_an_end_are_shuffled(seed: int) -> None:
    times = [float(t) for t in range(40)]
    order = shuffled_around(times, (10, 30), seed)
    near = {*range(7, 14), *range(27, 34)}  # 3 s on either side, bounds included
    assert sorted(order) == list(range(40))
    assert all(order[i] == i for i in range(40) if i not in near)
    assert order != list(range(40))
    assert order == shuffled_around(times, (10, 30), seed)


def test_one_frame_alone_cannot_be_shuffled() -> None:
    assert shuffled_around([0.0, 10.0, 20.0], (10, 15), 1) == [0, 1, 2]
    assert shuffled_around([], (10, 15), 1) == []


def call(*clips: tuple[float, float]) -> str:
    asked = ", ".join(f'{{"start_time": {s}, "end_time": {e}}}' for s, e in clips)
    said = f'{{"name": "get_video_clip_frame", "arguments": [{asked}]}}'
    return f"{THOUGHT}<tool_call>{said}</tool_call>"


def test_clips_called() -> None:
    assert clips_called(call((3, 7)) + call((8, 9), (10, 11))) == [((3, 7),), ((8, 9), (10, 11))]
    broken = ["", "{", "[]", "3", '{"name": "get_video_clip_frame"}', '{"name": "x"}']
    broken.append('{"name": "get_video_clip_frame", "arguments": {"start_time": 3}}')
    broken.append('{"name": "get_video_clip_frame", "arguments": [{"start_time": "3"}]}')
    for said in broken:
        assert clips_called(f"<tool_call>{said}</tool_call>") == [()]
    assert clips_called("no call</tool_call> <tool_call>{}") == []


def test_clip_reward() -> None:
    gold = [(10.0, 20.0)]
    assert clip_reward(call((1, 2)) + call((10, 15)), gold, correct=True) == 0.5
    assert clip_reward(call((10, 20)) + call((30, 40)), gold, correct=True) == -0.1  # the last
    assert clip_reward("no call", gold, correct=True) == -0.1
    # IoU 0.25: (0.25 - 0.2) / 0.6 = 0.0833, below 0.1.
    assert clip_reward(call((10, 12.5)), gold, correct=True) == pytest.approx(0.25 / 3 - 0.1)
    assert clip_reward(call((10, 20)), gold, correct=False) == 0
