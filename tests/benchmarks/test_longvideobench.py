"""LongVideoBench on invented questions: letters, drawn letters, hidden answers."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.longvideobench import (
    LONGVIDEOBENCH,
    load,
    official_predictions,
    write_official,
)
from benchmarks.predictions import read_predictions
from benchmarks.scoring import Failures, Result, score
from t3data.errors import T3Error


def row(id: str = "v_0", **changes: Any) -> dict[str, Any]:
    return {
        "id": id,
        "video_id": id.partition("_")[0],
        "video_path": "v.mp4",
        "question": "What is on the table when the bell rings?",
        "candidates": ["a cup", "a book", "a lamp", "bread"],
        "correct_choice": 2,
        "question_category": "S2O",
        "duration_group": 60,
        "duration": 33.5,
        "subtitle_path": "v_en.json",
        "starting_timestamp_for_subtitles": 0,
    } | changes


def samples_of(tmp_path: Path, *rows: dict[str, Any]) -> list[Sample]:
    (tmp_path / "lvb_val.json").write_text(json.dumps(rows))
    return list(load(tmp_path))


def scored(
    samples: list[Sample],
    replies: list[str | None],
    scorer: str = "official",
    failures: Failures = "official",
) -> Result:
    given = [
        Prediction(sample.id, text, "" if text is not None else "x")
        for sample, text in zip(samples, replies, strict=False)
    ]
    return score(LONGVIDEOBENCH, samples, given, scorer, failures)


def test_a_row_becomes_a_sample(tmp_path: Path) -> None:
    (sample,) = samples_of(tmp_path, row())
    assert (sample.id, sample.video, sample.answer) == ("v_0", "v", "C")
    assert sample.groups == {"duration_group": "60", "question_category": "S2O"}
    assert sample.extra["subtitle_path"] == "v_en.json"


def test_the_hub_has_options_in_columns(tmp_path: Path) -> None:
    columns = {f"option{n}": text for n, text in enumerate(["a", "b", "c", "d", "N/A"])}
    fields = {name: value for name, value in row().items() if name != "candidates"} | columns
    file = tmp_path / "validation-00000-of-00001.parquet"
    pq.write_table(pa.Table.from_pylist([fields]), file)
    (sample,) = load(tmp_path)
    assert (sample.options, sample.answer) == (("a", "b", "c", "d"), "C")


def test_validation_is_preferred_to_test(tmp_path: Path) -> None:
    (tmp_path / "lvb_test_wo_gt.json").write_text(json.dumps([row("t_0")]))
    assert [sample.id for sample in samples_of(tmp_path, row())] == ["v_0"]


@pytest.mark.parametrize("hidden", [{}, {"correct_choice": -1}, {"correct_choice": "@"}])
def test_the_test_split_can_be_asked_and_not_scored(tmp_path: Path, hidden: dict[str, Any]) -> None:
    fields = {name: value for name, value in row().items() if name != "correct_choice"} | hidden
    (tmp_path / "lvb_test_wo_gt.json").write_text(json.dumps([fields]))
    samples = list(load(tmp_path))
    assert [sample.answer for sample in samples] == [""]
    with pytest.raises(T3Error, match="none of 1 samples of longvideobench has an answer"):
        scored(samples, ["A"])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"correct_choice": 4}, "row 0: field correct_choice: expected 0 to 3, found 4"),
        ({"candidates": None}, "row 0: no field option0"),
        ({"duration_group": None}, "row 0: no field duration_group"),
    ],
)
def test_dirty_rows_are_named(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(T3Error, match=message):
        samples_of(tmp_path, row() | changes)


@pytest.mark.parametrize(
    ("reply", "lmms_eval", "robust", "vlmevalkit"),
    [
        ("C", 1, 1, 1),
        ("Best option: C", 1, 1, 0),  # VLMEvalKit's list of prefixes is fused: B of "Best"
        ("Answer: C", 0, 1, 1),  # lmms-eval does not know "Answer:": its A counts
        ("E", 0, 0, 0),  # E is read with four options
        ("Everything, so C", 0, 1, 0),  # E inside a word
        ("a lamp", 0.25, 1, 1),  # drawn; VLMEvalKit finds the option's text
        ("", 0.25, 0, 0),
    ],
)
def test_scorers(
    tmp_path: Path, reply: str, lmms_eval: float, robust: float, vlmevalkit: float
) -> None:
    (sample,) = samples_of(tmp_path, row())
    read = {one.name: one.read(sample, reply).worth for one in LONGVIDEOBENCH.scorers}
    assert read == {
        "official": lmms_eval,
        "robust": robust,
        "lmms-eval": lmms_eval,
        "vlmevalkit": vlmevalkit,
    }


def test_a_drawn_letter_counts_its_expected_worth_and_is_said(tmp_path: Path) -> None:
    five = row("w_0", candidates=["a cup", "a book", "a lamp", "bread", "a hat"])
    samples = samples_of(tmp_path, row(), five, row("x_0"), row("y_0"))
    # C is right; one of five; a failure, one of four; what is missing is wrong.
    found = scored(samples, ["C", "no idea", None])
    assert found.score == pytest.approx(100 * (1 + 1 / 5 + 1 / 4 + 0) / 4)
    assert (found.scored, found.unparsed, found.failed, found.missing) == (1, 1, 1, 1)
    assert "samples without a readable reply bring 0.45 points under this rule" in found.notes
    assert scored(samples, ["C", "no idea", None], failures="wrong").score == 25


def test_durations_and_categories_are_micro(tmp_path: Path) -> None:
    samples = samples_of(
        tmp_path, row(), row("w_0", duration_group=3600), row("x_0", question_category="TAA")
    )
    found = scored(samples, ["C", "A", "C"])
    assert found.score == pytest.approx(200 / 3)
    assert {name: one.score for name, one in found.groups["duration_group"].items()} == {
        "60": 100,
        "3600": 0,
    }
    assert {name: one.score for name, one in found.groups["question_category"].items()} == {
        "S2O": 50,
        "TAA": 100,
    }


def test_the_submission_comes_back(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, row(), row("w_0"), row("x_0"))
    given = {"v_0": Prediction("v_0", 'C. "a lamp"\n'), "w_0": Prediction("w_0", None, "timeout")}
    file = tmp_path / "submission.json"
    write_official(file, samples, given)
    assert json.loads(file.read_text()) == {"v_0": 'C. "a lamp"\n', "w_0": ""}
    assert list(official_predictions(file, samples)) == [given["v_0"], Prediction("w_0", "")]
    assert read_predictions(file, LONGVIDEOBENCH, samples).format == "official"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mine.json", '[{"id": "v_0", "response": "C"}]'),
        ("mine.jsonl", '{"prediction": "C", "id": "v_0"}\n'),
        ("mine.json", '{"v_0": {"pred": "C", "correct_choice": 1}}'),
    ],
)
def test_rows_with_an_id_are_read_too(tmp_path: Path, name: str, text: str) -> None:
    samples = samples_of(tmp_path, row())
    (tmp_path / name).write_text(text)
    found = read_predictions(tmp_path / name, LONGVIDEOBENCH, samples, "official")
    assert list(found.predictions) == [Prediction("v_0", "C")]


def test_replies_that_are_no_text_are_named(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, row())
    file = tmp_path / "submission.json"
    file.write_text('{"v_0": {"reply": "C"}}')
    with pytest.raises(T3Error, match="row 0: field v_0: expected a text, found dict"):
        read_predictions(file, LONGVIDEOBENCH, samples)


def test_prompts(tmp_path: Path) -> None:
    (sample,) = samples_of(tmp_path, row())
    assert_golden(LONGVIDEOBENCH, sample)
    assert_golden(LONGVIDEOBENCH, sample, name="frames")
    official, frames = LONGVIDEOBENCH.prompts
    assert (official.frames, official.subtitles) == ("between", True)
    assert (frames.frames, frames.subtitles) == ("before", False)
