"""Answers become levels: accuracies with intervals clustered by source."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from probing.diagnosis.types import Key, Level
from probing.types import Answer
from t3data.errors import T3Error
from t3data.statistics import Estimate, clustered_proportion

Table = Mapping[str, Mapping[Key, Sequence[Answer]]]


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item's share of right answers over rotations or seeds."""

    source: str
    right: float


def key_of(answer: Answer) -> Key:
    """The level that an answer belongs to."""
    return Key(answer.probe, answer.condition, answer.place, answer.classifier)


def by_level(answers: Iterable[Answer]) -> Table:
    """Answers by aspect and key, in the order in which these first occur.

    Raises:
        T3Error: an answer is there twice; it would be counted twice.
    """
    table: dict[str, dict[Key, list[Answer]]] = defaultdict(lambda: defaultdict(list))
    seen = set()
    for answer in answers:
        key = key_of(answer)
        identity = (answer.aspect, answer.item, key, answer.rotation, answer.seed)
        if identity in seen:
            raise T3Error(
                f"{answer.item}: answered twice ({key.label}, rotation {answer.rotation}, seed "
                f"{answer.seed}); an item counts once, so remove one of the two"
            )
        seen.add(identity)
        table[answer.aspect][key].append(answer)
    return table


def measure(key: Key, answers: Sequence[Answer]) -> Level:
    """The level of answers of one key; there is at least one."""
    given = [answer for answer in answers if answer.mark != "failed"]
    right = None
    if given:
        right = clustered_proportion(
            [answer.mark == "right" for answer in given], [answer.source for answer in given]
        )
    consistent, consistent_chance = _consistency(answers)
    official = [answer.official for answer in given if answer.official is not None]
    return Level(
        key=key,
        right=right,
        chance=fmean(1 / answer.options for answer in answers),
        items=len({answer.item for answer in answers}),
        asked=len(answers),
        failed=len(answers) - len(given),
        misformat=sum(answer.mark == "misformat" for answer in given),
        consistent=consistent,
        consistent_chance=consistent_chance,
        rotations=len({answer.rotation for answer in answers}),
        seeds=len({answer.seed for answer in answers}),
        official=fmean(official) if official else None,
        followed=_followed(given),
    )


def item_scores(answers: Sequence[Answer]) -> dict[str, ItemScore]:
    """For each item that was answered at least once: the mean over its answers."""
    marks: dict[str, list[bool]] = defaultdict(list)
    sources = {}
    for answer in answers:
        if answer.mark != "failed":
            marks[answer.item].append(answer.mark == "right")
            sources[answer.item] = answer.source
    return {item: ItemScore(sources[item], fmean(values)) for item, values in marks.items()}


def _followed(given: Sequence[Answer]) -> Estimate | None:
    turned = [one for one in given if one.backwards not in (None, one.answer)]
    if not turned:
        return None
    return clustered_proportion(
        [one.chosen == one.backwards for one in turned], [one.source for one in turned]
    )


def _consistency(answers: Sequence[Answer]) -> tuple[Estimate | None, float | None]:
    """Right under every rotation, and what independent guesses would reach.

    An item that failed under some rotation is left out: nobody knows what it would have said.
    """
    by_item: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_item[answer.item].append(answer)
    turned = [
        group
        for group in by_item.values()
        if len({answer.rotation for answer in group}) > 1
        and all(answer.mark != "failed" for answer in group)
    ]
    if not turned:
        return None, None
    estimate = clustered_proportion(
        [all(answer.mark == "right" for answer in group) for group in turned],
        [group[0].source for group in turned],
    )
    return estimate, fmean(group[0].options ** -float(len(group)) for group in turned)
