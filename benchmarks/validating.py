"""Does a benchmark's scorer do what it says? Proved on its own samples, without any model.

Every scorer is given the gold answers, each wrong option, and replies that are none. What a rule of
others makes of them may be odd: that is a quirk, told with its worth. `robust` has none to have.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from benchmarks.choices import LETTERS
from benchmarks.contract import Benchmark, Prediction, Sample, Scored, Scorer
from benchmarks.scoring import Failures, Result, score

Mark = Literal["proved", "quirk", "fault"]

REFUSAL = "I'm sorry, I cannot tell."
_OURS = "robust"
_EXAMPLES = 3
_ROUNDING = 1e-6
"""A formula with an epsilon gives gold a little less than 1."""
_OPPOSITE = {"yes": "no", "no": "yes"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    scorer: str
    """Empty for what concerns the samples."""
    name: str
    mark: Mark
    n: int
    """Samples that it rests on."""
    bad: int = 0
    """Those of which it does not hold."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Validation:
    """What was proved of a benchmark."""

    benchmark: str
    n: int
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is at fault; quirks of others' rules are none of ours."""
        return all(check.mark != "fault" for check in self.checks)


def validate(benchmark: Benchmark, samples: Sequence[Sample], partial: bool = False) -> Validation:
    """Proves the benchmark's samples and each of its scorers.

    Args:
        benchmark: Which one.
        samples: Of its annotations.
        partial: Whether these are a part of them, so that official counts cannot hold.
    """
    checks = list(_of_samples(benchmark, samples, partial))
    if not any(check.mark == "fault" and check.name == "unique ids" for check in checks):
        for scorer in benchmark.scorers:
            checks += _of_scorer(benchmark, scorer, samples)
    return Validation(benchmark.id, len(samples), tuple(checks))


def _of_samples(benchmark: Benchmark, samples: Sequence[Sample], partial: bool) -> Iterator[Check]:
    twice = [id for id, count in Counter(s.id for s in samples).items() if count > 1]
    yield _check("", "unique ids", len(samples), twice)
    strange = [
        s.id
        for s in samples
        if s.options and s.answer and s.answer not in (*LETTERS[: len(s.options)], "@")
    ]
    yield _check("", "gold is one of the options", len(samples), strange)
    yield from _groups(benchmark, samples)
    if partial:
        return
    if benchmark.size is not None:
        yield _count("samples", len(samples), benchmark.size)
    for grouping, sizes in benchmark.group_sizes.items():
        found = Counter(group for s in samples for group in _groups_of(s, grouping))
        for group in {**sizes, **found}:
            yield _count(f"{grouping}: {group}", found[group], sizes.get(group, 0))


def _groups(benchmark: Benchmark, samples: Sequence[Sample]) -> Iterator[Check]:
    by_task: dict[str, set[str]] = {}
    for sample in samples:
        by_task.setdefault(sample.task, set()).update(sample.groups)
    bare = [
        s.id
        for s in samples
        if any(not all(_groups_of(s, name) or [""]) for name in by_task[s.task])
    ]
    yield _check("", "every sample lands in its groups", len(samples), bare)
    for grouping, sizes in benchmark.group_sizes.items():
        other = [s.id for s in samples if not {*_groups_of(s, grouping)} <= {*sizes}]
        yield _check("", f"{grouping}: official names only", len(samples), other)


def _groups_of(sample: Sample, grouping: str) -> tuple[str, ...]:
    group = sample.groups.get(grouping, ())
    return (group,) if isinstance(group, str) else tuple(group)


def _of_scorer(benchmark: Benchmark, scorer: Scorer, samples: Sequence[Sample]) -> Iterator[Check]:
    def run(predictions: Sequence[Prediction], failures: Failures = "official") -> Result:
        return score(benchmark, samples, predictions, scorer.name, failures)

    def states(sample: Sample, answer: str) -> Prediction:
        return scorer.states(sample, answer) if scorer.states else Prediction(sample.id, answer)

    known = [s for s in samples if s.answer and s.task not in benchmark.judged_tasks]
    yield _gold(scorer, run([states(s, s.answer) for s in known if s.answer != "@"]))
    yield _wrong(scorer, known, run, states)
    for name, reply in (("empty", ""), ("refused", REFUSAL), ("failed", None), ("missing", "-")):
        said = [Prediction(s.id, reply, "" if reply else name) for s in known if name != "missing"]
        yield from _nothing(scorer, name, said, run)


