"""NExT-GQA: answers and windows together, all numbers worked out by hand."""

import json
from pathlib import Path

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.nextgqa import (
    NEXTGQA,
    load,
    official_predictions,
    read_own,
    read_text,
    write_official,
)
from benchmarks.predictions import read_predictions
from benchmarks.scoring import Result, score
from t3data.errors import T3Error

OPTIONS = "run,jump,sit,2,fly"
TABLE = f"""video_id,frame_count,width,height,question,answer,qid,type,a0,a1,a2,a3,a4
7,9,1,1,why did he leave,jump,0,CW,{OPTIONS}
7,9,1,1,what did she do then,sit,1,TN,{OPTIONS}
8,9,1,1,how,run,0,CH,{OPTIONS}
8,9,1,1,what was before,fly,3,TP,{OPTIONS}
"""
WINDOWS = {
    "7": {"duration": 40, "fps": 3, "location": {"0": [[10, 20]], "1": [[0, 10], [30, 40]]}},
    "8": {"duration": 30, "fps": 3, "location": {"0": [[5, 10]], "3": [[0, 4]]}},
}


@pytest.fixture
def annotations(tmp_path: Path) -> Path:
    (tmp_path / "test.csv").write_text(TABLE)
    (tmp_path / "gsub_test.json").write_text(json.dumps(WINDOWS))
    return tmp_path


@pytest.fixture
def samples(annotations: Path) -> list[Sample]:
    return list(load(annotations))


def test_questions_and_their_windows(samples: list[Sample]) -> None:
    assert [sample.id for sample in samples] == ["7_0", "7_1", "8_0", "8_3"]
    assert [sample.answer for sample in samples] == ["B", "C", "A", "E"]
    assert samples[1].extra["windows"] == [(0, 10), (30, 40)]
    assert samples[3].groups == {"category": "T", "type": "TN"}


def test_the_test_split_comes_before_val_in_a_directory(annotations: Path) -> None:
    (annotations / "val.csv").write_text(TABLE.splitlines()[0] + "\n")
    assert len(list(load(annotations))) == 4
    with pytest.raises(T3Error, match=r"gsub_val\.json: cannot open"):
        list(load(annotations / "val.csv"))


def test_a_question_without_gold_windows_counts_for_answers_only(annotations: Path) -> None:
    some = {**WINDOWS, "8": {"duration": 30, "location": {"0": [[5, 10]]}}}
    (annotations / "gsub_test.json").write_text(json.dumps(some))
    samples = list(load(annotations))
    said = [Prediction(s.id, s.extra["answer"], "", {"window": (5, 10)}) for s in samples]
    for scorer in ("official", "robust"):
        found = score(NEXTGQA, samples, said, scorer)
        assert found.metrics["Acc@QA"].n == 4
        assert found.metrics["mIoU"].n == 3


def test_a_damaged_window_is_named(annotations: Path) -> None:
    broken = {**WINDOWS, "8": {"location": {"0": [["5", 10]], "3": [[0, 4]]}}}
    (annotations / "gsub_test.json").write_text(json.dumps(broken))
    with pytest.raises(T3Error, match=r"gsub_test\.json: 8: field location: expected .* for 0"):
        list(load(annotations))


ANSWERS = {
    "7_0": {"answer": "jump", "prediction": "jump"},
    "7_1": {"answer": "sit", "prediction": "sit"},
    "8_0": {"answer": "run", "prediction": "fly"},
    "8_3": {"answer": "fly", "prediction": "fly"},
}
# 7_0 [15, 35] on [10, 20]: meets 5, IoU 5/25 = 0.2, IoP 5/20 = 0.25
# 7_1 [5, 15] on [0, 10] and [30, 40]: meets 5, IoU 5/15 = 1/3, IoP 5/10 = 0.5
# 8_0 [5, 9] on [5, 10]: IoU 0.8, IoP 1, but the answer is wrong
# 8_3 has no window
SPANS = {"7_0": [15, 35], "7_1": [5, 15], "8_0": [5, 9]}


