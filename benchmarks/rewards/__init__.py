"""Rewards of published temporal-grounding systems as plain functions.

Of Time-R1, TaRO and VideoTemp-o3, by their formulae. Nothing here needs a trainer: `verl` and
`ms_swift` are thin adapters to theirs, and import neither.
"""

from benchmarks.rewards.form import thought_and_answer, turns_in_form
from benchmarks.rewards.grounding import Reward, taro_reward, time_r1_reward
from benchmarks.rewards.overlap import iou, scaled_iou, time_aware_iou
from benchmarks.rewards.sensitivity import (
    sensitivity,
    sensitivity_rewards,
    shuffled_around,
)
from benchmarks.rewards.tools import clip_reward, clips_called

__all__ = [
    "Reward",
    "clip_reward",
    "clips_called",
    "iou",
    "scaled_iou",
    "sensitivity",
    "sensitivity_rewards",
    "shuffled_around",
    "taro_reward",
    "thought_and_answer",
    "time_aware_iou",
    "time_r1_reward",
    "turns_in_form",
]
