"""TOMATO: what its pre-parser reads, what goes to a judge, and what a drawn letter is worth."""

import json
from pathlib import Path
from typing import Any

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.predictions import read_predictions
from benchmarks.scoring import score, scorer_of
from benchmarks.tomato import (
    TOMATO,
    judge_prompt,
    lmms_eval_id,
    load,
    read_judge,
    read_lmms_eval,
    read_official,
)
from t3data.errors import T3Error

COUNT: dict[str, dict[str, Any]] = {
    "0": {
        "question": "How often does it jump?",
        "options": ["3", "4", "5", "6"],
        "answer": 1,
        "demonstration_type": "object",
        "key": "0001-00",
    },
    "1": {
        "question": "How often does he clap?",
        "options": ["Once.", "Twice."],
        "answer": 0,
        "demonstration_type": "human",
        "key": "0002-00",
    },
}
DIRECTION = {
    "0": {
        "question": "Where does it go?",
        "options": ["Left.", "Apples", "Both."],
        "answer": 2,
        "demonstration_type": "simulated",
        "key": "0003-00",
    }
}


@pytest.fixture
def annotations(tmp_path: Path) -> Path:
    (tmp_path / "count.json").write_text(json.dumps(COUNT))
    (tmp_path / "direction.json").write_text(json.dumps(DIRECTION))
    return tmp_path


@pytest.fixture
def samples(annotations: Path) -> list[Sample]:
    return list(load(annotations))


def test_ids_are_unique_across_types(samples: list[Sample]) -> None:
    assert [sample.id for sample in samples] == ["count/0", "count/1", "direction/0"]
    assert [sample.answer for sample in samples] == ["B", "A", "C"]
    assert samples[2].groups == {"type": "direction", "demonstration": "simulated"}
    assert samples[0].video == "0001-00"


def test_one_file_is_one_type(annotations: Path) -> None:
    assert len(list(load(annotations / "direction.json"))) == 1
    (annotations / "counts.json").write_text("{}")
    with pytest.raises(T3Error, match=r"counts\.json: not the file of a type"):
        list(load(annotations / "counts.json"))


def test_an_answer_outside_the_options_is_named(annotations: Path) -> None:
    (annotations / "count.json").write_text(json.dumps({"0": {**COUNT["0"], "answer": 4}}))
    with pytest.raises(T3Error, match="row 0: field answer: expected an index below 4, found 4"):
        list(load(annotations))


@pytest.mark.parametrize(
    ("reply", "worth"),
    [
        ("b", 1.0),
        (" B ", 1.0),
        ("B: 4", 1.0),
        ("Answer is:(B)", 1.0),
        ("Answer isb", 1.0),
        ("C", 0.0),
        ("Answer is: B", 0.25),  # a space is not expected: one of four letters is drawn
        ("B. 4", 0.25),
        ("4", 0.25),
        ("E", 0.25),
        ("", 0.25),
    ],
)
def test_official(samples: list[Sample], reply: str, worth: float) -> None:
    assert read_official(samples[0], reply).worth == worth


def test_an_option_with_small_letters_is_never_read_from_its_line(samples: list[Sample]) -> None:
    assert read_official(samples[1], "A: Once.").worth == 0.5  # upper-cased it is "A: ONCE."


@pytest.mark.parametrize(
    ("reply", "letter"),
    [
        ("Both", "B"),  # contained anywhere
        ("Apples", "A"),
        ("(C) and not (B)", "B"),  # the last in brackets
        ("C or B", "B"),  # without brackets the first of the alphabet
        ("left", "A"),  # nothing: A
        ("", "A"),
    ],
)
def test_lmms_eval(samples: list[Sample], reply: str, letter: str) -> None:
    assert read_lmms_eval(samples[2], reply).read == letter


def test_missing_lines_leave_the_denominator_and_drawn_letters_count(
    samples: list[Sample],
) -> None:
    said = [Prediction("count/0", "B"), Prediction("count/1", "once, I think")]
    found = score(TOMATO, samples, said, "official")
    assert found.score == pytest.approx(100 * (1 + 0.5) / 2)
    assert (found.missing, found.unparsed, found.counted) == (1, 1, 2)
    wrong = score(TOMATO, samples, said, "official", "wrong")
    assert wrong.score == pytest.approx(100 / 3)
    assert {name: one.score for name, one in found.groups["demonstration"].items()} == {
        "object": 100.0,
        "human": 50.0,
    }


