"""Every sample gets one verdict and every prediction is accounted for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    Metric,
    Prediction,
    Reading,
    Sample,
    Scorer,
)
from benchmarks.joining import join
from benchmarks.scoring import Result, score, verdicts
from benchmarks.totals import macro
from t3data.errors import T3Error, UsageError


def first_letter(sample: Sample, reply: str) -> Reading:
    if not reply:
        return Reading(0.0, parsed=False)
    return Reading(float(reply == sample.answer), reply)


LENIENT = FailurePolicy(unparsed="exclude", failed="exclude", missing="exclude")
TOY = Benchmark(
    id="toy",
    title="A toy",
    hub="",
    licence="",
    load=lambda path: (),
    scorers=(
        Scorer("official", "leaves out", first_letter, LENIENT),
        Scorer("robust", "counts", first_letter),
        Scorer("macro", "macro", first_letter, metrics=(Metric("M-Avg", macro("task")),)),
        Scorer(
            "empty is right",
            "like MVBench",
            lambda sample, reply: Reading(1.0) if not reply else first_letter(sample, reply),
            FailurePolicy(failed="read_as_empty", missing="wrong"),
        ),
    ),
)
SAMPLES = [
    Sample(f"q{i}", f"v{i // 2}", "?", "A", groups={"task": "x" if i < 4 else "y"})
    for i in range(6)
]


def says(**replies: str | None) -> list[Prediction]:
    return [
        Prediction(id, reply, "" if reply is not None else "timeout")
        for id, reply in replies.items()
    ]


def counts(result: Result) -> tuple[int, ...]:
    r = result
    return (r.n, r.scored, r.missing, r.failed, r.unparsed, r.duplicated, r.unknown)


def test_the_sum_holds_and_robust_counts_everything() -> None:
    result = score(TOY, SAMPLES, says(q0="A", q1="B", q2="", q3=None, q4="A"))
    assert counts(result) == (6, 3, 1, 1, 1, 0, 0)
    assert result.score == pytest.approx(100 * 2 / 6)
    assert result.counted == 6


def test_official_may_leave_out() -> None:
    result = score(TOY, SAMPLES, says(q0="A", q1="B", q2="", q3=None, q4="A"), "official")
    assert result.score == pytest.approx(100 * 2 / 3)
    assert result.counted == 3


@pytest.mark.parametrize(("failures", "expected"), [("wrong", 2 / 6), ("exclude", 2 / 3)])
def test_the_policy_can_be_chosen(failures: str, expected: float) -> None:
    predictions = says(q0="A", q1="B", q2="", q3=None, q4="A")
    for scorer in ("official", "robust", "empty is right"):
        result = score(TOY, SAMPLES, predictions, scorer, failures)  # type: ignore[arg-type]
        assert result.score == pytest.approx(100 * expected)


def test_what_failures_are_worth_under_an_odd_rule_is_said() -> None:
    result = score(TOY, SAMPLES, says(q0="A", q1="B", q2="", q3=None), "empty is right")
    assert result.score == pytest.approx(100 * 3 / 6)
    assert result.notes == ("samples without a readable reply bring 2 points under this rule",)


def test_a_duplicate_is_counted_and_the_first_stays() -> None:
    result = score(TOY, SAMPLES, [*says(q0="A"), *says(q0="B")])
    assert counts(result) == (6, 1, 5, 0, 0, 1, 0)
    assert result.score == pytest.approx(100 / 6)


def test_a_reply_takes_the_place_of_a_failure() -> None:
    joined = join(SAMPLES, [*says(q0=None), *says(q0="A")])
    assert joined.predictions["q0"].reply == "A"
    assert len(joined.repeated) == 1


def test_an_unknown_id_is_counted_and_named() -> None:
    result = score(TOY, SAMPLES, says(q0="A", zz="A"))
    assert counts(result) == (6, 1, 5, 0, 0, 0, 1)
    assert result.notes == ("ids that no sample has: zz, …",)


def test_groups_and_macro() -> None:
    predictions = says(q0="A", q1="A", q2="A", q3="B", q4="B", q5="A")
    result = score(TOY, SAMPLES, predictions, "macro")
    assert {name: group.score for name, group in result.groups["task"].items()} == {
        "x": 75.0,
        "y": 50.0,
    }
    assert result.score == 62.5
    assert set(result.metrics) == {"M-Avg"}


def test_two_samples_of_one_id_are_an_error() -> None:
    with pytest.raises(T3Error, match="the id 'q0' occurs twice"):
        score(TOY, [SAMPLES[0], SAMPLES[0]], [])


def test_an_unknown_scorer_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="toy has no scorer 'strict'; it has official, robust"):
        score(TOY, SAMPLES, [], "strict")


def test_nothing_predicted_is_zero_not_nothing() -> None:
    assert score(TOY, SAMPLES, []).score == 0.0
    assert score(TOY, SAMPLES, [], "official").score is None


@given(
    st.lists(st.tuples(st.sampled_from("012345678"), st.sampled_from(["A", "B", "", None]))),
    st.sampled_from(["official", "robust", "macro", "empty is right"]),
    st.sampled_from(["official", "wrong", "exclude"]),
)
def test_the_sums_hold_whatever_is_predicted(
    rows: list[tuple[str, str | None]], scorer: str, failures: str
) -> None:
    predictions = [
        Prediction(f"q{i}", reply, "" if reply is not None else "x") for i, reply in rows
    ]
    result = score(TOY, SAMPLES, predictions, scorer, failures)  # type: ignore[arg-type]
    assert result.n == result.scored + result.missing + result.failed + result.unparsed
    used = result.n - result.missing
    assert len(predictions) == used + result.duplicated + result.unknown
    again = score(TOY, SAMPLES, predictions, scorer, failures)  # type: ignore[arg-type]
    assert replace(again, rows=()) == replace(result, rows=())


def below_zero(sample: Sample, reply: str) -> Reading:
    return Reading(1.0) if reply == sample.answer else Reading(-1.0, parsed=False)


PENALTY = Benchmark(
    id="penalty",
    title="A rule that takes a point for what it cannot read",
    hub="",
    licence="",
    load=lambda path: (),
    scorers=(Scorer("official", "", below_zero, FailurePolicy(failed="read_as_empty")),),
)


@pytest.mark.parametrize(
    ("failures", "expected"), [("official", -1 / 6), ("wrong", 1 / 6), ("exclude", 1.0)]
)
def test_what_a_failure_is_worth_belongs_to_the_official_policy(
    failures: str, expected: float
) -> None:
    found = score(PENALTY, SAMPLES, says(q0="A", q1="?", q2=None), "official", failures)  # type: ignore[arg-type]
    assert found.score == pytest.approx(100 * expected)


def test_samples_without_a_public_answer_are_left_out_and_said() -> None:
    samples = [*SAMPLES[:2], replace(SAMPLES[2], answer="")]
    found = score(TOY, samples, says(q0="A", q1="A", q2="A"))
    assert (found.n, found.score, found.unknown) == (2, 100.0, 0)
    assert "1 samples have no public answer and were left out" in found.notes
    with pytest.raises(T3Error, match="none of 1 samples of toy has an answer"):
        score(TOY, samples[2:], says(q2="A"))


def test_an_optional_task_counts_where_it_was_run() -> None:
    benchmark = replace(TOY, optional_tasks=("extra",))
    samples = [*SAMPLES[:2], *(replace(one, task="extra") for one in SAMPLES[2:4])]
    without = score(benchmark, samples, says(q0="A", q1="A"))
    assert (without.n, without.missing, without.score) == (2, 0, 100.0)
    run = score(benchmark, samples, says(q0="A", q1="A", q2="B"))
    assert (run.n, run.missing, run.score) == (4, 1, 50.0)


def test_remarks_of_a_rule_are_counted() -> None:
    noting = replace(
        TOY,
        scorers=(Scorer("official", "", lambda sample, reply: Reading(0.0, note="a stray space")),),
    )
    found = score(noting, SAMPLES, says(q0="A ", q1="A "), "official")
    assert "2 replies: a stray space" in found.notes


def test_further_metrics_show_their_groups_where_they_are_asked_to() -> None:
    metrics = (Metric("a"), Metric("b", grouped=True), Metric("c"))
    toy = replace(TOY, scorers=(Scorer("three", "", first_letter, metrics=metrics),))
    found = score(toy, SAMPLES, says(q0="A"), "three")
    assert list(found.groups) == ["task", "b, task"]
    assert found.groups["b, task"]["x"].score == 25.0


def test_units_can_tell_whose_failure_policy_is_at_work() -> None:
    joined = join(SAMPLES, says(q0="A"))
    for failures, by_rule in (("official", True), ("wrong", False), ("exclude", False)):
        found = verdicts(SAMPLES, joined, TOY.scorers[0], failures)  # type: ignore[arg-type]
        assert {one.by_rule for one in found} == {by_rule}


def blank_left_out(sample: Sample, reply: str) -> Reading:
    if reply == sample.answer:
        return Reading(1.0)
    return Reading(0.0, parsed=False, left_out=reply in ("", "error"))


@pytest.mark.parametrize(("failures", "counted"), [("official", 3), ("wrong", 6), ("exclude", 1)])
def test_a_rule_may_leave_out_some_of_what_it_cannot_read(failures: str, counted: int) -> None:
    policy = FailurePolicy(failed="read_as_empty")
    benchmark = replace(TOY, scorers=(Scorer("official", "", blank_left_out, policy),))
    replies = says(q0="A", q1="error", q2="?", q3=None, q4="")
    found = score(benchmark, SAMPLES, replies, "official", failures)  # type: ignore[arg-type]
    # Officially q0, q2 and the missing q5 stay; q1, q3 and q4 are blank.
    assert found.counted == counted
    assert counts(found) == (6, 1, 1, 1, 3, 0, 0)
