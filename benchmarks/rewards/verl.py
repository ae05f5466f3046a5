"""Rewards with verl's `compute_score` signature.

For `custom_reward_function.path=…/benchmarks/rewards/verl.py` with `.name=time_r1` or `taro`.
`ground_truth` is the gold window, `extra_info` holds the video's `duration` in seconds and, for
TaRO, what `sensitivity_rewards` gave this rollout as `sensitivity`.
"""

from collections.abc import Mapping
from typing import Any

from benchmarks.rewards.grounding import Reward, taro_reward, time_r1_reward
from benchmarks.rewards.targets import gold_windows


def time_r1(
    data_source: str,
    solution_str: str,
    ground_truth: Any,
    extra_info: Mapping[str, Any] | None = None,
    **_: Any,
) -> dict[str, float]:
    """Time-R1's reward, its parts beside it.

    Raises:
        ValueError: no gold window, or no duration above 0.
    """
    gold = gold_windows(ground_truth)[0]
    return _told(time_r1_reward(solution_str, gold, _duration(extra_info)))


def taro(
    data_source: str,
    solution_str: str,
    ground_truth: Any,
    extra_info: Mapping[str, Any] | None = None,
    **_: Any,
) -> dict[str, float]:
    """TaRO's reward, its parts beside it.

    Raises:
        ValueError: no gold window, or no duration above 0.
    """
    gold = gold_windows(ground_truth)[0]
    sensitivity = float((extra_info or {}).get("sensitivity") or 0.0)
    return _told(taro_reward(solution_str, gold, _duration(extra_info), sensitivity))


compute_score = time_r1
"""The name that verl looks for where none is given."""


def _duration(extra_info: Mapping[str, Any] | None) -> float:
    duration = (extra_info or {}).get("duration")
    if duration is None:
        raise ValueError("extra_info: expected the video's duration in seconds, found none")
    return float(duration)


def _told(reward: Reward) -> dict[str, float]:
    return {
        "score": reward.score,
        "overlap": reward.overlap,
        "form": reward.form,
        "iou": reward.iou,
        "sensitivity": reward.sensitivity,
    }