def _gold(scorer: Scorer, result: Result) -> Check:
    asked = [row for row in result.rows if row.status != "missing"]
    bad = [row for row in asked if row.reading.worth < 1 - _ROUNDING]
    check = _check(scorer.name, "gold scores 1", len(asked), [row.sample.id for row in bad])
    if bad and scorer.name != _OURS and len(bad) < len(asked):
        golds = ", ".join(sorted({row.sample.answer[:12] for row in bad})[:6])
        return replace(check, mark="quirk", detail=f"not read: {golds}; {check.detail}")
    return check


def _wrong(
    scorer: Scorer,
    samples: Sequence[Sample],
    run: Callable[[Sequence[Prediction]], Result],
    states: Callable[[Sample, str], Prediction],
) -> Check:
    others = {sample.id: wrong_answers(sample) for sample in samples}
    bad: list[Scored] = []
    tried = 0
    for turn in range(max(map(len, others.values()), default=0)):
        said = [states(s, others[s.id][turn]) for s in samples if turn < len(others[s.id])]
        tried += len(said)
        bad += [row for row in run(said).rows if row.status != "missing" and row.reading.worth > 0]
    check = _check(scorer.name, "wrong answers score 0", tried, [row.sample.id for row in bad])
    return _quirk(check, bad) if scorer.name != _OURS else check


def _nothing(
    scorer: Scorer,
    name: str,
    said: Sequence[Prediction],
    run: Callable[[Sequence[Prediction], Failures], Result],
) -> Iterator[Check]:
    """A reply that is none: 0 and counted under `--failures wrong`, and told under the rule's."""
    strict = run(said, "wrong")
    bad = [row for row in strict.rows if row.reading.worth or not row.counted]
    check = _check(scorer.name, f"{name}: 0 and counted", strict.n, [row.sample.id for row in bad])
    if bad and scorer.name != _OURS and name == "refused":
        check = _quirk(check, bad)
    kinds = strict.scored + strict.unparsed + strict.failed + strict.missing
    told = {"failed": strict.failed, "missing": strict.missing}.get(name, strict.n)
    if kinds != strict.n or told != strict.n:
        check = replace(check, mark="fault", detail="not every sample is accounted for")
    yield check
    by_rule = run(said, "official")
    worth = sum(row.reading.worth for row in by_rule.rows if row.counted)
    left_out = by_rule.n - by_rule.counted
    if name != "refused" and (worth or left_out):
        told_as = ", ".join(
            part
            for part in (
                f"worth {worth:g} points of {by_rule.n:,}" if worth else "",
                f"{left_out:,} left out" if left_out else "",
            )
            if part
        )
        yield Check(
            scorer.name, f"{name}, by the rule itself", "quirk", by_rule.n, left_out, told_as
        )


def wrong_answers(sample: Sample) -> list[str]:
    """Every other option; the opposite of yes or no, the next number; none for other texts."""
    if sample.options:
        return [x for x in LETTERS[: len(sample.options)] if x != sample.answer]
    if sample.answer in ("A", "B"):
        return ["B" if sample.answer == "A" else "A"]
    if re.fullmatch(r"\d+", sample.answer):
        return [str(int(sample.answer) + 1)]
    other = _OPPOSITE.get(sample.answer.lower())
    if other is None:
        return []
    return [other.capitalize() if sample.answer[:1].isupper() else other]


def _quirk(check: Check, bad: Sequence[Scored]) -> Check:
    if not bad:
        return check
    worth = sum(row.reading.worth for row in bad)
    return replace(check, mark="quirk", detail=f"worth {worth:g} points; {check.detail}")


def _check(scorer: str, name: str, n: int, bad: Sequence[str]) -> Check:
    if not bad:
        return Check(scorer, name, "proved", n)
    shown = ", ".join(bad[:_EXAMPLES]) + (", …" if len(bad) > _EXAMPLES else "")
    return Check(scorer, name, "fault", n, len(bad), shown)


def _count(name: str, found: int, official: int) -> Check:
    if found == official:
        return Check("", name, "proved", found)
    return Check("", name, "fault", found, abs(found - official), f"official {official:,}")


def as_json(validation: Validation) -> Mapping[str, object]:
    """For machines: the checks and whether all hold."""
    return {
        "benchmark": validation.benchmark,
        "n": validation.n,
        "holds": validation.holds,
        "checks": [
            {name: getattr(check, name) for name in Check.__slots__} for check in validation.checks
        ],
    }
