"""MMIU on invented questions: lone letters, the judge, and the mean of the tasks."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.mmiu import (
    MMIU,
    judge_prompt,
    load,
    official_predictions,
    read_judge,
    read_official,
    write_official,
)
from benchmarks.predictions import read_predictions
from benchmarks.scoring import Failures, Result, score
from t3data.errors import T3Error

OPTIONS = "A: first a kite, then a boat\nB: first a boat, then a kite\nC: a boat alone"


def row(task: str = "ordering", **changes: Any) -> dict[str, Any]:
    return {
        "task": task,
        "options": OPTIONS,
        "question": "In which order do the things come?",
        "context": f"Look at the pictures. Select from the following choices.\n{OPTIONS}",
        "input_image_path": [f"./Discrete-temporal/{task}/1.jpg", "./2.jpg"],
        "output": "B",
    } | changes


def samples_of(tmp_path: Path, *rows: dict[str, Any]) -> list[Sample]:
    pq.write_table(pa.Table.from_pylist(list(rows)), tmp_path / "all.parquet")
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
    return score(MMIU, samples, given, scorer, failures)


def test_a_sample_is_called_by_task_and_place(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, row(), row("tracking"), row())
    assert [sample.id for sample in samples] == ["ordering_0", "tracking_0", "ordering_1"]
    assert samples[0].options[1] == "first a boat, then a kite"
    assert samples[0].groups == {"task": "ordering", "category": "Discrete-temporal"}


def test_a_path_without_a_relation_has_no_category(tmp_path: Path) -> None:
    (sample,) = samples_of(tmp_path, row(input_image_path=["./x/1.jpg"]))
    assert sample.groups == {"task": "ordering"}


@pytest.mark.parametrize(
    ("output", "answer"),
    [("B", "B"), (" b ", "B"), ("(C)", "C"), ("B: first a boat", "B"), ("boat", "boat")],
)
def test_the_gold_letter(tmp_path: Path, output: str, answer: str) -> None:
    (sample,) = samples_of(tmp_path, row(output=output))
    assert sample.answer == answer


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"task": None}, "row 0: no field task"), ({"options": None}, "row 0: no field options")],
)
def test_dirty_rows_are_named(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(T3Error, match=message):
        samples_of(tmp_path, row() | changes)


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ("B", "B"),
        ("b", "b"),
        (" (B). ", "B"),
        ("\u00a0B,", "B"),
        ("N", "N"),
        ("O", None),  # the letters end at n
        ("B: first a boat", None),
        ("The answer is B", None),
        ("", "Z"),
        ("image none", "Z"),
        ("image error", "Z"),
        ("model error", "Z"),
        ("model error or image error", "Z"),
    ],
)
def test_a_lone_letter_or_no_reply_or_the_judge(
    tmp_path: Path, reply: str, read: str | None
) -> None:
    (sample,) = samples_of(tmp_path, row())
    found = read_official(sample, reply)
    if read is None:
        assert (found.parsed, found.left_out) == (False, True)
        assert judge_prompt(sample, reply)
    else:
        assert (found.read, found.left_out) == (read, False)
        assert found.worth == float(read in ("B", "b"))
        assert judge_prompt(sample, reply) is None


@pytest.mark.parametrize(
    ("output", "judged", "worth"),
    [
        ("B", "B", 1),
        ("B", " b\n", 1),
        ("B", "Z", 0),
        ("B: first a boat", "A", 1),  # contained in "boat"
        ("B", "B: first", 0),  # not the other way round
    ],
)
def test_right_is_what_is_contained(tmp_path: Path, output: str, judged: str, worth: int) -> None:
    (sample,) = samples_of(tmp_path, row(output=output))
    assert read_judge(sample, "some words", judged).worth == worth


def test_the_score_is_the_mean_of_the_tasks(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, row(), row(), row(), row("tracking"))
    found = scored(samples, ["B", "A", "A", "B"])
    assert found.score == pytest.approx(100 * (1 / 3 + 1) / 2)
    assert found.groups["task"]["ordering"].n == 3
    assert found.groups["category"]["Discrete-temporal"].score == 50


def test_without_a_judge_what_needs_one_is_left_out_and_said(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, *[row()] * 5)
    replies: list[str | None] = ["B", "The answer is B", "", None]
    # Officially B is right, no reply and a failure are wrong; the absent row is not counted.
    found = scored(samples, replies)
    assert (found.n, found.counted, found.missing) == (5, 3, 1)
    assert found.score == pytest.approx(100 / 3)
    assert "1 replies: no verdict of a judge, left out officially" in found.notes
    assert scored(samples, replies, failures="wrong").score == 20
    assert scored(samples, replies, "robust").score == 40


def test_rows_without_a_gold_answer_are_left_out(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, row(), row(output=None))
    for scorer in ("official", "robust"):
        found = scored(samples, ["B", "B"], scorer)
        assert (found.n, found.score) == (1, 100)
    assert [sample.id for sample in samples] == ["ordering_0", "ordering_1"]


def entry(reply: str, **changes: Any) -> dict[str, Any]:
    return row() | {"someone": reply} | changes


def write(path: Path, name: str, *entries: dict[str, Any]) -> Path:
    directory = path / "results" / "ordering" / "someone"
    directory.mkdir(parents=True, exist_ok=True)
    (directory / name).write_text(json.dumps(entries))
    return path / "results"


def test_official_files(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, row(), row(), row(output="C"))
    path = write(
        tmp_path, "metadata_info.json",
        entry("B"), entry("model error or image error"), entry("A", output="C"),
    )  # fmt: skip
    found = read_predictions(path, MMIU, samples)
    assert list(found.predictions) == [
        Prediction("ordering_0", "B"),
        Prediction("ordering_1", None, "model error or image error"),
        Prediction("ordering_2", "A"),
    ]


def test_a_file_of_judged_replies_needs_no_judge(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, row(), row(), row())
    judged = [
        entry("first the boat", someone_choice="B"),
        entry("who knows", someone_choice="GPT error"),
        entry("model error", someone_choice="Z"),
    ]
    path = write(tmp_path, "metadata_info_choice.json", *judged)
    write(tmp_path, "metadata_info.json", entry("first the boat"))
    found = score(MMIU, samples, read_predictions(path, MMIU, samples).predictions, "official")
    assert (found.counted, found.score) == (2, 50)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"output": "C"}, "row 0: field task, output: not this task's row at this place"),
        ({"question": "Which is first?"}, "row 0: field task, output: not this task's row"),
    ],
)
def test_files_that_do_not_fit_are_named(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    samples = samples_of(tmp_path, row())
    path = write(tmp_path, "metadata_info.json", entry("B", **changes))
    with pytest.raises(T3Error, match=message):
        read_predictions(path, MMIU, samples)


def test_the_directory_tells_the_model_apart_from_further_fields(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, row())
    path = write(tmp_path, "metadata_info.json", entry("B", bbox=[1, 2]))
    assert list(read_predictions(path, MMIU, samples).predictions) == [
        Prediction("ordering_0", "B")
    ]
    (path / "ordering" / "someone").rename(path / "ordering" / "elsewhere")
    with pytest.raises(T3Error, match="replies of bbox and someone; expected one model's"):
        read_predictions(path, MMIU, samples)


def test_rows_in_another_order_are_found_by_question_and_pictures(tmp_path: Path) -> None:
    first, second = (row(input_image_path=[f"./{name}.jpg"]) for name in "ab")
    samples = samples_of(tmp_path, first, second)
    path = write(tmp_path, "metadata_info.json", second | {"someone": "C"})
    assert list(read_predictions(path, MMIU, samples).predictions) == [
        Prediction("ordering_1", "C")
    ]


def test_official_files_come_back(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, row(), row(), row(), row("tracking"))
    given = {
        "ordering_1": Prediction("ordering_1", 'the "kite"\n'),
        "ordering_2": Prediction("ordering_2", None, "timeout"),
        "tracking_0": Prediction("tracking_0", "B"),
    }
    write_official(tmp_path / "out", samples, given)
    back = list(official_predictions(tmp_path / "out", samples))
    assert [(one.id, one.reply) for one in back] == [  # type: ignore[union-attr]
        (one.id, one.reply) for one in given.values()
    ]


def test_prompts(tmp_path: Path) -> None:
    assert_golden(MMIU, *samples_of(tmp_path, row(), row(context=None)))
