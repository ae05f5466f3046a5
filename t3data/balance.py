"""Accepts or rejects candidate questions so that the options alone do not give the truth away.

Real videos leak: "he then finishes" is told late, long sentences tell long events. A conditional
logit, fitted on pilot questions, says how likely each option looks without the captions; a
question is kept with probability min(p) / p(truth), which leaves every option equally likely to be
the truth. Two models are fitted, each on half of the groups, and none judges a group it has seen.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from math import exp
from typing import Any

from t3data.balance_features import TOLD, Tell, keys_of, option_features
from t3data.balance_texts import TextModel, fit_texts
from t3data.blind import BlindQuestion, blind_question
from t3data.seeding import stable_hash
from t3data.types import Timeline

__all__ = ["Balancer", "BlindQuestion", "TaskBalance", "blind_question", "fit_balancer"]

_FOLDS = 2
_UNIT = 2.0**64
_MOST_SUMS = 1 << 16

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class TaskBalance:
    """What is known about one task."""

    weights: tuple[Mapping[str, Weights], ...]
    """For each fold the weights by relation and key; fold *i* judges the groups of fold *i*."""
    scales: Mapping[str, float]
    """Factors on the scores by number of options, "" for any other number; none: accept all."""
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
    texts: TextModel | None = None
    """What texts tell about their events, where timelines told the fit."""
    _sums: dict[tuple[tuple[str, int, str], str], float] = field(
        default_factory=dict, compare=False, repr=False
    )

    def probabilities(self, question: BlindQuestion) -> list[float]:
        """How likely each option looks to a reader who does not see the captions."""
        task = self.tasks.get(question.task)
        if task is None or not task.scales:
            return [1 / len(question.options)] * len(question.options)
        fold = fold_of(self.seed, question.group)
        tables = task.weights[fold]
        table = tables.get(question.relation) or tables[""]
        tell = partial(self.texts.tell, fold) if self.texts else None
        name = (question.task, fold, question.relation)
        get = table.get
        scores = [
            sum([factor * self._sum(name, table, text, tell) for factor, text in texts])
            + sum([value * get(key, 0.0) for value, key in keys])
            for texts, keys in option_features(question, tell)
        ]
        return softmax(scores, scale_for(task.scales, len(scores)))

    def _sum(
        self, name: tuple[str, int, str], table: Weights, text: str, tell: Tell | None
    ) -> float:
        """What `text` weighs; remembered, for one event is asked about many times."""
        known = self._sums.get((name, text))
        if known is None:
            known = sum([table.get(key, 0.0) for key in keys_of(text)])
            if tell:
                known += sum(
                    table.get(key, 0.0) * told for key, told in zip(TOLD, tell(text), strict=True)
                )
            if len(self._sums) >= _MOST_SUMS:
                self._sums.clear()
            self._sums[name, text] = known
        return known

    def accept(self, question: BlindQuestion, key: str) -> bool:
        """Whether to keep `question`; a pure function of the balancer, the question and `key`."""
        task = self.tasks.get(question.task)
        if task is None or not task.scales:
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
                    "scales": dict(task.scales),
                    "questions": task.questions,
                    "leak": task.leak,
                    "survival": task.survival,
                }
                for name, task in self.tasks.items()
            },
            "texts": [dict(fold) for fold in self.texts.weights] if self.texts else None,
        }

    @staticmethod
    def from_dict(record: Mapping[str, Any]) -> "Balancer":
        """The inverse of `to_dict`, exact to the last bit."""
        told = record.get("texts") or ()
        texts = tuple({key: tuple(row) for key, row in fold.items()} for fold in told)
        return Balancer(
            seed=record["seed"],
            tasks={
                name: TaskBalance(**{**task, "weights": tuple(task["weights"])})
                for name, task in record["tasks"].items()
            },
            texts=TextModel(texts) if texts else None,
        )


def fit_balancer(
    pilot: Sequence[BlindQuestion], seed: int, timelines: Iterable[Timeline] = ()
) -> Balancer:
    """Fits one model per task; tasks with too few pilot questions are left out: all is accepted.

    Args:
        pilot: Candidate questions as the generators propose them, nothing rejected for balance.
            What the models do not learn from it stays in the rows, and their chance errors show
            in the rows too: there should be about as many as rows are to be made.
        seed: Decides folds and draws.
        timelines: Timed timelines, the more the better; they need not be those of `pilot`.
    """
    from t3data.balance_fit import fit_task

    by_task: dict[str, list[BlindQuestion]] = defaultdict(list)
    for question in pilot:
        by_task[question.task].append(question)
    texts = fit_texts(timelines, seed, range(_FOLDS))
    tasks = {name: fit_task(by_task[name], seed, texts) for name in sorted(by_task)}
    return Balancer(seed, {name: task for name, task in tasks.items() if task is not None}, texts)


@lru_cache(1 << 14)
def fold_of(seed: int, group: str) -> int:
    """Which model judges the questions of `group`."""
    return stable_hash(seed, "balance fold", group) % _FOLDS


def scale_for(scales: Mapping[str, float], options: int) -> float:
    """The factor for a question with so many options."""
    return scales.get(str(options), scales[""])


def softmax(scores: Sequence[float], scale: float) -> list[float]:
    """Probabilities in proportion to exp(scale * score)."""
    highest = max(scores)
    powers = [exp(scale * (score - highest)) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
