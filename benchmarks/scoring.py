"""Predictions against samples: each sample gets one verdict, each prediction is accounted for.

`n = scored + unparsed + failed + missing` holds for every result. n is the number of samples, and
where a rule counts lines that of the lines beyond one a sample too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    Fate,
    Metric,
    Prediction,
    Reading,
    Sample,
    Scored,
    Scorer,
    Status,
)
from benchmarks.joining import Joined, join
from benchmarks.judging import Judge
from benchmarks.remarks import judged_share, left_out, strange_ids, worth_telling
from benchmarks.totals import Estimate, Units, mean_at
from t3data.errors import T3Error, UsageError

Failures = Literal["official", "wrong", "exclude"]

_UNREAD = Reading(0.0, parsed=False)


@dataclass(frozen=True, slots=True)
class GroupScore:
    """The score of one group."""

    score: float | None
    n: int
    ci: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that is reported. Scores are percentages unless the metric says otherwise."""

    benchmark: str
    scorer: str
    failures: Failures
    n: int
    scored: int
    missing: int
    failed: int
    unparsed: int
    duplicated: int
    unknown: int
    counted: int
    """The denominator: samples that the score rests on."""
    score: float | None
    ci: tuple[float, float] | None
    metrics: Mapping[str, GroupScore]
    groups: Mapping[str, Mapping[str, GroupScore]]
    notes: tuple[str, ...] = ()
    decimals: int = 1
    rows: tuple[Scored, ...] = field(default=(), repr=False)
    """One a sample, in their order."""
    further: tuple[Scored, ...] = field(default=(), repr=False)
    """Those on lines beyond, where the rule counts lines."""

    @property
    def all_rows(self) -> tuple[Scored, ...]:
        """All that the numbers are made of."""
        return self.rows + self.further


def scorer_of(benchmark: Benchmark, name: str) -> Scorer:
    """The benchmark's scorer of this name.

    Raises:
        UsageError: it has none.
    """
    for scorer in benchmark.scorers:
        if scorer.name == name:
            return scorer
    names = ", ".join(scorer.name for scorer in benchmark.scorers)
    raise UsageError(f"{benchmark.id} has no scorer {name!r}; it has {names}")


def default_scorer(benchmark: Benchmark) -> str:
    """The rule we stand behind, `robust` or `strict`; a benchmark's first where it has neither."""
    names = [scorer.name for scorer in benchmark.scorers]
    return next((name for name in ("robust", "strict") if name in names), names[0])


def to_judge(samples: Sequence[Sample], joined: Joined, scorer: Scorer) -> dict[str, str]:
    """Prompts for the judge by sample id: of the replies that the scorer leaves to a judge."""
    if scorer.judge is None:
        return {}
    prompts: dict[str, str] = {}
    for sample in samples:
        prediction = joined.predictions.get(sample.id)
        if prediction is not None and prediction.reply is not None:
            prompt = scorer.judge.prompt(sample, prediction.reply)
            if prompt is not None:
                prompts[sample.id] = prompt
    return prompts


def verdicts(
    samples: Sequence[Sample],
    joined: Joined,
    scorer: Scorer,
    failures: Failures,
    judged: Mapping[str, str] | None = None,
) -> list[Scored]:
    """The verdict on every sample, in their order.

    Args:
        samples: What was asked.
        joined: What was replied.
        scorer: The rule.
        failures: What counts where there is nothing to read.
        judged: The judge's replies by sample id.
    """
    policy, lenient = _policy(scorer, failures), failures == "official"
    known: Mapping[str, Reading] = {}
    if scorer.read_all is not None:
        known = scorer.read_all(samples, _that_count(samples, joined, policy))
        scorer = replace(scorer, read_fields=lambda sample, _: known[sample.id])
    found = [
        _verdict(s, joined.predictions.get(s.id), scorer, policy, lenient, judged or {}, known)
        for s in samples
    ]
    return found if lenient else [replace(one, by_rule=False) for one in found]


