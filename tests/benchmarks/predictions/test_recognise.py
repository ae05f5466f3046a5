"""Four kinds of prediction file, told apart by what is in them."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.contract import Prediction, Sample
from benchmarks.predictions import read_predictions
from benchmarks.scoring import score
from benchmarks.tvbench import TVBENCH
from benchmarks.videomme import VIDEOMME
from t3data.errors import T3Error

SAMPLES = [
    Sample(f"001-{i}", "vid", f"What happens {i}?", "C", options=("cats", "dogs", "cows", "hens"))
    for i in range(1, 4)
]


def jsonl(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def replies(path: Path, **options: Any) -> tuple[str, list[tuple[str, str | None]]]:
    found = read_predictions(path, VIDEOMME, SAMPLES, **options)
    return found.format, [(one.id, one.reply) for one in found.predictions]


def test_ours(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path / "a.jsonl",
        {"id": "001-1", "reply": "C"},
        {"id": "001-2", "failure": "timeout: 60 s"},
        {"id": "001-3", "reply": "", "failure": "empty"},
    )
    found = read_predictions(path, VIDEOMME, SAMPLES)
    assert found.format == "t3"
    assert list(found.predictions) == [
        Prediction("001-1", "C"),
        Prediction("001-2", None, "timeout: 60 s"),
        Prediction("001-3", None, "empty"),
    ]


def test_ours_with_a_torn_first_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "00\n{"id": "001-2", "reply": "C"}\n')
    assert replies(path, max_bad=1) == ("t3", [("001-2", "C")])


def test_a_number_is_an_id_too(tmp_path: Path) -> None:
    found = read_predictions(jsonl(tmp_path / "a.jsonl", {"id": 7, "reply": "C"}), VIDEOMME, [])
    assert found.predictions[0].id == "7"


def test_a_log_of_lmms_eval(tmp_path: Path) -> None:
    """By what its metric recorded, else by row; lists of one reply are opened."""
    path = jsonl(
        tmp_path / "20260806_101010_samples_videomme.jsonl",
        {
            "doc_id": 9,
            "target": "C",
            "resps": [["C."]],
            "filtered_resps": "C",
            "videomme_perception_score": {"question_id": "001-2", "pred_answer": "C"},
        },
        {"doc_id": 0, "target": "C", "filtered_resps": ["B"]},
        {"doc_id": 2, "target": "C", "resps": [["[LMMS_EVAL_REQUEST_FAILED after 5 retries] x"]]},
    )
    assert replies(path) == ("lmms-eval", [("001-2", "C"), ("001-1", "B"), ("001-3", None)])


def test_an_old_log_of_lmms_eval(tmp_path: Path) -> None:
    path = tmp_path / "videomme.json"
    logs = [
        {"doc_id": 0, "doc": {"question_id": "001-3"}, "resps": [["A"]], "filtered_resps": ["A"]}
    ]
    path.write_text(json.dumps({"args": {}, "logs": logs}))
    assert replies(path) == ("lmms-eval", [("001-3", "A")])


def test_a_log_of_another_benchmark_is_refused(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "x_samples_other.jsonl", {"doc_id": 3, "filtered_resps": ["A"]})
    with pytest.raises(T3Error, match=r"row 0: field doc_id: no sample has this id"):
        replies(path)


def test_a_row_number_is_not_believed_against_the_question(tmp_path: Path) -> None:
    doc = {"question": "How many ships sail past the island?"}
    path = jsonl(tmp_path / "x_samples_v.jsonl", {"doc_id": 1, "doc": doc, "filtered_resps": ["A"]})
    with pytest.raises(T3Error, match=r"row 0: field doc_id: no sample has this id"):
        replies(path)


def test_a_log_without_replies_is_refused(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "x_samples_v.jsonl", {"doc_id": 0, "filtered_resps": ["A"]}, {"a": 1})
    with pytest.raises(T3Error, match=r"row 1: field filtered_resps or resps: missing"):
        replies(path)


def test_two_runs_in_one_directory_are_not_added_up(tmp_path: Path) -> None:
    for day in ("20260801", "20260802"):
        jsonl(tmp_path / f"{day}_samples_v.jsonl", {"doc_id": 0, "filtered_resps": ["A"]})
    with pytest.raises(T3Error, match="two runs of one task; name one"):
        replies(tmp_path)


def test_failures_of_other_harnesses_are_no_answers(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path / "a.jsonl",
        {"id": "001-1", "reply": "Failed to obtain answer via API. Best option: B"},
        {"id": "001-2", "reply": "[LMMS_EVAL_BUDGET_EXCEEDED]"},
    )
    result = score(VIDEOMME, SAMPLES, read_predictions(path, VIDEOMME, SAMPLES).predictions)
    assert (result.failed, result.missing, result.scored, result.score) == (2, 1, 0, 0.0)


def test_duplicates_and_unknown_ids_are_counted_and_never_scored_twice(tmp_path: Path) -> None:
    rows = [
        {"id": "001-1", "reply": "C"},
        {"id": "001-1", "reply": "A"},
        {"id": "é 🎬", "reply": "C"},
    ]
    path = jsonl(tmp_path / "a b 🎬.jsonl", *rows)
    result = score(VIDEOMME, SAMPLES, read_predictions(path, VIDEOMME, SAMPLES).predictions)
    assert (result.scored, result.duplicated, result.unknown, result.missing) == (1, 1, 1, 2)
    assert result.score == pytest.approx(100 / 3)


def test_what_nobody_knows_is_named_with_its_fields(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", {"nummer": 1, "antwort": "C"})
    with pytest.raises(T3Error) as caught:
        read_predictions(path, _without_official(), SAMPLES)
    assert "its first entry has nummer, antwort; say which it is with --format" in str(caught.value)


def _without_official() -> Any:
    from dataclasses import replace

    return replace(TVBENCH, read_official=None)
