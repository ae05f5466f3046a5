"""The adapters give the trainers what the plain functions give."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from benchmarks.rewards import ms_swift, verl
from benchmarks.rewards.targets import gold_windows

SAID = "<think>late</think><answer>15 to 25</answer>"


@pytest.mark.parametrize(
    "value",
    [
        [10, 20],
        (10.0, 20.0),
        [[10, 20]],
        np.array([10, 20]),
        "[10, 20]",
        "[[10.0, 20.0]]",
        "10 to 20",
        "<answer>10.0s to 20.0s</answer>",
        "10.0-20.0",
    ],
)
def test_gold_windows_of_a_column(value: Any) -> None:
    assert gold_windows(value) == ((10, 20),)


@pytest.mark.parametrize("value", [None, [], "", "B", [10], {"start": 10}, 10, [None, None]])
def test_no_gold_window(value: Any) -> None:
    with pytest.raises(ValueError, match="gold window: expected"):
        gold_windows(value)


def test_verl() -> None:
    found = verl.compute_score("charades", SAID, [10, 20], {"duration": 50.0, "index": 3})
    assert found == {
        "score": pytest.approx(1.27),
        "overlap": pytest.approx(0.27),
        "form": 1,
        "iou": pytest.approx(1 / 3),
        "sensitivity": 0,
    }
    taro = verl.taro(
        "vtg",
        "<think>late</think><answer>10s to 20s</answer>",
        "[10, 20]",
        {"duration": 50, "sensitivity": 0.3},
        reward_router_address=None,
    )
    assert taro["score"] == 2.3
    for extra in (None, {}):
        with pytest.raises(ValueError, match="expected the video's duration"):
            verl.time_r1("charades", SAID, [10, 20], extra)


def test_ms_swift() -> None:
    orms: dict[str, Any] = {"accuracy": object}
    ms_swift.register(orms)
    assert "accuracy" in orms
    columns = {"timestamp": [[[10, 20]], [[10, 20]]], "duration": [50.0, 20.0], "trainer": object()}
    said = [SAID, "<answer>10 to 15</answer>"]
    assert orms["t3_iou"]()(said, **columns) == [pytest.approx(1 / 3), 0.5]
    assert orms["t3_time_aware_iou"](args=None)(said, **columns) == [pytest.approx(0.27), 0.375]
    assert orms["t3_form"]()(said) == [1, 0]
    assert orms["t3_scaled_iou"]()(said, **columns) == [pytest.approx((1 / 3 - 0.2) / 0.6), 0.5]
    assert orms["t3_iou"]()([]) == []
    assert orms["t3_iou"]()([SAID], solution=["<answer>15 to 25</answer>"]) == [1]
    with pytest.raises(ValueError, match="need a column duration; found timestamp"):
        orms["t3_time_aware_iou"]()([SAID], timestamp=[[10, 20]])


def test_ms_swift_on_questions() -> None:
    call = (
        '<tool_call>{"name": "get_video_clip_frame", '
        '"arguments": [{"start_time": 10, "end_time": 15}]}</tool_call>'
    )
    said = [call + "<answer>B. two</answer>", "<answer>B</answer>", call + "<answer>A</answer>"]
    columns = {
        "data_type": ["qa"] * 3,
        "solution": ["<answer>B</answer>", "B", "B"],
        "timestamp": [[[10, 20]]] * 3,
    }
    rewards = ms_swift.REWARDS
    assert rewards["t3_scaled_iou"]()(said, **columns) == [1, 1, 0]
    assert rewards["t3_clip"]()(said, **columns) == [0.5, -0.1, 0]
    grounding = {**columns, "data_type": ["grounding"] * 3}
    assert rewards["t3_clip"]()(said, **grounding) == [0, 0, 0]


def test_no_trainer_is_imported() -> None:
    code = (
        "import sys, benchmarks.rewards.verl, benchmarks.rewards.ms_swift; "
        "sys.exit(bool({'verl', 'swift', 'torch'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
