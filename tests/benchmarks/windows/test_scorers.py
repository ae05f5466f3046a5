"""Conventions through the contract: the same numbers as `score_windows`, and how they are told."""

from dataclasses import replace

import pytest

from benchmarks.contract import Benchmark, Prediction, Sample
from benchmarks.scoring import Result, score
from benchmarks.validating import validate
from benchmarks.windows.conventions import CONVENTIONS, STRICT
from benchmarks.windows.measuring import score_windows
from benchmarks.windows.scorers import defects_of, item_of, output_of, scorers

SAMPLES = [
    Sample(
        id,
        video=id,
        question="a cup falls",
        answer="10 - 20",
        groups={"length": "short" if id in "ab" else "long"},
        extra={"windows": [(10, 20)], "duration": 60.0},
    )
    for id in "abcd"
]
TEXTS = ["10.0 - 20.0", "20.0 - 10.0", "I cannot tell.", "from 10 to 15"]
SAID = [Prediction(s.id, text) for s, text in zip(SAMPLES, TEXTS, strict=True)]


def benchmark() -> Benchmark:
    return Benchmark("grounding", "", "", "", lambda path: [], scorers())


def scored(name: str, said: list[Prediction], samples: list[Sample] = SAMPLES) -> Result:
    return score(benchmark(), samples, said, name)


@pytest.mark.parametrize("name", CONVENTIONS)
def test_the_contract_and_the_pure_function_agree(name: str) -> None:
    said = [*SAID[:3], Prediction("d", None, "timed out")]
    direct = score_windows(
        [item_of(s) for s in SAMPLES], {p.id: p.reply for p in said}, CONVENTIONS[name]
    )
    found = scored(name, said)
    assert found.counted == direct.counted
    for metric, value in direct.metrics.items():
        if direct.counted:
            assert found.metrics[metric].score == pytest.approx(value)
        else:
            assert found.metrics[metric].score is None


def test_strict_by_hand() -> None:
    found = scored("strict", SAID)
    assert {name: one.score for name, one in found.metrics.items()} == {
        "mIoU": 37.5,  # 1, 0, 0, 0.5
        "R@0.3": 50.0,
        "R@0.5": 50.0,
        "R@0.7": 25.0,
    }
    assert found.groups["length"]["short"].score == 50
    assert found.groups["R@0.5, length"]["long"].score == 50
    assert (found.scored, found.unparsed, found.n) == (3, 1, 4)
    assert "1 replies: window reversed, worth 0" in found.notes
    assert [row.reading.read for row in found.rows] == ["[10, 20]", "[20, 10]", "", "[10, 15]"]
    assert dict(found.rows[3].reading.values) == {
        "IoU": 0.5,
        "start": 10,
        "end": 15,
        "gold_start": 10,
        "gold_end": 20,
    }


def test_one_undefined_iou_leaves_time_r1_without_miou() -> None:
    samples = [*SAMPLES[:1], replace(SAMPLES[1], extra={"windows": [(5, 5)]})]
    said = [Prediction("a", "10 to 20"), Prediction("b", "5 to 5")]
    found = scored("time-r1", said, samples)
    assert found.metrics["mIoU"].score is None
    assert found.metrics["R@0.5"].score == 50
    www = scored("time-r1-www", said, samples)
    assert (www.counted, www.metrics["mIoU"].score) == (1, 1.0)
    assert "1 replies: IoU is 0/0, left out" in www.notes


def test_failures_can_be_counted_all_the_same() -> None:
    found = score(benchmark(), SAMPLES, SAID[:1], "timelens", failures="wrong")
    assert (found.counted, found.metrics["mIoU"].score) == (4, 25.0)


def test_windows_of_files_count_in_place_of_text() -> None:
    assert output_of(Prediction("a", "1 - 2", "", {"windows": [[10, 20, 0.9]]})) == ((10, 20),)
    assert output_of(Prediction("a", "1 - 2", "", {"window": [10, 20]})) == ((10, 20),)
    assert output_of(Prediction("a", "1 - 2", "", {"windows": [[None, None]]})) == ()
    assert output_of(Prediction("a", "1 - 2")) == "1 - 2"
    said = [
        Prediction("a", "", "", {"windows": [[10, 20]]}),
        Prediction("b", "", "", {"windows": []}),
        Prediction("c", "10 - 20"),
    ]
    trace = scored("trace", said)
    assert (trace.counted, trace.metrics["mIoU"].score) == (2, 0.5)
    strict = scored("strict", said)
    assert (strict.unparsed, strict.missing, strict.metrics["mIoU"].score) == (1, 1, 50.0)


def test_faults_of_the_truth_are_told() -> None:
    samples = [
        replace(SAMPLES[0], extra={"windows": [(5, 5)]}),
        replace(SAMPLES[1], extra={"windows": [(5, 70)], "duration": 60.0}),
        replace(SAMPLES[2], extra={"windows": [(5, 61)], "duration": 60.0}),
    ]
    notes = [
        "2 samples have a gold window: past the end of the video; scored as it is",
        "1 samples have a gold window: no length; scored as it is",
    ]
    assert list(defects_of(samples)) == notes
    assert set(notes) <= set(scored("strict", SAID[:1], samples).notes)
    cut = "2 samples have a gold window: past the end of the video; cut off there by this rule"
    assert {cut, notes[1]} <= set(scored("taro", SAID[:1], samples).notes)


def test_windows_of_a_file_are_answers_without_a_text() -> None:
    said = [Prediction("a", "", "", {"windows": [[10, 20]]})]
    assert scored("strict", said).notes == ()


def test_each_rule_reads_what_a_model_that_keeps_to_its_form_says() -> None:
    odd = [
        replace(s, extra={"windows": [(10 / 3, 20 / 7 * 10)], "duration": 25.1}) for s in SAMPLES
    ]
    checks = validate(benchmark(), odd).checks
    gold = [check for check in checks if check.name == "gold scores 1"]
    assert len(gold) == len(CONVENTIONS)
    assert {check.mark for check in gold} == {"proved"}


def test_scorers_of_a_choice_of_conventions() -> None:
    (only,) = scorers([replace(STRICT, name="mine", operator=">")])
    assert only.name == "mine"
