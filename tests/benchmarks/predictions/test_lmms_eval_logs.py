"""Logs of a benchmark with several tasks lie in one directory."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.contract import Benchmark, Prediction, Sample
from benchmarks.predictions import read_predictions
from benchmarks.predictions.lookup import Lookup
from t3data.errors import T3Error

TOY = Benchmark(
    id="toy",
    title="",
    hub="",
    licence="",
    load=lambda path: (),
    scorers=(),
    lmms_eval_id=lambda facts, row: f"{facts['task']}/{row}",
)
SAMPLES = [Sample("a/0", "v", "What?", "A"), Sample("b/0", "w", "What?", "A")]


def log(path: Path, *replies: str) -> None:
    lines = [{"doc_id": n, "filtered_resps": [reply]} for n, reply in enumerate(replies)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def test_every_log_is_read_and_its_name_tells_the_task(tmp_path: Path) -> None:
    log(tmp_path / "20260806_samples_a.jsonl", "A")
    log(tmp_path / "20260806_samples_b.jsonl", "B")
    (tmp_path / "20260806_results.json").write_text("{}")
    found = read_predictions(tmp_path, TOY, SAMPLES)
    assert found.format == "lmms-eval"
    assert list(found.predictions) == [Prediction("a/0", "A"), Prediction("b/0", "B")]


def test_a_damaged_log_is_named(tmp_path: Path) -> None:
    log(tmp_path / "samples_a.jsonl", "A")
    (tmp_path / "samples_b.jsonl").write_text('{"doc_id": 0')
    with pytest.raises(T3Error, match=r"samples_b\.jsonl: row 0"):
        read_predictions(tmp_path, TOY, SAMPLES)


@pytest.mark.parametrize("field", ["video", "videoID", "video_id"])
def test_video_and_question_find_the_sample(field: str) -> None:
    lookup = Lookup([*SAMPLES, replace(SAMPLES[0], id="c", question="Who?")])
    assert lookup.find({field: "v", "question": " what? "}) == "a/0"
    assert lookup.find({field: "x", "question": "What?"}) is None


def test_one_question_asked_twice_is_told_apart_by_its_row_or_not_at_all() -> None:
    lookup = Lookup([*SAMPLES, replace(SAMPLES[0], id="c")])
    entry = {"video": "v", "question": "What?"}
    assert [lookup.find(entry, row) for row in (0, 1, 2, None)] == ["a/0", None, "c", None]
    assert [lookup.find({}, row) for row in (1, 3)] == ["b/0", None]


def test_a_row_number_alone_is_held_to_the_logs_gold_letter() -> None:
    lookup = Lookup(SAMPLES)
    told = [lookup.find({"target": target}, 0) for target in ("A", " (a) ", "B", "text", "2", "")]
    assert told == ["a/0", "a/0", None, "a/0", "a/0", "a/0"]
    assert Lookup(SAMPLES, SAMPLES[1:]).find({}, 0) == "b/0"


def test_a_document_that_the_metric_recorded_tells_the_id(tmp_path: Path) -> None:
    plain = replace(TOY, lmms_eval_id=None)
    samples = [replace(SAMPLES[0], id="7"), replace(SAMPLES[1], id="8")]
    file = tmp_path / "m_samples_toy.jsonl"
    recorded = {"item": {"idx": 8, "GT": "A"}, "pred": "B"}
    file.write_text(json.dumps({"doc_id": 0, "filtered_resps": ["B"], "toy_score": recorded}))
    found = read_predictions(file, plain, samples)
    assert list(found.predictions) == [Prediction("8", "B")]


def test_replies_to_the_queries_of_one_item(tmp_path: Path) -> None:
    samples = [replace(SAMPLES[0], id=id) for id in ("5", "6_0", "6_1", "7_0")]
    file = tmp_path / "m_samples_toy.jsonl"
    lines = [
        {"doc_id": 0, "filtered_resps": ["Yes", None], "forward_acc": {"id": 6}},
        {"doc_id": 1, "filtered_resps": [["No"]], "forward_acc": {"id": 7}},
        {"doc_id": 2, "filtered_resps": ["A"], "acc": {"id": 5}},
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    found = read_predictions(file, replace(TOY, lmms_eval_id=None), samples)
    assert [(one.id, one.reply) for one in found.predictions] == [
        ("6_0", "Yes"), ("6_1", None), ("7_0", "No"), ("5", "A"),
    ]  # fmt: skip
