"""Two scored runs of one benchmark on the same samples: B - A, by video, number by number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from benchmarks.stored import ByVideo, StoredRun
from t3data.errors import T3Error
from t3data.statistics import Difference, bounded_difference, holm, mcnemar, questions_needed

_EXAMPLES = 3
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Pair:
    """One number of both runs."""

    grouping: str
    """Empty for the score."""
    name: str
    a: float
    b: float
    """As printed: percentages as a rule."""
    difference: Difference
    """B - A in the same unit."""
    p_holm: float
    """Corrected: a score for all benchmarks that are compared, a group for all of its benchmark."""
    needed: int | None
    """Questions that would show a difference of this size; None where there is none."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs of one benchmark under one rule."""

    benchmark: str
    scorer: str
    failures: str
    name_a: str
    name_b: str
    score: Pair
    groups: tuple[Pair, ...]
    only_a: int
    """Questions that A alone has right, among those that count for both."""
    only_b: int
    p_mcnemar: float
    """Exact; it knows no videos and stands beside the clustered p."""
    both_count: int
    """Questions that count for both, under the failure policy."""
    unanswered_a: Mapping[str, int]
    """Missing, failed and unparsed samples."""
    unanswered_b: Mapping[str, int]

    @property
    def finding(self) -> str:
        """Which of the two is better, if that can be told."""
        if self.score.p_holm >= 0.05:
            return "no difference seen"
        return "B better" if self.score.difference.value > 0 else "A better"


def compare_all(a: Sequence[StoredRun], b: Sequence[StoredRun]) -> list[Comparison]:
    """Compares what both sides have of each benchmark; Holm corrects for looking at several.

    Raises:
        T3Error: no benchmark is in both, or one was not scored alike or on the same samples.
    """
    found = [compare(one, other) for one, other in _matched(a, b)]
    adjusted = holm([one.score.difference.p for one in found])
    return [
        replace(one, score=replace(one.score, p_holm=p))
        for one, p in zip(found, adjusted, strict=True)
    ]


def compare(a: StoredRun, b: StoredRun) -> Comparison:
    """Compares two runs of one benchmark.

    Raises:
        T3Error: other benchmarks, rules or samples, or a run without a score.
    """
    if a.benchmark != b.benchmark:
        raise T3Error(f"{a.name} is a run of {a.benchmark}, {b.name} of {b.benchmark}")
    if a.rule != b.rule:
        raise T3Error(
            f"{a.benchmark}: {a.name} has scorer {' and failures '.join(a.rule)}, {b.name} has "
            f"scorer {' and failures '.join(b.rule)}; score both alike"
        )
    _same_samples(a, b)
    pairs = list(_pairs(a, b))
    if not pairs or pairs[0].grouping:
        raise T3Error(f"{a.benchmark}: {a.name} or {b.name} has no score; nothing was counted")
    scores = [pair for pair in pairs if not pair.grouping]
    groups = [pair for pair in pairs if pair.grouping] + scores[1:]
    adjusted = holm([pair.difference.p for pair in groups])
    counted, only_a, only_b = _discordant(a, b)
    return Comparison(
        benchmark=a.benchmark,
        scorer=a.rule[0],
        failures=a.rule[1],
        name_a=a.name,
        name_b=b.name,
        score=scores[0],
        groups=tuple(replace(g, p_holm=p) for g, p in zip(groups, adjusted, strict=True)),
        only_a=only_a,
        only_b=only_b,
        p_mcnemar=mcnemar(only_a, only_b),
        both_count=counted,
        unanswered_a=_unanswered(a),
        unanswered_b=_unanswered(b),
    )


def _matched(
    a: Sequence[StoredRun], b: Sequence[StoredRun]
) -> Iterator[tuple[StoredRun, StoredRun]]:
    of_a, of_b = _by_benchmark(a), _by_benchmark(b)
    shared = [name for name in of_a if name in of_b]
    if not shared:
        raise T3Error(
            f"no benchmark in both: {a[0].name} has {', '.join(of_a)}, "
            f"{b[0].name} has {', '.join(of_b)}"
        )
    for name in shared:
        rules = [rule for rule in of_a[name] if rule in of_b[name]]
        # Where no rule is common, the first of each says in `compare` what is not alike.
        pairs = [(of_a[name][rule], of_b[name][rule]) for rule in rules]
        yield from pairs or [(next(iter(of_a[name].values())), next(iter(of_b[name].values())))]


