"""ActivityNet Captions as moment retrieval: splits, subsets, the real file."""

import json
from pathlib import Path

import pytest
from shared_data import shared

from benchmarks.activitynet_mr import ACTIVITYNET_MR, load
from benchmarks.contract import Prediction, Sample
from benchmarks.grounding.moments import said
from benchmarks.scoring import score
from benchmarks.windows.scorers import defects_of
from t3data.errors import T3Error

VIDEOS = {
    "v_a": {"duration": 50, "timestamps": [[0, 5], [10, 40]], "sentences": ["One.", " Two."]},
    "v_b": {"duration": 400.5, "timestamps": [[300, 400]], "sentences": ["Three."]},
}


def shifted(sample: Sample) -> Prediction:
    """Every window later by a tenth of its length."""
    start, end = sample.extra["windows"][0]
    by = (end - start) / 10
    return Prediction(sample.id, "", "", {"windows": [[start + by, end + by]]})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "val_1.json").write_text(json.dumps(VIDEOS))
    (tmp_path / "val_2.json").write_text(json.dumps({"v_b": VIDEOS["v_b"]}))
    return tmp_path


def test_val_2_is_meant_unless_val_1_is_named(root: Path) -> None:
    assert [one.id for one in load(root)] == ["v_b_0"]
    assert [one.id for one in load(root / "val_1.json")] == ["v_a_0", "v_a_1", "v_b_0"]
    (root / "val_2.json").unlink()
    samples = list(load(root))
    assert samples[1].question == " Two."
    assert samples[1].video == "v_a"
    assert samples[2].groups["video length"] == "> 5 min"
    assert samples[2].groups["position"] == "end"


def test_a_list_of_ids_keeps_videos_and_sentences(root: Path) -> None:
    (root / "ids.txt").write_text("v_a_1\nv_b\n")
    assert [one.id for one in load(root / "val_1.json")] == ["v_a_1", "v_b_0"]
    (root / "ids.txt").write_text("v_a_1\nv_c\n")
    with pytest.raises(T3Error, match=r"ids\.txt: no sentence of v_c"):
        list(load(root / "val_1.json"))


def test_sentences_and_windows_in_pairs(root: Path) -> None:
    (root / "val_1.json").write_text(json.dumps({"v": {"timestamps": [[0, 5]], "sentences": []}}))
    with pytest.raises(T3Error, match=r"row 0: field timestamps: expected 0 windows"):
        list(load(root / "val_1.json"))


@pytest.mark.slow
def test_the_real_annotations_against_themselves_and_a_tenth_later() -> None:
    samples = list(load(shared("activitynet_captions/val_1.json")))
    assert len(samples) == 17505
    assert len({one.video for one in samples}) == 4917
    assert not any("no length" in line or "reversed" in line for line in defects_of(samples))
    some = samples[:3000]
    ceiling = score(ACTIVITYNET_MR, some, [said(one, "") for one in some], "strict")
    assert {one.score for one in ceiling.metrics.values()} == {100.0}
    # A tenth later: 0.9 of the length is common, 1.1 the hull: 9/11 each.
    moved = score(ACTIVITYNET_MR, some, map(shifted, some), "strict")
    assert moved.score == pytest.approx(100 * 9 / 11)
    assert moved.metrics["R@0.7"].score == 100.0
    assert score(ACTIVITYNET_MR, some, map(shifted, some), "videotemp").score == pytest.approx(
        100 * 9 / 11
    )


def test_reversed_windows_of_train_are_told_and_never_met() -> None:
    samples = list(load(shared("activitynet_captions/train_original_reversed_examples.json")))
    assert any("2 samples have a gold window: reversed" in line for line in defects_of(samples))
    found = score(ACTIVITYNET_MR, samples, [said(one, "") for one in samples], "strict")
    assert found.scored == len(samples)
    assert found.score == pytest.approx(100 * (len(samples) - 2) / len(samples))


def test_other_captions_of_that_form_and_their_windows_past_the_end() -> None:
    samples = list(load(shared("youcook2/yc2_val.json")))
    assert (len(samples), len({one.video for one in samples})) == (3492, 457)
    past = sum(one.extra["windows"][0][1] > one.extra["duration"] for one in samples)
    ceiling = score(ACTIVITYNET_MR, samples, [said(one, "") for one in samples], "strict")
    assert ceiling.score == 100.0
    assert sum(f"{past:,} samples have a gold window: past" in note for note in ceiling.notes) == (
        past > 0
    )
    moved = score(ACTIVITYNET_MR, samples, map(shifted, samples), "strict")
    assert moved.score == pytest.approx(100 * 9 / 11)
