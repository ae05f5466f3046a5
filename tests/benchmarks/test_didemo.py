"""DiDeMo: pieces of five seconds, the three annotators that agree best."""

import json
from pathlib import Path

import pytest
from shared_data import shared

from benchmarks.contract import Prediction, Sample
from benchmarks.didemo import DIDEMO, iou, load, run_of
from benchmarks.grounding.moments import said
from benchmarks.scoring import score
from t3data.errors import T3Error

ROW = {
    "annotation_id": 3,
    "video": "v.mov",
    "description": "a dog",
    "num_segments": 6,
    "times": [[1, 1], [1, 1], [0, 1], [5, 5]],
}


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    (tmp_path / "val_data.json").write_text(json.dumps([ROW]))
    return list(load(tmp_path))


def numbers(samples: list[Sample], windows: list[list[float]]) -> dict[str, float | None]:
    prediction = Prediction("3", "", "", {"windows": windows})
    found = score(DIDEMO, samples, [prediction], "official")
    return {name: one.score for name, one in found.metrics.items()}


def test_pieces_and_seconds(samples: list[Sample]) -> None:
    assert samples[0].extra["windows"] == ((5, 10), (5, 10), (0, 10), (25, 30))
    assert samples[0].extra["duration"] == 30.0
    assert [run_of(window) for window in samples[0].extra["windows"]] == [
        (1, 1),
        (1, 1),
        (0, 1),
        (5, 5),
    ]
    assert run_of((4.9, 10.1)) == (0, 2)
    assert run_of((5.0, 5.0)) == (1, 1)


def test_iou_counts_pieces() -> None:
    assert iou((1, 1), (1, 1)) == 1.0
    assert iou((0, 1), (1, 1)) == 0.5
    assert iou((0, 0), (5, 5)) == 0.0
    assert iou((0, 3), (2, 5)) == pytest.approx(2 / 6)


def test_the_mean_of_three_annotators(samples: list[Sample]) -> None:
    # Piece 1: IoU 1, 1 and 1/2 of the three best; ranks 1, 1 and none.
    found = numbers(samples, [[5, 10]])
    assert found == {"mIoU": pytest.approx(100 * 2.5 / 3), "Rank@1": 0.0, "Rank@5": 0.0}
    # With the second annotation in second place the ranks are 1, 1, 2: their mean is not 1.
    found = numbers(samples, [[5, 10], [0, 10]])
    assert (found["Rank@1"], found["Rank@5"]) == (0.0, 100.0)


def test_three_who_agree_are_rank_1(tmp_path: Path) -> None:
    (tmp_path / "val_data.json").write_text(json.dumps([{**ROW, "times": [[2, 2]] * 3 + [[0, 0]]}]))
    found = numbers(list(load(tmp_path)), [[10, 15]])
    assert found == {"mIoU": 100.0, "Rank@1": 100.0, "Rank@5": 100.0}


def test_language_models_are_held_against_the_best_annotator(samples: list[Sample]) -> None:
    reply = [Prediction("3", "from 25 to 30 seconds")]
    assert score(DIDEMO, samples, reply, "strict").score == 100.0


def test_dirty_rows(tmp_path: Path) -> None:
    (tmp_path / "val_data.json").write_text(json.dumps([{**ROW, "times": [[0.5, 1]]}]))
    with pytest.raises(T3Error, match="row 0: field times: expected"):
        list(load(tmp_path))


@pytest.mark.slow
def test_the_real_annotations() -> None:
    samples = list(load(shared("didemo/val_data.json")))
    assert len(samples) == 4180
    gold = [said(one, "") for one in samples]
    assert score(DIDEMO, samples, gold, "strict").score == 100.0
    ceiling = score(DIDEMO, samples, gold, "official")
    assert ceiling.metrics["Rank@5"].score is not None
    assert 0 < (ceiling.score or 0) < 100  # annotators differ


def test_the_official_score_of_the_commonest_run() -> None:
    # utils/eval.py says what it prints for runs ordered by how often they are chosen in train:
    # "Average rank@1: 0.186842", "Average iou: 0.252216"; both rest on the first of them, [0, 0].
    found = list(load(shared("didemo/val_data.json")))
    said_first = [Prediction(one.id, "", "", {"windows": [[0, 5]]}) for one in found]
    metrics = score(DIDEMO, found, said_first, "official").metrics
    values = [metrics[name].score or 0.0 for name in ("Rank@1", "mIoU")]
    assert [f"{value / 100:.6f}" for value in values] == ["0.186842", "0.252216"]