def _by_benchmark(runs: Sequence[StoredRun]) -> dict[str, dict[tuple[str, str], StoredRun]]:
    found: dict[str, dict[tuple[str, str], StoredRun]] = {}
    for run in runs:
        rules = found.setdefault(run.benchmark, {})
        if run.rule in rules:
            raise T3Error(
                f"{run.benchmark}: {rules[run.rule].name} and {run.name} are on one side of the "
                "comparison; name the directory of one run"
            )
        rules[run.rule] = run
    return found


def _same_samples(a: StoredRun, b: StoredRun) -> None:
    ids_a, ids_b = ({verdict.id: None for verdict in run.verdicts} for run in (a, b))
    for run, other, lacking in (
        (a, b, [id for id in ids_a if id not in ids_b]),
        (b, a, [id for id in ids_b if id not in ids_a]),
    ):
        if lacking:
            some = ", ".join(lacking[:_EXAMPLES]) + (", …" if len(lacking) > _EXAMPLES else "")
            raise T3Error(
                f"{a.benchmark}: {len(lacking):,} samples of {run.name} are not in {other.name}: "
                f"{some}; score both with the same annotations"
            )


def _pairs(a: StoredRun, b: StoredRun) -> Iterator[Pair]:
    of_b = {(number.grouping, number.name): number for number in b.numbers}
    for one in a.numbers:
        other = of_b.get((one.grouping, one.name))
        if other is None or one.value is None or other.value is None:
            continue
        by_video = (one, a.videos), (other, b.videos)
        difference = _difference(other.value - one.value, *by_video)
        needed = None
        if difference.value and difference.se == difference.se and difference.se:
            deviation = difference.se * sqrt(difference.n)
            needed = questions_needed(difference.value, deviation)
        yield Pair(
            one.grouping,
            one.name,
            one.value * one.scale,
            other.value * other.scale,
            _scaled(difference, one.scale),
            difference.p,
            needed,
        )


def _difference(
    value: float, a: tuple[ByVideo, Sequence[str]], b: tuple[ByVideo, Sequence[str]]
) -> Difference:
    """B - A, which is `value`, from what each video (of those named) adds to the two numbers.

    Each unit stands for the difference plus its share of what its video adds to it. Where a number
    is a plain mean of the same units this is the paired difference of their worths; a macro mean,
    or two means over different denominators, differ in the weights alone.
    """
    places: dict[str, int] = {}
    found = [
        (number, np.array([places.setdefault(names[at], len(places)) for at in number.videos]))
        for number, names in (a, b)
    ]
    units, adds = np.zeros(len(places), np.int64), np.zeros(len(places))
    for sign, (number, at) in zip((-1, 1), found, strict=True):
        units[at] = np.maximum(units[at], number.units)
        adds[at] += sign * np.array(number.adds)
    values = value + units.sum() * adds / units
    values[np.abs(values) < _ROUNDING] = 0.0  # how many videos differ at all is counted
    return bounded_difference(np.repeat(values, units), np.repeat(np.arange(len(units)), units))


def _scaled(difference: Difference, scale: float) -> Difference:
    return replace(
        difference,
        value=scale * difference.value,
        low=scale * difference.low,
        high=scale * difference.high,
        se=scale * difference.se,
    )


def _discordant(a: StoredRun, b: StoredRun) -> tuple[int, int, int]:
    """Questions that count for both, and those that only A and only B has right."""
    of_b = {verdict.id: verdict for verdict in b.verdicts}
    pairs = [(one, of_b[one.id]) for one in a.verdicts]
    both = [(x.worth >= 1, y.worth >= 1) for x, y in pairs if x.counted and y.counted]
    return len(both), sum(x and not y for x, y in both), sum(y and not x for x, y in both)


def _unanswered(run: StoredRun) -> dict[str, int]:
    return {name: int(run.result[name]) for name in ("missing", "failed", "unparsed")}
