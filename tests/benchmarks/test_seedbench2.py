"""SEED-Bench-2 on invented questions: exact letters, means of dimensions."""

import json
from pathlib import Path
from typing import Any

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.predictions import read_predictions
from benchmarks.scoring import Result, score
from benchmarks.seedbench2 import (
    DIMENSIONS,
    SEEDBENCH2,
    load,
    official_predictions,
    read_official,
    write_official,
)
from t3data.errors import T3Error


def row(dimension: int, number: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "question_id": f"{dimension}_{number}",
        "question": "What colour is the kite?",
        "choice_a": "red",
        "choice_b": "blue",
        "choice_c": "green",
        "choice_d": "a dog",
        "answer": "A",
        "data_id": f"clip{number}",
        "data_type": "Video" if 19 <= dimension <= 22 else "Single Image",
        "question_type_id": dimension,
    } | changes


def samples_of(tmp_path: Path, *rows: dict[str, Any]) -> list[Sample]:
    file = tmp_path / "SEED-Bench_v2_level1_2_3.json"
    file.write_text(json.dumps({"questions": rows, "question_type": {}}))
    return list(load(tmp_path))


def scored(samples: list[Sample], replies: str, scorer: str) -> Result:
    given = [Prediction(sample.id, text) for sample, text in zip(samples, replies, strict=True)]
    return score(SEEDBENCH2, samples, given, scorer)


def test_a_question_becomes_a_sample(tmp_path: Path) -> None:
    video, pair = samples_of(
        tmp_path, row(19, 3, question_type_id="19"), row(17, data_id=["a.png", "b.png"])
    )
    assert (video.id, video.video, video.options[1]) == ("19_3", "clip3", "blue")
    assert video.groups == {
        "dimension": "Global Video Understanding",
        "data_type": "Video",
    }
    assert (pair.video, pair.groups["dimension"]) == ("a.png b.png", "Difference Spotting")


