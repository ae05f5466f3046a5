"""A validation finds what is wrong with samples or rules, and tells odd rules from wrong ones."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from benchmarks.choices import read_robust, robust
from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    Prediction,
    Reading,
    Sample,
    Scorer,
)
from benchmarks.validating import Check, as_json, validate, wrong_answers

SAMPLES = [
    Sample(f"q{i}", f"v{i}", "What?", "AB"[i % 2], ("cup", "pen", "hat"), {"kind": "xy"[i // 2]})
    for i in range(4)
]
TOY = Benchmark(
    id="toy",
    title="",
    hub="",
    licence="",
    load=lambda path: (),
    size=4,
    group_sizes={"kind": {"x": 2, "y": 2}},
    scorers=(robust(),),
)


def found(
    benchmark: Benchmark, samples: list[Sample] = SAMPLES, partial: bool = False
) -> Mapping[tuple[str, str], Check]:
    checks = validate(benchmark, samples, partial).checks
    return {(check.scorer, check.name): check for check in checks}


def test_a_sound_benchmark_is_proved_in_all() -> None:
    result = validate(TOY, SAMPLES)
    assert result.holds
    assert {check.mark for check in result.checks} == {"proved"}
    names = {(check.scorer, check.name): check.n for check in result.checks}
    assert names == {
        ("", "unique ids"): 4,
        ("", "gold is one of the options"): 4,
        ("", "every sample lands in its groups"): 4,
        ("", "kind: official names only"): 4,
        ("", "samples"): 4,
        ("", "kind: x"): 2,
        ("", "kind: y"): 2,
        ("robust", "gold scores 1"): 4,
        ("robust", "wrong answers score 0"): 8,
        ("robust", "empty: 0 and counted"): 4,
        ("robust", "refused: 0 and counted"): 4,
        ("robust", "failed: 0 and counted"): 4,
        ("robust", "missing: 0 and counted"): 4,
    }


def test_ids_that_occur_twice_end_it() -> None:
    result = validate(TOY, [*SAMPLES[:3], SAMPLES[0]])
    assert not result.holds
    assert result.checks[0] == Check("", "unique ids", "fault", 4, 1, "q0")
    assert {check.scorer for check in result.checks} == {""}


def test_a_gold_answer_that_is_no_option() -> None:
    samples = [*SAMPLES[:3], replace(SAMPLES[3], answer="D")]
    check = found(TOY, samples)["", "gold is one of the options"]
    assert (check.mark, check.detail) == ("fault", "q3")


@pytest.mark.parametrize("groups", [{}, {"kind": ""}, {"kind": ()}])
def test_a_sample_without_its_group(groups: dict[str, str]) -> None:
    samples = [*SAMPLES[:3], replace(SAMPLES[3], groups=groups)]
    checks = found(TOY, samples)
    assert checks["", "every sample lands in its groups"].detail == "q3"
    assert checks["", "kind: y"] == Check("", "kind: y", "fault", 1, 1, "official 2")


def test_a_group_of_no_official_table() -> None:
    samples = [*SAMPLES[:3], replace(SAMPLES[3], groups={"kind": "z"})]
    checks = found(TOY, samples)
    assert checks["", "kind: official names only"].detail == "q3"
    assert checks["", "kind: z"] == Check("", "kind: z", "fault", 1, 1, "official 0")


def test_a_part_of_the_annotations_has_no_official_counts() -> None:
    assert not validate(TOY, SAMPLES[:3]).holds
    assert validate(TOY, SAMPLES[:3], partial=True).holds


def with_rule(scorer: Scorer) -> Benchmark:
    return replace(TOY, scorers=(scorer,))


def only_a(sample: Sample, reply: str) -> Reading:
    return Reading(float(reply == "A" == sample.answer), reply, bool(reply))


def test_what_a_rule_of_others_cannot_read_is_its_quirk_and_a_fault_of_ours() -> None:
    quirk = found(with_rule(Scorer("lmms-eval", "", only_a)))["lmms-eval", "gold scores 1"]
    assert (quirk.mark, quirk.bad, quirk.detail) == ("quirk", 2, "not read: B; q1, q3")
    fault = found(with_rule(Scorer("robust", "", only_a)))["robust", "gold scores 1"]
    assert (fault.mark, fault.bad) == ("fault", 2)


def test_a_rule_that_reads_nothing_is_a_fault_whoever_wrote_it() -> None:
    deaf = Scorer("official", "", lambda sample, reply: Reading(0.0, parsed=False))
    assert found(with_rule(deaf))["official", "gold scores 1"].mark == "fault"


def test_a_rule_in_a_form_of_its_own_is_spoken_to_in_it() -> None:
    def numbers(sample: Sample, reply: str) -> Reading:
        return Reading(float(reply == str("ABC".index(sample.answer))), reply, bool(reply))

    def states(sample: Sample, answer: str) -> Prediction:
        return Prediction(sample.id, str("ABC".index(answer)))

    assert validate(with_rule(Scorer("official", "", numbers, states=states)), SAMPLES).holds
    assert not validate(with_rule(Scorer("official", "", numbers)), SAMPLES).holds


def test_points_for_nothing_are_told_with_their_worth() -> None:
    def generous(sample: Sample, reply: str) -> Reading:
        return read_robust(sample, reply) if reply else Reading(1.0)

    policy = FailurePolicy(failed="read_as_empty", missing="exclude")
    checks = found(with_rule(Scorer("official", "", generous, policy)))
    assert checks["official", "empty: 0 and counted"].mark == "proved"
    own = {
        name: check for (_, name), check in checks.items() if name.endswith("by the rule itself")
    }
    assert {name: (check.mark, check.detail) for name, check in own.items()} == {
        "empty, by the rule itself": ("quirk", "worth 4 points of 4"),
        "failed, by the rule itself": ("quirk", "worth 4 points of 4"),
        "missing, by the rule itself": ("quirk", "4 left out"),
    }


def test_a_wrong_answer_or_a_refusal_that_scores_is_told() -> None:
    def lax(sample: Sample, reply: str) -> Reading:
        return Reading(float(bool(reply) and reply != "C"))

    checks = found(with_rule(Scorer("vlmevalkit", "", lax)))
    wrong = checks["vlmevalkit", "wrong answers score 0"]
    assert (wrong.mark, wrong.n, wrong.bad) == ("quirk", 8, 4)
    assert wrong.detail.startswith("worth 4 points; q0, q1, q2")
    assert checks["vlmevalkit", "refused: 0 and counted"].mark == "quirk"
    ours = found(with_rule(Scorer("robust", "", lax)))
    assert ours["robust", "wrong answers score 0"].mark == "fault"
    assert ours["robust", "refused: 0 and counted"].mark == "fault"


def test_hidden_answers_and_judged_tasks_are_not_asked_about() -> None:
    samples = [
        *SAMPLES[:2],
        replace(SAMPLES[2], answer=""),
        replace(SAMPLES[3], task="summary", answer="a long text", options=()),
    ]
    benchmark = replace(TOY, judged_tasks=("summary",))
    result = validate(benchmark, samples, partial=True)
    assert result.holds
    assert {check.n for check in result.checks if check.name == "gold scores 1"} == {2}


@pytest.mark.parametrize(
    ("answer", "options", "wrong"),
    [
        ("B", ("x", "y", "z"), ["A", "C"]),
        ("A", (), ["B"]),
        ("B", (), ["A"]),
        ("Yes", (), ["No"]),
        ("no", (), ["yes"]),
        ("9", (), ["10"]),
        ("a text", (), []),
    ],
)
def test_wrong_answers(answer: str, options: tuple[str, ...], wrong: list[str]) -> None:
    assert wrong_answers(Sample("q", "v", "?", answer, options)) == wrong


def test_for_machines() -> None:
    told = json.loads(json.dumps(as_json(validate(TOY, SAMPLES))))
    assert (told["benchmark"], told["n"], told["holds"]) == ("toy", 4, True)
    assert told["checks"][0] == {
        "scorer": "", "name": "unique ids", "mark": "proved", "n": 4, "bad": 0, "detail": "",
    }  # fmt: skip
