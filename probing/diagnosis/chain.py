"""What is left of an item after each stage, and what each stage therefore loses.

features after the tower -> features after the connector -> the model's answer. The losses
1 - tower, tower - connector and connector - answer add up to 1 - answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from probing.diagnosis.levels import ItemScore, item_scores
from probing.diagnosis.types import Key, Level, Loss, Stage, best_at
from probing.types import Answer
from t3data.statistics import Difference, bounded_difference, paired_difference

VIDEO, TEXT, OWN_TEXT = Key("video"), Key("text"), Key("self_text")

_STAGES: dict[tuple[bool, bool], tuple[Stage, ...]] = {
    (True, True): ("encoder", "connector", "language model"),
    (True, False): ("encoder", "connector or language model"),
    (False, True): ("encoder or connector", "language model"),
}
"""By whether there are features after the tower, and after the connector."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What each stage loses, item by item."""

    stages: tuple[Stage, ...]
    lost: NDArray[np.float64]
    """(stages, items), in [-1, 1]."""
    sources: tuple[str, ...]
    """The cluster of each item."""
    beaten: Difference | None = None
    """By how much the model's answers beat the best features, where they do."""

    def losses(self) -> tuple[Loss, ...]:
        """The mean loss of each stage with its interval."""
        pairs = zip(self.stages, self.lost, strict=True)
        return tuple(Loss(stage, bounded_difference(lost, self.sources)) for stage, lost in pairs)

    def lead(self, first: Stage, second: Stage) -> Difference:
        """By how much `first` loses more than `second`."""
        one, other = self.stages.index(first), self.stages.index(second)
        return bounded_difference(self.lost[one] - self.lost[other], self.sources)


def chain_of(answers: Mapping[Key, Sequence[Answer]], levels: Sequence[Level]) -> Chain | None:
    """The chain over the items that all of its probes answered; None without features or items."""
    vision, connector = best_at(levels, "vision"), best_at(levels, "connector")
    places = [level.key for level in (vision, connector) if level]
    if not places or VIDEO not in answers:
        return None
    scores = [item_scores(answers[key]) for key in (*places, VIDEO)]
    items = common(*scores)
    if not items:
        return None
    kept = np.array([[table[item].right for item in items] for table in scores])
    sources = tuple(scores[-1][item].source for item in items)
    best = kept[:-1][kept[:-1].mean(1).argmax()]
    beaten = paired_difference(kept[-1], best, sources) if _more(kept[-1], best) else None
    # Whatever a later stage shows was there before it: a place holds at least what comes after.
    for stage in reversed(range(len(kept) - 1)):
        if _more(kept[stage + 1], kept[stage]):
            kept[stage] = kept[stage + 1]
    lost = -np.diff(np.vstack([np.ones(len(items)), kept]), axis=0)
    return Chain(_STAGES[vision is not None, connector is not None], lost, sources, beaten)


def gap(answers: Mapping[Key, Sequence[Answer]], better: Key, worse: Key) -> Difference | None:
    """The paired difference of two levels on the items that both answered."""
    if better not in answers or worse not in answers:
        return None
    first, second = item_scores(answers[better]), item_scores(answers[worse])
    items = common(first, second)
    if not items:
        return None
    return paired_difference(
        [first[item].right for item in items],
        [second[item].right for item in items],
        [first[item].source for item in items],
    )


def common(*tables: Mapping[str, ItemScore]) -> list[str]:
    """The items that are in all tables, in the order of the first."""
    return [item for item in tables[0] if all(item in table for table in tables[1:])]


def _more(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    return bool(one.mean() > other.mean())