def test_there_are_27_dimensions_four_of_them_video() -> None:
    assert len(set(DIMENSIONS)) == 27
    assert SEEDBENCH2.group_sizes["dimension"] == {
        "Global Video Understanding": 1584,
        "Action Recognition": 1509,
        "Action Prediction": 1225,
        "Procedure Understanding": 1023,
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"question_type_id": 28}, "row 0: field question_type_id: expected 1 to 27, found 28"),
        ({"choice_d": None}, "row 0: no field choice_d"),
        ({"answer": ["A"]}, "row 0: field answer: expected text"),
    ],
)
def test_dirty_questions_are_named(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(T3Error, match=message):
        samples_of(tmp_path, row(1) | changes)


@pytest.mark.parametrize(
    ("gold", "reply", "worth", "remarked"),
    [
        ("A", "A", 1, False),
        ("A ", "A", 0, True),  # the gold answer has a stray space
        ("A ", "A ", 1, False),
        ("A", " A", 0, True),
        ("A", "a", 0, False),
        ("A", "(A)", 0, False),
        ("A", "", 0, False),
    ],
)
def test_equal_to_the_character_and_said_where_a_space_decides(
    tmp_path: Path, gold: str, reply: str, worth: int, remarked: bool
) -> None:
    (sample,) = samples_of(tmp_path, row(1, answer=gold))
    found = read_official(sample, reply)
    assert (found.worth, bool(found.note)) == (worth, remarked)
    assert sample.answer == "A"


def test_stray_spaces_are_counted_below_the_result(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, row(1, answer="A "), row(1, 1))
    found = scored(samples, "AA", "official")
    assert found.score == 50
    assert "1 replies: only stray spaces keep it from being right" in found.notes
    assert scored(samples, "AA", "robust").score == 100


def test_parts_are_means_of_dimensions_and_harnesses_are_micro(tmp_path: Path) -> None:
    samples = samples_of(
        tmp_path, row(1), row(1, 1), row(1, 2), row(1, 3), row(19), row(23), row(27), row(25)
    )
    found = scored(samples, "AAAB" + "BAAB", "official")
    # P1: (3/4 + 0) / 2, P2: 1, P3: (1 + 0) / 2, video 0; 5 of 8.
    assert {name: one.score for name, one in found.metrics.items()} == {
        "P1": 37.5,
        "P2": 100,
        "P3": 50,
        "video": 0,
    }
    assert found.score == 37.5
    assert found.groups["dimension"]["Scene Understanding"].score == 75
    for scorer in ("lmms-eval", "vlmevalkit"):
        micro = scored(samples, "AAABBAAB", scorer)
        assert micro.score == 62.5
        assert micro.groups["data_type"]["Video"].n == 1


@pytest.mark.parametrize(
    ("reply", "official", "robust", "lmms_eval", "vlmevalkit"),
    [
        (" A. red", 0, 1, 1, 1),
        ("The kite is red", 0, 1, 0, 1),
        ("Answer: A", 0, 1, 1, 1),  # "A" of "Answer"
        ("(A)", 0, 1, 0, 1),
        ("A dog", 0, 0, 1, 1),  # an article is the only lone label
        ("", 0, 0, 0, 0),
    ],
)
def test_scorers(
    tmp_path: Path, reply: str, official: int, robust: int, lmms_eval: int, vlmevalkit: int
) -> None:
    (sample,) = samples_of(tmp_path, row(1))
    assert [one.read(sample, reply).worth for one in SEEDBENCH2.scorers] == [
        official, robust, lmms_eval, vlmevalkit,
    ]  # fmt: skip


def test_results_come_back(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, row(1), row(1, 1), row(1, 2))
    given = {"1_0": Prediction("1_0", "B"), "1_1": Prediction("1_1", None, "timeout")}
    file = tmp_path / "results.json"
    write_official(file, samples, given)
    assert file.read_text() == '{"question_id": "1_0", "prediction": "B"}\n'
    assert list(official_predictions(file, samples)) == [given["1_0"]]
    assert read_predictions(file, SEEDBENCH2, samples).format == "official"


def test_damaged_lines_are_named_and_may_be_left_out(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, row(1), row(1, 1))
    file = tmp_path / "results.json"
    file.write_text('{"question_id": "1_0", "prediction": "A"}\n{"question_id": "1_1", "pre\n')
    with pytest.raises(T3Error, match=r"results\.json: row 1"):
        read_predictions(file, SEEDBENCH2, samples)
    assert len(read_predictions(file, SEEDBENCH2, samples, max_bad=1).predictions) == 1
    file.write_text('{"question_id": "1_0", "prediction": "A"}\n{"prediction": "A"}\n7\n')
    with pytest.raises(T3Error, match=r"row 1: field question_id: missing \(2 such rows\)"):
        read_predictions(file, SEEDBENCH2, samples)


def test_prompts(tmp_path: Path) -> None:
    assert_golden(SEEDBENCH2, *samples_of(tmp_path, row(19)))


def test_lines_that_end_in_commas_as_the_published_file_has_them(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, row(9), row(19, answer="B"), row(20))
    file = tmp_path / "GPT-4V.json"
    file.write_text(
        '{"question_id": "19_0", "prediction": "B", "gt_answer": "B"},\n'
        '{"question_id": "9_0", "prediction": "A", "gt_answer": "A"},\n'
        '{"question_id": "20_0", "prediction": "C", "gt_answer": "A"},\n'
    )
    found = read_predictions(file, SEEDBENCH2, samples)
    assert (found.format, found.bad) == ("official", [])
    assert score(SEEDBENCH2, samples, found.predictions, "official").score == pytest.approx(200 / 3)
    file.write_text(
        '{"question_id": "19_0", "prediction": "B"},\n{"question_id": null, "prediction": "B"},\n'
        "3\n"
    )
    assert len(read_predictions(file, SEEDBENCH2, samples, max_bad=2).predictions) == 1
    file.write_text('{"question_id": "19_0", "prediction": "B"},\n{"question_id": "9_0", "pre\n')
    with pytest.raises(T3Error, match=r"GPT-4V\.json: row 1: .*--max-bad 1"):
        read_predictions(file, SEEDBENCH2, samples)


def test_a_stray_space_decides_under_lmms_eval(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, row(19, answer="A "), row(20))
    assert scored(samples, "AA", "lmms-eval").score == 50
    assert scored(samples, "AA", "vlmevalkit").score == 100
