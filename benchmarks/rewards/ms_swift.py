"""Rewards in the shape of ms-swift's ORM classes; `register(orms)` makes them known by name.

In a file for `--external_plugins`: `from swift.plugin import orms`, then `register(orms)`. A column
of the training rows arrives as a list beside the completions: `timestamp` or `solution` holds the
gold window, `duration` the video's seconds.
"""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any

from benchmarks.rewards.form import thought_and_answer
from benchmarks.rewards.overlap import iou, scaled_iou, time_aware_iou
from benchmarks.rewards.targets import gold_windows
from benchmarks.rewards.tools import clip_reward
from benchmarks.windows.parsers import time_r1_answer
from benchmarks.windows.parsers.pieces import last_answer
from benchmarks.windows.robust import read_windows
from benchmarks.windows.window import Window

Row = Mapping[str, Any]


class RowReward:
    """A reward of one completion and its row, called with many of both."""

    reward: Callable[[str, Row], float]

    def __init__(self, *_: Any, **__: Any) -> None:
        """Trainers pass their arguments; none is needed."""

    def __call__(self, completions: Sequence[str], **columns: Any) -> list[float]:
        """One reward a completion."""
        lists = {
            name: column
            for name, column in columns.items()
            if isinstance(column, list | tuple) and len(column) == len(completions)
        }
        return [
            type(self).reward(completion, {name: column[i] for name, column in lists.items()})
            for i, completion in enumerate(completions)
        ]


def _column(row: Row, *names: str) -> Any:
    """The first of these columns that the row has.

    Raises:
        ValueError: it has none.
    """
    for name in names:
        if row.get(name) is not None:
            return row[name]
    raise ValueError(f"training rows need a column {' or '.join(names)}; found {', '.join(row)}")


def _gold(row: Row) -> tuple[Window, ...]:
    return gold_windows(_column(row, "timestamp", "solution"))


def _answered(completion: str) -> Window | None:
    found = time_r1_answer(completion)
    return found[-1] if found else None


def _right_letter(completion: str, row: Row) -> bool:
    said = (last_answer(completion) or "").strip()
    solution = str(_column(row, "solution"))
    gold = (last_answer(solution) or solution).strip()
    return bool(said and gold) and said[0] == gold[0]


class IouReward(RowReward):
    """Plain IoU of the last answer block's window."""

    @staticmethod
    def reward(completion: str, row: Row) -> float:
        """Between 0 and 1."""
        return iou(_answered(completion), _gold(row)[0])


class TimeAwareIouReward(RowReward):
    """Time-R1's `iou_v2`."""

    @staticmethod
    def reward(completion: str, row: Row) -> float:
        """Between 0 and 1."""
        return time_aware_iou(_answered(completion), _gold(row)[0], float(_column(row, "duration")))


class FormReward(RowReward):
    """A think block, then an answer block."""

    @staticmethod
    def reward(completion: str, row: Row) -> float:
        """1 or 0."""
        return thought_and_answer(completion)


class ScaledIouReward(RowReward):
    """VideoTemp-o3's accuracy: of `data_type` qa the first letter, of grounding the scaled IoU."""

    @staticmethod
    def reward(completion: str, row: Row) -> float:
        """Between 0 and 1."""
        if row.get("data_type") == "qa":
            return float(_right_letter(completion, row))
        answer = last_answer(completion)
        return scaled_iou(read_windows(answer).windows if answer else (), _gold(row))


class ClipReward(RowReward):
    """VideoTemp-o3's reward for the last clip that was asked for, where a qa answer is right."""

    @staticmethod
    def reward(completion: str, row: Row) -> float:
        """Between -0.1 and 1."""
        correct = row.get("data_type") == "qa" and _right_letter(completion, row)
        return clip_reward(completion, gold_windows(_column(row, "timestamp")), correct=correct)


REWARDS: Mapping[str, type[RowReward]] = {
    "t3_iou": IouReward,
    "t3_time_aware_iou": TimeAwareIouReward,
    "t3_form": FormReward,
    "t3_scaled_iou": ScaledIouReward,
    "t3_clip": ClipReward,
}


def register(orms: MutableMapping[str, Any]) -> None:
    """Adds all of them to ms-swift's table of rewards."""
    orms.update(REWARDS)