def further(
    samples: Sequence[Sample], joined: Joined, scorer: Scorer, failures: Failures
) -> list[Scored]:
    """The verdicts on lines beyond one a sample, where the rule counts lines.

    These repeat an id, or have one that no sample has, if the rule counts such.

    Args:
        samples: What was asked.
        joined: What was replied.
        scorer: The rule.
        failures: What counts where there is nothing to read.
    """
    if scorer.counts == "samples" or not (joined.repeated or joined.strangers):
        return []
    policy, lenient = _policy(scorer, failures), failures == "official"
    asked = {sample.id: sample for sample in samples}
    found = [
        _verdict(asked[line.id], line, scorer, policy, lenient, {}, {})
        for line in joined.repeated
        if line.id in asked
    ]
    for line in joined.strangers if scorer.stranger else ():
        reading = scorer.stranger(line) if scorer.stranger else None
        if reading is not None:
            nobody = Sample(line.id, line.id, "", "")
            found.append(Scored(nobody, _status(reading), reading, True, line.reply or ""))
    return found if lenient else [replace(one, by_rule=False) for one in found]


def _that_count(
    samples: Sequence[Sample], joined: Joined, policy: FailurePolicy
) -> dict[str, Prediction]:
    """The predictions of the samples, and one without a reply for each that is missing."""
    absent = {sample.id: Prediction(sample.id, None, "missing") for sample in samples}
    fates = {id: policy.failed if id in joined.predictions else policy.missing for id in absent}
    everyone = {**absent, **joined.predictions}
    return {id: p for id, p in everyone.items() if p.reply is not None or fates[id] != "exclude"}


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a result, with all that it is made of."""

    grouping: str
    """Empty for a metric of the whole."""
    name: str
    metric: Metric
    units: Units
    estimate: Estimate


def numbers(scorer: Scorer, scored: Sequence[Scored]) -> Iterator[Number]:
    """Each metric of the scorer, followed by its groups where they are shown."""
    for metric in scorer.metrics:
        units = metric.units(scored)
        yield Number("", metric.name, metric, units, metric.total(units))
        first = metric is scorer.metrics[0]
        for grouping, members in units.groups.items() if first or metric.grouped else ():
            title = grouping if first else f"{metric.name}, {grouping}"
            for name, places in members.items():
                yield Number(title, name, metric, units, mean_at(units, places))


def summarise(
    benchmark: Benchmark,
    scorer: Scorer,
    failures: Failures,
    rows: Sequence[Scored],
    joined: Joined,
    beyond: Sequence[Scored] = (),
) -> Result:
    """Metrics, groups and counts of verdicts, those on further lines included."""
    scored = [*rows, *beyond]
    counts: dict[Status, int] = {}
    for one in scored:
        counts[one.status] = counts.get(one.status, 0) + 1
    metrics: dict[str, GroupScore] = {}
    groups: dict[str, dict[str, GroupScore]] = {}
    for number in numbers(scorer, scored):
        members = groups.setdefault(number.grouping, {}) if number.grouping else metrics
        members[number.name] = _as_score(number.estimate, number.units, number.metric)
    first = metrics[scorer.metrics[0].name]
    return Result(
        benchmark=benchmark.id,
        scorer=scorer.name,
        failures=failures,
        n=len(scored),
        scored=sum(counts.get(status, 0) for status in ("right", "wrong", "partial")),
        missing=counts.get("missing", 0),
        failed=counts.get("failed", 0),
        unparsed=counts.get("unparsed", 0),
        duplicated=len(joined.repeated),
        unknown=len(joined.strangers),
        counted=sum(one.counted for one in scored),
        score=first.score,
        ci=first.ci,
        metrics=metrics,
        groups=groups,
        notes=(
            *strange_ids(scorer, joined),
            *worth_telling(scored, joined),
            *(scorer.remarks(rows) if scorer.remarks else ()),
        ),
        decimals=scorer.decimals,
        rows=tuple(rows),
        further=tuple(beyond),
    )


def score(
    benchmark: Benchmark,
    samples: Sequence[Sample],
    predictions: Iterable[Prediction],
    scorer: str | Scorer = "robust",
    failures: Failures = "official",
    judge: Judge | None = None,
) -> Result:
    """Scores predictions in one go.

    Args:
        benchmark: What was asked.
        samples: All of them, or those that were asked.
        predictions: In any order.
        scorer: The rule, or its name.
        failures: What counts where there is nothing to read.
        judge: Asked about what the rule leaves to a judge.

    Raises:
        UsageError: no such scorer.
        T3Error: samples share an id, none has an answer, or the judge cannot be used.
    """
    rule = scorer_of(benchmark, scorer) if isinstance(scorer, str) else scorer
    joined = join(samples, predictions)
    asked, notes = _asked(samples, joined, benchmark)
    if judge is None or rule.judge is None:
        kept = [sample for sample in asked if sample.task not in benchmark.judged_tasks]
        scored = verdicts(kept, joined, rule, failures)
        notes += left_out(len(asked) - len(kept), benchmark)
        asked = kept
    else:
        prompts = to_judge(asked, joined, rule)
        judged = judge.ask(prompts)
        scored = verdicts(asked, joined, rule, failures, judged)
        notes += judged_share(judge.name, len(prompts), len(judged), len(asked))
    beyond = further(asked, joined, rule, failures)
    result = summarise(benchmark, rule, failures, scored, joined, beyond)
    return replace(result, notes=(*result.notes, *notes))


def _asked(
    samples: Sequence[Sample], joined: Joined, benchmark: Benchmark
) -> tuple[Sequence[Sample], list[str]]:
    """The samples that count: those with a public answer, optional ones where they were run."""
    known = [sample for sample in samples if sample.answer]
    if not known:
        raise T3Error(
            f"annotations: none of {len(samples):,} samples of {benchmark.id} has an answer; "
            "a test split is scored by its authors"
        )
    hidden = len(samples) - len(known)
    notes = [f"{hidden:,} samples have no public answer and were left out"] if hidden else []
    if not benchmark.optional_tasks:
        return known, notes
    run = {sample.task for sample in known if sample.id in joined.predictions}
    left_out = set(benchmark.optional_tasks) - run
    return [sample for sample in known if sample.task not in left_out], notes


def _policy(scorer: Scorer, failures: Failures) -> FailurePolicy:
    if failures == "official":
        return scorer.policy
    fate: Fate = "wrong" if failures == "wrong" else "exclude"
    return FailurePolicy(fate, fate, fate)


def _verdict(
    sample: Sample,
    prediction: Prediction | None,
    scorer: Scorer,
    policy: FailurePolicy,
    lenient: bool,
    judged: Mapping[str, str],
    known: Mapping[str, Reading],
) -> Scored:
    if prediction is None or prediction.reply is None:
        status: Status = "failed" if prediction else "missing"
        reply = prediction.failure if prediction else ""
        if sample.id in known:
            return Scored(sample, status, known[sample.id], not known[sample.id].left_out, reply)
        return _without(sample, status, reply, scorer, policy)
    reply = prediction.reply
    if not lenient and not reply.strip() and not prediction.fields:
        reading = _UNREAD
    elif scorer.judge is not None and sample.id in judged:
        reading = scorer.judge.read(sample, reply, judged[sample.id])
    elif scorer.read_fields is not None:
        reading = scorer.read_fields(sample, prediction)
    else:
        reading = scorer.read(sample, reply)
    if not reading.parsed:
        if not lenient and reading.worth:  # what a failure is worth is part of the official rule
            reading = replace(reading, worth=0.0)
        counted = policy.unparsed != "exclude" and not (lenient and reading.left_out)
        return Scored(sample, "unparsed", reading, counted, reply)
    return Scored(sample, _status(reading), reading, True, reply)


def _without(
    sample: Sample, status: Status, reply: str, scorer: Scorer, policy: FailurePolicy
) -> Scored:
    """The verdict on a sample for which there is no reply."""
    fate = policy.missing if status == "missing" else policy.failed
    if fate != "read_as_empty":
        return Scored(sample, status, _UNREAD, fate == "wrong", reply)
    reading = scorer.read(sample, "")
    counted = not reading.left_out and (reading.parsed or policy.unparsed != "exclude")
    note = f"worth {reading.worth:g} under this rule" if reading.worth else ""
    return Scored(sample, status, replace(reading, note=note), counted, reply)


def _status(reading: Reading) -> Status:
    if reading.worth >= 1.0:
        return "right"
    return "wrong" if reading.worth <= 0.0 else "partial"


def _as_score(estimate: Estimate, units: Units, metric: Metric) -> GroupScore:
    if estimate.value != estimate.value:
        return GroupScore(None, estimate.n, None)
    if estimate.n == 0:  # a rule that says 0 where there is nothing to average
        return GroupScore(estimate.value * metric.scale, 0, None)
    low, high = estimate.interval(units)
    return GroupScore(
        estimate.value * metric.scale, estimate.n, (low * metric.scale, high * metric.scale)
    )
