"""TACoS: frames to seconds, 2D-TAN's numbers."""

import json
from pathlib import Path

import pytest

from benchmarks.contract import Prediction, Sample
from benchmarks.scoring import score
from benchmarks.tacos import TACOS, load
from t3data.errors import T3Error

VIDEO = {
    "timestamps": [[0, 250], [250, 1010]],
    "sentences": ["He cuts.", "He cooks."],
    "fps": 25,
    "num_frames": 1000,
}


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    (tmp_path / "test.json").write_text(json.dumps({"s1-d1.avi": VIDEO}))
    (tmp_path / "train.json").write_text(json.dumps({"s2.avi": VIDEO}))
    return list(load(tmp_path))


def test_seconds_are_frames_by_fps(samples: list[Sample]) -> None:
    assert [one.id for one in samples] == ["s1-d1_0", "s1-d1_1"]
    assert samples[1].extra == {"windows": ((10.0, 40.4),), "duration": 40.0, "fps": 25.0}


def test_2d_tan_cuts_truth_and_needs_more_than_the_threshold(samples: list[Sample]) -> None:
    # [0, 3] of [0, 10] is 0.3, which is not more; the other is right where truth is cut at 40.
    said = [
        Prediction("s1-d1_0", "", "", {"windows": [[0, 3]]}),
        Prediction("s1-d1_1", "", "", {"windows": [[10, 40]]}),
    ]
    found = score(TACOS, samples, said, "2d-tan")
    assert {name: one.score for name, one in found.metrics.items()} == {
        "mIoU": 65.0,
        "R@0.1": 100.0,
        "R@0.3": 50.0,
        "R@0.5": 50.0,
    }
    strict = score(TACOS, samples, said, "strict")
    assert strict.metrics["R@0.3"].score == 100.0
    assert strict.score == pytest.approx(50 * (0.3 + 30 / 30.4))


@pytest.mark.parametrize(
    ("change", "field"),
    [({"fps": 0}, "fps"), ({"timestamps": [[0, 1]]}, "timestamps"), ({"fps": "x"}, "fps")],
)
def test_dirty_annotations(tmp_path: Path, change: dict[str, object], field: str) -> None:
    (tmp_path / "test.json").write_text(json.dumps({"a": VIDEO, "b": {**VIDEO, **change}}))
    with pytest.raises(T3Error, match=rf"test\.json: row 1: field {field}"):
        list(load(tmp_path))
