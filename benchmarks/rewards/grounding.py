"""The whole reward of one reply, with its parts, as Time-R1 and TaRO add them up."""

from dataclasses import dataclass

from benchmarks.rewards.form import thought_and_answer, thought_and_answer_once
from benchmarks.rewards.overlap import iou, time_aware_iou
from benchmarks.windows.parsers import taro_reward as taro_windows
from benchmarks.windows.parsers import time_r1_answer
from benchmarks.windows.window import Window


@dataclass(frozen=True, slots=True)
class Reward:
    """A sum and what it is made of."""

    score: float
    """What the trainer gets."""
    overlap: float
    """The time-aware IoU."""
    form: float
    iou: float
    """The plain IoU, which TaRO's temporal-sensitivity reward asks for."""
    sensitivity: float = 0.0
    window: Window | None = None
    """What was read."""


def time_r1_reward(reply: str, gold: Window, duration: float) -> Reward:
    """Time-aware IoU of the last "NUM to NUM" in the last answer block, plus the form.

    Args:
        reply: The completion.
        gold: Seconds.
        duration: Of the video, in seconds.

    Raises:
        ValueError: the duration is not above 0.
    """
    found = time_r1_answer(reply)
    form = thought_and_answer(reply)
    return _reward(form, found[-1] if found else None, gold, duration, 0.0)


def taro_reward(reply: str, gold: Window, duration: float, sensitivity: float = 0.0) -> Reward:
    """Likewise of "NUMs to NUMs", against the gold window cut to the video, plus `sensitivity`.

    The form counts where each tag stands there once. Outside training TaRO gives the plain IoU in
    place of the time-aware one, which is not done here.

    Args:
        reply: The completion.
        gold: Seconds.
        duration: Of the video, in seconds.
        sensitivity: What `sensitivity_rewards` gives for this rollout.

    Raises:
        ValueError: the duration is not above 0.
    """
    found = taro_windows(reply)
    cut = (min(max(gold[0], 0.0), duration), min(max(gold[1], 0.0), duration))
    form = thought_and_answer_once(reply)
    return _reward(form, found[-1] if found else None, cut, duration, sensitivity)


def _reward(
    form: float, window: Window | None, gold: Window, duration: float, sensitivity: float
) -> Reward:
    overlap = time_aware_iou(window, gold, duration)
    return Reward(
        overlap + form + sensitivity, overlap, form, iou(window, gold), sensitivity, window
    )