def test_the_judge_is_asked_about_what_is_not_read(samples: list[Sample]) -> None:
    assert judge_prompt(samples[0], "B") is None
    prompt = judge_prompt(samples[0], "four times")
    assert prompt is not None
    assert "B. 4" in prompt
    assert "four times" in prompt
    assert read_judge(samples[0], "four times", " B\n").worth == 1.0
    assert read_judge(samples[0], "four times", "none").worth == 0.25
    assert scorer_of(TOMATO, "official").judge is not None


def test_result_files_by_id_question_and_gold(samples: list[Sample], tmp_path: Path) -> None:
    said = {sample.id: Prediction(sample.id, f"reply to {sample.id}") for sample in samples}
    said["count/1"] = Prediction("count/1", None, "timeout")
    file = tmp_path / "mine.jsonl"
    assert TOMATO.write_official is not None
    TOMATO.write_official(file, samples, said)
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert lines[0] == {
        "id": "0",
        "question": "How often does it jump?",
        "response": "reply to count/0",
        "all_choices": ["A", "B", "C", "D"],
        "index2ans": {"A": "3", "B": "4", "C": "5", "D": "6"},
        "gt": "B. 4",
    }
    found = read_predictions(file, TOMATO, samples)
    assert found.format == "official"
    assert list(found.predictions) == [said["count/0"], said["direction/0"]]


def test_the_official_directory_of_results(samples: list[Sample], tmp_path: Path) -> None:
    for sample in samples:
        folder = tmp_path / "results" / f"{sample.groups['type']}+x" / "16"
        folder.mkdir(parents=True, exist_ok=True)
        line = {"id": sample.id.split("/")[1], "question": sample.question, "response": "A"}
        with (folder / "model.jsonl").open("a") as stream:
            stream.write(json.dumps(line) + "\n")
    found = read_predictions(tmp_path / "results", TOMATO, samples)
    assert {one.id for one in found.predictions} == {"count/0", "count/1", "direction/0"}


def test_one_id_and_one_wording_in_two_types(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for kind in ("count", "shape&trend"):
        (data / f"{kind}.json").write_text(json.dumps({"0": COUNT["0"]}))
    samples = list(load(data))
    line = json.dumps(
        {"id": "0", "question": COUNT["0"]["question"], "response": "B", "gt": "B. 4"}
    )
    for folder in ("shuffle_count+object", "shape&trend+object"):
        file = tmp_path / "results" / folder / "16" / "model.jsonl"
        file.parent.mkdir(parents=True)
        file.write_text(line + "\n")
    found = read_predictions(tmp_path / "results", TOMATO, samples)
    assert {one.id for one in found.predictions} == {"count/0", "shape&trend/0"}
    assert len(found.predictions) == 2
    file = tmp_path / "mine.jsonl"
    file.write_text(line + "\n")
    with pytest.raises(T3Error, match="field id: fits questions of count and shape&trend"):
        read_predictions(file, TOMATO, samples)
    other = tmp_path / "results" / "count+object" / "8" / "model.jsonl"
    other.parent.mkdir(parents=True)
    other.write_text(line + "\n")
    with pytest.raises(T3Error, match=r"results of 16/model\.jsonl and 8/model\.jsonl"):
        read_predictions(tmp_path / "results", TOMATO, samples)


def test_a_line_of_no_sample_is_a_bad_row(samples: list[Sample], tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text('{"id": "0", "question": "What?", "response": "A"}\n')
    with pytest.raises(T3Error, match="row 0: field id: no sample has this id and question"):
        read_predictions(file, TOMATO, samples)


def test_ids_in_logs_of_lmms_eval() -> None:
    assert lmms_eval_id({"reason_type": "count", "question_id": "7"}, "0") == "count/7"
    assert lmms_eval_id({"reason_type": "count", "id": "7"}, "0") == "count/7"


def test_the_prompt_is_held(samples: list[Sample]) -> None:
    assert_golden(TOMATO, samples[0])
