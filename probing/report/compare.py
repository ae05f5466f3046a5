"""Two runs side by side: the same questions in the same order of options, paired, by source."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from probing.diagnosis.diagnose import rank
from probing.diagnosis.levels import key_of
from probing.diagnosis.types import Key
from probing.types import Answer
from t3data.errors import T3Error
from t3data.statistics import (
    Difference,
    Estimate,
    clustered_proportion,
    holm,
    paired_difference,
    questions_needed,
    sign_flip,
)

Question = tuple[str, str, Key, int, int]
"""Aspect, item, key, rotation, seed: what is asked once in a run."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One probe on one aspect in both runs, over what both answered."""

    aspect: str
    key: Key
    a: Estimate
    b: Estimate
    difference: Difference
    """b - a."""
    p_sign_flip: float
    """A check without assumptions on the distribution: whole sources change their sign."""
    p_holm: float
    """`difference.p`, corrected for looking at all aspects with this probe."""
    needed: int | None
    """Answers that would show a difference of this size (power 0.8), as clustered as these; None
    where there is none."""

    @property
    def finding(self) -> str:
        """Which run is better, or nothing where the difference may be an accident."""
        if self.p_holm >= 0.05:
            return ""
        return "B better" if self.difference.value > 0 else "A better"


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Questions of one probe that have no answer in one of the runs."""

    aspect: str
    label: str
    """The probe."""
    why: str
    """Such as "only in A" or "failed in B"."""
    answers: int
    items: tuple[str, ...]
    """Each once, in order."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run B against run A."""

    name_a: str
    name_b: str
    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]


def compare(
    answers_a: Iterable[Answer],
    answers_b: Iterable[Answer],
    name_a: str = "A",
    name_b: str = "B",
) -> Comparison:
    """The paired differences B - A for each aspect and probe.

    Raises:
        T3Error: the runs have no question in common, or a run has an answer twice.
    """
    first, second = _by_question(answers_a, name_a), _by_question(answers_b, name_b)
    both = []
    alone: dict[tuple[str, str, str], list[str]] = {}
    for question in dict.fromkeys([*first, *second]):
        why = _unmatched(first.get(question), second.get(question))
        if why:
            alone.setdefault((question[0], question[2].label, why), []).append(question[1])
        else:
            both.append(question)
    if not both:
        raise T3Error(
            f"{name_a} and {name_b}: no question was answered by both; compare runs on the same "
            "suite and with the same rotations"
        )
    groups: dict[tuple[str, Key], list[tuple[Answer, Answer]]] = {}
    for question in both:
        group = groups.setdefault((question[0], question[2]), [])
        group.append((first[question], second[question]))
    aspects = {aspect: place for place, aspect in enumerate(dict.fromkeys(g[0] for g in groups))}
    ordered = sorted(groups, key=lambda group: (aspects[group[0]], rank(group[1])))
    pairs = _corrected([_pair(aspect, key, groups[aspect, key]) for aspect, key in ordered])
    unmatched = tuple(
        Unmatched(*where, len(items), tuple(dict.fromkeys(items))) for where, items in alone.items()
    )
    return Comparison(name_a, name_b, tuple(pairs), unmatched)


def _by_question(answers: Iterable[Answer], name: str) -> dict[Question, Answer]:
    found: dict[Question, Answer] = {}
    for answer in answers:
        question = (answer.aspect, answer.item, key_of(answer), answer.rotation, answer.seed)
        if question in found:
            raise T3Error(f"{name}: {answer.item} is answered twice; remove one of the two")
        found[question] = answer
    return found


def _unmatched(a: Answer | None, b: Answer | None) -> str:
    if a is None:
        return "only in B"
    if b is None:
        return "only in A"
    failed = [name for name, one in (("A", a), ("B", b)) if one.mark == "failed"]
    return f"failed in {' and '.join(failed)}" if failed else ""


def _pair(aspect: str, key: Key, answers: list[tuple[Answer, Answer]]) -> Pair:
    sources = [one.source for one, _ in answers]
    a = [one.mark == "right" for one, _ in answers]
    b = [other.mark == "right" for _, other in answers]
    difference = paired_difference(b, a, sources)
    flips = [float(other) - one for one, other in zip(a, b, strict=True)]
    needed = None
    if difference.value and difference.clusters > 1 and difference.se > 0:
        spread = difference.se * difference.n**0.5
        needed = questions_needed(difference.value, spread)
    return Pair(
        aspect=aspect,
        key=key,
        a=clustered_proportion(a, sources),
        b=clustered_proportion(b, sources),
        difference=difference,
        p_sign_flip=sign_flip(flips, sources),
        p_holm=difference.p,
        needed=needed,
    )


def _corrected(pairs: list[Pair]) -> list[Pair]:
    """Holm over the aspects of each probe: the family is "did this probe change anywhere?"."""
    adjusted = list(pairs)
    for key in {pair.key for pair in pairs}:
        places = [place for place, pair in enumerate(pairs) if pair.key == key]
        p_values = holm([pairs[place].difference.p for place in places])
        for place, p in zip(places, p_values, strict=True):
            adjusted[place] = replace(pairs[place], p_holm=p)
    return adjusted
