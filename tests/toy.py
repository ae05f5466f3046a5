"""A benchmark of our own for tests: lettered options, a few rules, and samples as wished for."""

from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    JudgeRule,
    Metric,
    Prediction,
    Reading,
    Sample,
    Scorer,
)
from benchmarks.scoring import Result, score
from benchmarks.totals import macro

OPTIONS = ("a cat", "a dog")


def first_letter(sample: Sample, reply: str) -> Reading:
    """Any A or B at the beginning."""
    if reply[:1] not in ("A", "B"):
        return Reading(0.0, parsed=False)
    return Reading(float(reply[0] == sample.answer), reply[0])


def whole(sample: Sample, reply: str) -> Reading:
    """A or B and nothing else; "half" is worth half."""
    if reply == "half":
        return Reading(0.5, "half")
    if reply not in ("A", "B"):
        return Reading(0.0, parsed=False)
    return Reading(float(reply == sample.answer), reply)


def prompt(sample: Sample, reply: str) -> str | None:
    """The judge is asked about what is no letter."""
    return None if reply in ("A", "B") else f"Is {reply!r} right?"


def judged(sample: Sample, reply: str, verdict: str) -> Reading:
    """What begins with yes."""
    return Reading(float(verdict.lower().startswith("yes")), verdict)


LENIENT = FailurePolicy("exclude", "exclude", "exclude")
TOY = Benchmark(
    id="toy",
    title="A toy",
    hub="",
    licence="",
    load=lambda path: (),
    scorers=(
        Scorer("official", "leaves out what it cannot read", first_letter, LENIENT),
        Scorer("robust", "counts everything", whole, decimals=2),
        Scorer("macro", "mean of tasks", whole, metrics=(Metric("M-Avg", macro("task")),)),
        Scorer("judged", "asks", whole, judge=JudgeRule(prompt, judged)),
    ),
)


def samples(count: int, per_video: int = 2) -> list[Sample]:
    """All have the answer A; the first half belongs to task x, the others to task y."""
    return [
        Sample(
            f"q{i}",
            f"v{i // per_video}",
            f"What is it, {i}?",
            "A",
            OPTIONS,
            {"task": "x" if i < count / 2 else "y"},
        )
        for i in range(count)
    ]


def run(replies: str | list[str | None], scorer: str = "robust", **options: str) -> Result:
    """The score of one reply a sample; None for a failure, "-" for a missing one."""
    predictions = [
        Prediction(f"q{i}", reply, "" if reply is not None else "timeout")
        for i, reply in enumerate(replies)
        if reply != "-"
    ]
    return score(TOY, samples(len(replies)), predictions, scorer, **options)  # type: ignore[arg-type]