def scored(directory: Path, samples: list[Sample], scorer: str, failures: str) -> Result:
    (directory / "test-res.json").write_text(json.dumps(ANSWERS))
    (directory / "test_ground.json").write_text(json.dumps(SPANS))
    found = read_predictions(directory / "test_ground.json", NEXTGQA, samples)
    assert found.format == "official"
    return score(NEXTGQA, samples, found.predictions, scorer, failures)  # type: ignore[arg-type]


def numbers(result: Result) -> dict[str, float]:
    return {name: round(one.score or 0.0, 6) for name, one in result.metrics.items()}


def test_official_numbers_leave_out_what_has_no_window(
    tmp_path: Path, samples: list[Sample]
) -> None:
    found = scored(tmp_path, samples, "official", "official")
    assert numbers(found) == {
        "Acc@GQA": pytest.approx(100 * 1 / 3),
        "Acc@QA": 75.0,
        "mIoP": pytest.approx(100 * (0.25 + 0.5 + 1.0) / 3),
        "IoP@0.3": pytest.approx(100 * 2 / 3),
        "IoP@0.5": pytest.approx(100 * 2 / 3),
        "mIoU": pytest.approx(100 * (0.2 + 1 / 3 + 0.8) / 3),
        "IoU@0.3": pytest.approx(100 * 2 / 3),
        "IoU@0.5": pytest.approx(100 * 1 / 3),
    }
    assert found.groups["Acc@QA, category"]["C"].score == 50.0


@pytest.mark.parametrize(
    ("scorer", "failures"), [("robust", "official"), ("robust", "wrong"), ("official", "wrong")]
)
def test_a_missing_window_can_count_as_nothing(
    tmp_path: Path, samples: list[Sample], scorer: str, failures: str
) -> None:
    found = numbers(scored(tmp_path, samples, scorer, failures))
    assert (found["Acc@GQA"], found["mIoP"], found["IoU@0.5"]) == (25.0, 43.75, 25.0)


def test_windows_as_shares_of_the_duration(tmp_path: Path, samples: list[Sample]) -> None:
    file = tmp_path / "test_ground_gs.json"
    file.write_text(json.dumps({"7_0": [0.2512, 0.5], "8_3": [0.0, 1.0]}))
    found = list(official_predictions(file, samples))
    # 0.2512 * 40 = 10.048, rounded to 10.0
    assert found == [
        Prediction("7_0", "", "", {"window": (10.0, 20.0)}),
        Prediction("8_3", "", "", {"window": (0.0, 30.0)}),
    ]
    result = score(NEXTGQA, samples, found, "official")  # type: ignore[arg-type]
    assert result.metrics["mIoU"].score == pytest.approx(100 * (1 + 4 / 30) / 2)
    assert result.metrics["Acc@QA"].score == 0.0


def test_answers_alone_have_no_grounding(tmp_path: Path, samples: list[Sample]) -> None:
    (tmp_path / "test-res.json").write_text(json.dumps(ANSWERS))
    found = read_predictions(tmp_path, NEXTGQA, samples).predictions
    result = score(NEXTGQA, samples, found, "official")
    assert result.metrics["Acc@QA"].score == 75.0
    assert result.score is None


