"""TVGBench: items, shifted numbers of submissions, windows of no length."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.contract import Prediction, Sample
from benchmarks.grounding.moments import said
from benchmarks.predictions import read_predictions
from benchmarks.scoring import score
from benchmarks.tvgbench import TVGBENCH, load
from benchmarks.windows.scorers import defects_of
from t3data.errors import T3Error

BASE = {"path": "a.mp4", "question": "who?", "duration": 40, "qsemtype": "x", "source": "s"}
ITEMS: list[dict[str, Any]] = [
    {**BASE, "answer": "13.4-28.1", "dataset_name": "charades"},
    {**BASE, "answer": "5-5", "start": 100, "end": 140.5, "question": "when?"},
    {**BASE, "answer": "0.0-10", "path": "b.mp4"},
    {**BASE, "answer": "20-45", "path": "b.mp4", "start": None},
]


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    (tmp_path / "tvgbench.json").write_text(json.dumps(ITEMS))
    return list(load(tmp_path))


def read(samples: list[Sample], path: Path, lines: list[dict[str, Any]]) -> list[Prediction]:
    path.write_text("\n".join(map(json.dumps, lines)))
    return list(read_predictions(path, TVGBENCH, samples).predictions)


def test_items(samples: list[Sample]) -> None:
    assert [one.extra["windows"] for one in samples] == [
        ((13.4, 28.1),),
        ((5.0, 5.0),),
        ((0.0, 10.0),),
        ((20.0, 45.0),),
    ]
    assert [one.clip for one in samples] == [None, (100.0, 140.5), None, None]
    assert samples[0].groups["source"] == "charades"
    assert samples[1].groups["source"] == "s"
    assert sorted(defects_of(samples)) == [
        "1 samples have a gold window: no length; scored as it is",
        "1 samples have a gold window: past the end of the video; scored as it is",
    ]


def test_nothing_meets_a_window_of_no_length(samples: list[Sample]) -> None:
    gold = [said(one, "") for one in samples]
    found = score(TVGBENCH, samples, gold, "official")
    assert found.metrics["R@0.7"].score == 75.0
    assert found.score is None  # mIoU: 0/0 makes the mean NaN
    assert score(TVGBENCH, samples, gold, "strict").score == 75.0
    assert score(TVGBENCH, samples, gold, "time-r1-www").score == 1.0  # left out


def test_text_is_read_anew_and_windows_count_without_one(
    samples: list[Sample], tmp_path: Path
) -> None:
    lines = [
        {"qid": 0, "pred": [1, 2], "target": [13.4, 28.1], "output_text": "13.4 to 28.1"},
        {"qid": 1, "pred": [None, None], "target": [5, 5], "output_text": ""},
        {"qid": 2, "pred": [0, 8.0], "target": [0, 10]},
    ]
    found = read(samples, tmp_path / "p.jsonl", lines)
    assert [one.reply for one in found] == ["13.4 to 28.1", "", ""]
    result = score(TVGBENCH, samples, found, "time-r1")
    # 1, 0 (unread) and 0.8; the item that is absent is dropped.
    assert result.score == pytest.approx(100 * 1.8 / 3)
    assert result.unparsed == 1


def test_lines_whose_numbers_shifted_are_put_by_their_target(
    samples: list[Sample], tmp_path: Path
) -> None:
    lines = [
        {"qid": 0, "pred": [5, 6], "target": [5, 5]},
        {"qid": 1, "pred": [0, 8], "target": [0, 10]},
        {"qid": 1, "pred": [0, 8], "target": [0, 10]},
        {"qid": 2, "pred": [20, 30], "target": [20, 45]},
    ]
    found = read(samples, tmp_path / "p.jsonl", list(reversed(lines)))
    assert [one.id for one in found] == ["3", "2", "2", "1"]
    lines[3]["target"] = [20, 46]
    with pytest.raises(T3Error, match=r"row 3: field target: no item"):
        read(samples, tmp_path / "p.jsonl", lines)


def test_lines_with_video_and_question(samples: list[Sample], tmp_path: Path) -> None:
    line = {"qid": 0, "path": "b.mp4", "question": "Who?", "target": [20, 45], "pred": [20.0, 45.0]}
    assert read(samples, tmp_path / "p.jsonl", [line])[0].id == "3"
    line["target"] = [0.0, 10.0]
    assert read(samples, tmp_path / "p.jsonl", [line])[0].id == "2"


def test_round_trip(samples: list[Sample], tmp_path: Path) -> None:
    predictions = {one.id: said(one, "") for one in samples[:3]}
    assert TVGBENCH.write_official is not None
    TVGBENCH.write_official(tmp_path / "p.jsonl", samples, predictions)
    found = read_predictions(tmp_path / "p.jsonl", TVGBENCH, samples)
    assert found.format == "official"
    assert [one.id for one in found.predictions] == ["0", "1", "2"]
    assert score(TVGBENCH, samples, found.predictions, "strict").score == 50.0


@pytest.mark.parametrize("answer", ["13.4", "a-b", "", "1-2-3"])
def test_an_answer_that_is_none(tmp_path: Path, answer: str) -> None:
    (tmp_path / "tvgbench.json").write_text(json.dumps([{**ITEMS[0], "answer": answer}]))
    with pytest.raises(T3Error, match=r"row 0: field answer: expected \"start-end\""):
        list(load(tmp_path))
