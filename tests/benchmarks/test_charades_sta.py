"""Charades-STA: annotations, truth raw and clipped, all numbers worked out by hand."""

import json
from pathlib import Path

import pytest
from golden_prompts import assert_golden

from benchmarks.charades_sta import CHARADES_STA, load
from benchmarks.contract import Prediction
from benchmarks.scoring import score
from benchmarks.windows.scorers import defects_of
from t3data.errors import T3Error

LINES = "AB12 24.3 30.4##person opens a door.\nCD34 0.0 6.9##person, sits ## down.\n"
TABLE = "id,subject,length\nAB12,x,29.00\nCD34,y,30\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "charades_sta_test.txt").write_text(LINES)
    (tmp_path / "charades_sta_train.txt").write_text(LINES)
    (tmp_path / "Charades_v1_test.csv").write_text(TABLE)
    return tmp_path


def test_lines_and_lengths(root: Path) -> None:
    first, second = load(root)
    assert (first.id, first.video, first.question) == ("0", "AB12", "person opens a door.")
    assert first.extra == {"windows": ((24.3, 30.4),), "duration": 29.0}
    assert second.question == "person, sits ## down."
    assert second.groups == {
        "video length": "30-60 s",
        "share of video": "10-30 %",
        "position": "beginning",
    }
    (root / "Charades_v1_test.csv").unlink()
    assert next(load(root)).extra["duration"] is None


def test_truth_past_the_end_is_told_and_kept_or_clipped_by_convention(root: Path) -> None:
    samples = list(load(root))
    assert list(defects_of(samples)) == [
        "1 samples have a gold window: past the end of the video; scored as it is"
    ]
    said = [Prediction("0", "", "", {"windows": [[24.3, 29.0]]})]
    # raw: 4.7 / 6.1; clipped to 29: all of it, once among one prediction.
    assert score(CHARADES_STA, samples, said, "strict").score == pytest.approx(100 * 4.7 / 6.1 / 2)
    assert score(CHARADES_STA, samples, said, "taro").score == 1.0


def test_timeit_and_moment_detr_annotations(tmp_path: Path) -> None:
    entry = {"image_id": "AB12.mp4", "caption": "opens.", "timestamp": [24.3, 30.4], "id": 8}
    (tmp_path / "test.json").write_text(json.dumps({"annotations": [entry]}))
    found = list(load(tmp_path))
    assert (found[0].id, found[0].video) == ("8", "AB12")
    line = {"qid": 9, "vid": "AB12", "query": "q", "duration": 29, "relevant_windows": [[1, 2]]}
    path = tmp_path / "charades_sta_test_tvr.jsonl"
    path.write_text(json.dumps(line) + "\n")
    assert [one.id for one in load(path)] == ["9"]


@pytest.mark.parametrize("line", ["AB12 1.0 2.0 opens", "AB12 1.0.0 2##opens", "AB12 1##opens"])
def test_a_line_that_is_none(tmp_path: Path, line: str) -> None:
    path = tmp_path / "charades_sta_test.txt"
    path.write_text(LINES + line)
    with pytest.raises(T3Error, match=r"test\.txt: line 3: expected VIDEO START END##sentence"):
        list(load(path))


def test_golden_prompt(root: Path) -> None:
    assert_golden(CHARADES_STA, next(load(root)))