def test_several_files_of_windows_have_to_be_named(tmp_path: Path) -> None:
    for name in ("test_ground_ada.json", "test_ground_cb.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(T3Error, match=r"found test_ground_ada\.json, test_ground_cb\.json; name"):
        list(official_predictions(tmp_path, []))


def test_a_window_that_is_none_is_a_bad_row(tmp_path: Path, samples: list[Sample]) -> None:
    (tmp_path / "test_ground.json").write_text('{"7_0": [1], "7_1": [1, 2]}')
    with pytest.raises(T3Error, match=r"test_ground\.json: row 0: field 7_0: expected \[start"):
        read_predictions(tmp_path / "test_ground.json", NEXTGQA, samples)


@pytest.mark.parametrize(
    ("reply", "worth"),
    [("jump", 1.0), ("sit", 0.0), ("1", 1.0), ("2", 0.0)],  # "2" is an option's text here
)
def test_an_option_text_comes_before_an_index(
    samples: list[Sample], reply: str, worth: float
) -> None:
    assert read_text(samples[0], reply).worth == worth


def test_own_predictions_may_say_letters(samples: list[Sample]) -> None:
    assert not read_text(samples[0], "(B)").parsed
    assert read_own(samples[0], "The answer is (B).").worth == 1.0


def test_a_reply_may_state_answer_and_window(samples: list[Sample]) -> None:
    said = [Prediction("7_0", "The answer is (B). It happens from 10 to 20 seconds.")]
    found = score(NEXTGQA, samples[:1], said, "robust")
    assert (found.score, found.metrics["mIoU"].score) == (100.0, 100.0)
    assert score(NEXTGQA, samples[:1], said, "official").metrics["mIoU"].n == 0
    several = [Prediction("7_0", "B", "", {"windows": [[10, 15], [0, 1]]})]
    assert score(NEXTGQA, samples[:1], several, "robust").metrics["mIoU"].score == 50.0


def test_windows_of_no_length_and_reversed_ones(samples: list[Sample]) -> None:
    # At the bound of the gold window: IoU 0, IoP 1; reversed: 0 and 0.
    inside = [Prediction("7_0", "jump", "", {"window": [20, 20]})]
    found = score(NEXTGQA, samples[:1], inside, "official").metrics
    assert (found["mIoU"].score, found["mIoP"].score, found["Acc@GQA"].score) == (0, 100, 100)
    reversed_ = [Prediction("7_0", "jump", "", {"window": [18, 12]})]
    found = score(NEXTGQA, samples[:1], reversed_, "official").metrics
    assert (found["mIoU"].score, found["mIoP"].score) == (0, 0)


def test_the_best_iou_and_the_best_iop_may_be_of_two_windows(annotations: Path) -> None:
    # [0, 12]: of [0, 20] it has IoU 12/20 and IoP 1; of [2, 11] IoU 9/12 and IoP 9/12.
    two = {**WINDOWS, "7": {"duration": 40, "location": {"0": [[0, 20], [2, 11]], "1": [[0, 1]]}}}
    (annotations / "gsub_test.json").write_text(json.dumps(two))
    samples = list(load(annotations))[:1]
    found = score(
        NEXTGQA, samples, [Prediction("7_0", "jump", "", {"window": [0, 12]})], "official"
    )
    assert (found.metrics["mIoU"].score, found.metrics["mIoP"].score) == (75.0, 100.0)


def test_round_trip(tmp_path: Path, samples: list[Sample]) -> None:
    before = numbers(scored(tmp_path, samples, "official", "official"))
    said = read_predictions(tmp_path / "test_ground.json", NEXTGQA, samples).predictions
    out = tmp_path / "out"
    out.mkdir()
    write_official(out / "val_ground.json", samples, {one.id: one for one in said})
    assert sorted(file.name for file in out.iterdir()) == ["val-res.json", "val_ground.json"]
    for place in (out, out / "val_ground.json"):
        again = read_predictions(place, NEXTGQA, samples).predictions
        assert numbers(score(NEXTGQA, samples, again, "official")) == before
    letter = Prediction("7_0", "(B), from 1 to 2 seconds")
    write_official(out / "val-res.json", samples, {"7_0": letter})
    held = json.loads((out / "val-res.json").read_text())
    assert held == {"7_0": {"prediction": "jump", "answer": "jump"}}
    assert json.loads((out / "val_ground.json").read_text()) == {"7_0": [1, 2]}
    with pytest.raises(T3Error, match=r"p\.json: two files are written"):
        write_official(out / "p.json", samples, {})


def test_the_prompt_is_held(samples: list[Sample]) -> None:
    assert_golden(NEXTGQA, samples[0])


def test_as_many_digits_as_the_script_prints() -> None:
    assert {rule.name: rule.decimals for rule in NEXTGQA.scorers}["official"] == 1
