"""HiREST: the videos that are asked, bounds there and back, the real file."""

import json
from pathlib import Path

import pytest
from shared_data import shared

from benchmarks.contract import Prediction
from benchmarks.grounding.moments import said
from benchmarks.hirest import HIREST, load
from benchmarks.predictions import read_predictions
from benchmarks.scoring import score
from benchmarks.validating import validate
from t3data.errors import T3Error

CLIP = {"relevant": True, "clip": True, "v_duration": 100.0, "bounds": [20, 60], "steps": []}
VIDEOS = {
    "Make tea": {"a.mp4": CLIP, "b.mp4": {**CLIP, "clip": False, "bounds": [0, 0]}},
    "Cut > wood": {"a.mp4": {**CLIP, "bounds": [0, 10]}},
}


def test_only_videos_with_a_clip_are_asked_and_read(tmp_path: Path) -> None:
    (tmp_path / "all_data_val.json").write_text(json.dumps(VIDEOS))
    samples = list(load(tmp_path))
    assert validate(HIREST, samples, partial=True).holds
    assert [one.id for one in samples] == ["a>>>Make tea", "a>>>Cut > wood"]
    found = read_predictions(tmp_path / "all_data_val.json", HIREST, samples)
    assert len(found.predictions) == 2
    assert score(HIREST, samples, found.predictions, "strict").score == 100.0


def test_round_trip(tmp_path: Path) -> None:
    (tmp_path / "all_data_val.json").write_text(json.dumps(VIDEOS))
    samples = list(load(tmp_path))
    assert HIREST.write_official is not None
    replies = {samples[1].id: Prediction(samples[1].id, "from 0 to 5 seconds")}
    HIREST.write_official(tmp_path / "p.json", samples, replies)
    assert json.loads((tmp_path / "p.json").read_text()) == {
        "Cut > wood": {"a.mp4": {"bounds": [0, 5]}}
    }
    found = read_predictions(tmp_path / "p.json", HIREST, samples)
    assert score(HIREST, samples, found.predictions, "strict").score == 25.0


@pytest.mark.parametrize("bounds", [None, "x", [1], []])
def test_dirty_annotations(tmp_path: Path, bounds: object) -> None:
    videos = {"Make tea": {"a.mp4": {**CLIP, "bounds": bounds}}}
    (tmp_path / "all_data_val.json").write_text(json.dumps(videos))
    with pytest.raises(T3Error, match=r"row 0: (no )?field bounds"):
        list(load(tmp_path))


def test_the_real_annotations_against_themselves_and_a_tenth_later() -> None:
    samples = list(load(shared("hirest/all_data_train.json")))
    assert len({one.id for one in samples}) == len(samples) > 500
    gold = [said(one, "") for one in samples]
    ceiling = score(HIREST, samples, gold, "strict")
    # One of the 865 bounds has no length: nothing meets it, and the result says so.
    assert ceiling.score == pytest.approx(100 * 864 / 865)
    assert any("no length" in note for note in ceiling.notes)
    later = []
    for one in samples:
        start, end = one.extra["windows"][0]
        by = (end - start) / 10
        later.append(Prediction(one.id, "", "", {"windows": [[start + by, end + by]]}))
    found = score(HIREST, samples, later, "strict")
    assert found.score == pytest.approx(100 * 9 / 11 * 864 / 865)


def test_the_official_rule_misses_an_exact_half(tmp_path: Path) -> None:
    video = {"clip": True, "v_duration": 100, "bounds": [10, 20]}
    path = tmp_path / "all_data_test.json"
    path.write_text(json.dumps({"Bake": {"a.mp4": video, "b.mp4": video, "c.mp4": video}}))
    samples = list(HIREST.load(path))
    said = [
        Prediction(sample.id, "", "", {"windows": [[10, end]]})
        for sample, end in zip(samples, (20, 15, 17.5), strict=True)
    ]
    # IoU 1, .5 and .75, each a little less by the epsilon.
    found = score(HIREST, samples, said, "official").metrics
    assert [found[f"R@{t}"].score for t in (0.5, 0.7)] == [pytest.approx(200 / 3)] * 2
    assert score(HIREST, samples, said, "strict").metrics["R@0.5"].score == 100
    assert score(HIREST, samples, said[:1], "official").metrics["R@0.5"].score == (
        pytest.approx(100 / 3)
    )
