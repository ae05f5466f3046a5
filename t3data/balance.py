"""Accepts or rejects candidate questions so that the options alone do not give the truth away.

Real videos leak: "he then finishes" is told late, long sentences tell long events. A conditional
logit, fitted on pilot questions, says how likely each option looks without the captions; a
question is kept with probability min(p) / p(truth), which leaves every option equally likely to be
the truth. Two models are fitted, each on half of the groups, and none judges a group it has seen.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Any

from t3data.blind import BlindQuestion, Group, blind_question, option_features
from t3data.seeding import stable_hash

__all__ = ["Balancer", "BlindQuestion", "TaskBalance", "blind_question", "fit_balancer"]

_FOLDS = 2
_UNIT = 2.0**64

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class TaskBalance:
    """What is known about one task."""

    weights: tuple[Mapping[str, Weights], ...]
    """For each fold the weights by relation and key; fold *i* judges the groups of fold *i*."""
    scale: float
    """Factor on the scores: 1 is the fitted model, 0 accepts everything."""
    questions: int
    """Pilot questions the models were fitted on."""
    leak: float
    """How much more often than by chance the likeliest option was the truth in the pilot."""
    survival: float
    """The share of the pilot that is accepted on average."""


@dataclass(frozen=True, slots=True)
class Balancer:
    """A fitted model: plain data, the same decisions in every process."""

    seed: int
    tasks: Mapping[str, TaskBalance]

    def probabilities(self, question: BlindQuestion) -> list[float]:
        """How likely each option looks to a reader who does not see the captions."""
        task = self.tasks.get(question.task)
        if task is None or task.scale == 0.0:
            return [1 / len(question.options)] * len(question.options)
        tables = task.weights[fold_of(self.seed, question.group)]
        table = tables.get(question.relation) or tables[""]
        scores = [_score(table, groups) for groups in option_features(question)]
        return softmax(scores, task.scale)

    def accept(self, question: BlindQuestion, key: str) -> bool:
        """Whether to keep `question`; a pure function of the balancer, the question and `key`."""
        task = self.tasks.get(question.task)
        if task is None or task.scale == 0.0:
            return True
        p = self.probabilities(question)
        draw = stable_hash(self.seed, "balance", key) / _UNIT
        return draw * p[question.answer] < min(p)

    def to_dict(self) -> dict[str, Any]:
        """The balancer in JSON types."""
        return {
            "seed": self.seed,
            "tasks": {
                name: {
                    "weights": [{k: dict(v) for k, v in fold.items()} for fold in task.weights],
                    "scale": task.scale,
                    "questions": task.questions,
                    "leak": task.leak,
                    "survival": task.survival,
                }
                for name, task in self.tasks.items()
            },
        }

    @staticmethod
    def from_dict(record: Mapping[str, Any]) -> "Balancer":
        """The inverse of `to_dict`, exact to the last bit."""
        return Balancer(
            seed=record["seed"],
            tasks={
                name: TaskBalance(**{**task, "weights": tuple(task["weights"])})
                for name, task in record["tasks"].items()
            },
        )


def fit_balancer(pilot: Sequence[BlindQuestion], seed: int) -> Balancer:
    """Fits one model per task; tasks with too few pilot questions are left out: all is accepted.

    Args:
        pilot: Candidate questions as the generators propose them, nothing rejected for balance.
        seed: Decides folds and draws.
    """
    from t3data.balance_fit import fit_task

    by_task: dict[str, list[BlindQuestion]] = defaultdict(list)
    for question in pilot:
        by_task[question.task].append(question)
    tasks = {name: fit_task(by_task[name], seed) for name in sorted(by_task)}
    return Balancer(seed, {name: task for name, task in tasks.items() if task is not None})


@lru_cache(1 << 14)
def fold_of(seed: int, group: str) -> int:
    """Which model judges the questions of `group`."""
    return stable_hash(seed, "balance fold", group) % _FOLDS


def softmax(scores: Sequence[float], scale: float) -> list[float]:
    """Probabilities in proportion to exp(scale * score)."""
    highest = max(scores)
    powers = [exp(scale * (score - highest)) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def _score(table: Weights, groups: Sequence[Group]) -> float:
    get = table.get
    return sum([value * sum([get(key, 0.0) for key in keys]) for value, keys in groups])
