"""ActivityNet and YouCook2: files in, files out, and the ceilings on the real annotations."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.activitynet_dvc import ACTIVITYNET_DVC
from benchmarks.captioning.events import EVENTS, Event, as_entries, predicted
from benchmarks.captioning.java import no_java
from benchmarks.captioning.metrics import gold
from benchmarks.captioning.reading import REFERENCES
from benchmarks.contract import Prediction, Sample
from benchmarks.predictions.read import read_predictions
from benchmarks.scoring import score
from benchmarks.youcook2_dvc import YOUCOOK2_DVC
from t3data.errors import T3Error
from tests.shared_data import shared

VIDEO = {"duration": 20.0, "timestamps": [[0, 8.5], [8.5, 20]], "sentences": ["One.", " Two."]}


def written(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value), "utf-8")
    return path


def test_activitynet_takes_both_accounts_of_a_video(tmp_path: Path) -> None:
    written(tmp_path / "val_1.json", {"v_a": VIDEO})
    written(tmp_path / "val_2.json", {"v_a": VIDEO, "v_b": VIDEO})
    first, second = ACTIVITYNET_DVC.load(tmp_path)
    assert list(first.extra[REFERENCES]) == ["val_1", "val_2"]
    assert list(second.extra[REFERENCES]) == ["val_2"]
    assert first.answer == "0.0 - 8.5 seconds, One. 8.5 - 20.0 seconds, Two."
    alone = list(ACTIVITYNET_DVC.load(tmp_path / "val_1.json"))
    assert [sample.id for sample in alone] == ["v_a"]


@pytest.mark.parametrize(
    "captions",
    [{"pure_cap": "cut 1.5 onions. fry them."}, {"caption": "cut onions. ok. fry them now."}],
)
def test_youcook2_in_timeits_shape(tmp_path: Path, captions: dict[str, str]) -> None:
    entry = {"image_id": "YouCook2/validation/x.mp4", "segments": [[1, 2], [3, 4]], **captions}
    path = written(tmp_path / "val.caption_coco_format.json", {"annotations": [entry]})
    (sample,) = YOUCOOK2_DVC.load(tmp_path)
    assert sample.id == "x"
    texts = [event.text for event in sample.extra[REFERENCES]["val.caption_coco_format"]]
    assert (
        texts
        == [
            ["cut 1.5 onions.", "fry them."],
            ["cut onions.", "fry them now."],
        ]["caption" in captions]
    )
    written(path, {"annotations": [{**entry, "segments": [[1, 2]]}]})
    with pytest.raises(T3Error, match="1 windows and 2 captions"):
        list(YOUCOOK2_DVC.load(path))


def test_youcook2_in_the_official_shape(tmp_path: Path) -> None:
    step = {"segment": [90, 102], "id": 0, "sentence": "spread it"}
    database = {
        "x": {"subset": "validation", "duration": 200.5, "annotations": [step]},
        "y": {"subset": "training", "duration": 200.5, "annotations": [step]},
    }
    written(tmp_path / "youcookii_annotations_trainval.json", {"database": database})
    (sample,) = YOUCOOK2_DVC.load(tmp_path)
    assert (sample.id, sample.extra["duration"]) == ("x", 200.5)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({**VIDEO, "sentences": ["One."]}, "2 windows and 1 captions"),
        ({**VIDEO, "timestamps": [["0", 8.5], [8.5, 20]]}, r"found \['0', 8.5\]"),
        ({**VIDEO, "timestamps": [[0, 8], [9]]}, r"expected windows \[start, end\]"),
        ({"timestamps": []}, "no field sentences"),
        (7, "expected an object"),
    ],
)
def test_damaged_annotations_name_file_and_video(tmp_path: Path, entry: Any, said: str) -> None:
    path = written(tmp_path / "val_1.json", {"v_a": entry})
    with pytest.raises(T3Error, match=said) as caught:
        list(ACTIVITYNET_DVC.load(path))
    assert "val_1.json" in str(caught.value)


@pytest.mark.parametrize("benchmark", [ACTIVITYNET_DVC, YOUCOOK2_DVC], ids=lambda one: one.id)
def test_submissions_come_back_as_they_went(tmp_path: Path, benchmark: Any) -> None:
    samples = list(ACTIVITYNET_DVC.load(written(tmp_path / "val_1.json", {"v_a": VIDEO})))
    path = tmp_path / "submission 😀.json"
    benchmark.write_official(path, samples, {"v_a": gold(samples[0])})
    found = read_predictions(path, benchmark, samples)
    assert found.format == "official"
    (back,) = found.predictions
    assert predicted(back) == [Event(0.0, 8.5, "One."), Event(8.5, 20.0, " Two.")]


def test_names_of_videos_are_found_in_other_spellings(tmp_path: Path) -> None:
    sample = Sample("v_a", "v_a", "?", "x")
    for name in ("v_a", "a", "v_a.mp4", "x/v_a.webm"):
        path = written(tmp_path / "p.json", {name: [{"timestamp": [0, 1], "caption": "x"}]})
        (found,) = read_predictions(path, ACTIVITYNET_DVC, [sample]).predictions
        assert found.id == "v_a"


def test_what_models_write_before_it_is_converted(tmp_path: Path) -> None:
    sample = Sample("v_a", "v_a", "?", "x")
    trace = {
        "video": "videos/v_a.mp4",
        "timestamps": [[0, 8.5], [3], [8.5, 20]],
        "captions": ["One.", "Not this.", "Two."],
    }
    path = written(tmp_path / "trace.json", [trace])
    (found,) = read_predictions(path, ACTIVITYNET_DVC, [sample]).predictions
    assert predicted(found) == [Event(0, 8.5, "One."), Event(8.5, 20, "Two.")]
    timechat = {"vname": "v_a.mp4", "generated_cap": "0 - 8.5 seconds, One of them."}
    path = written(tmp_path / "timechat.json", [timechat])
    (found,) = read_predictions(path, ACTIVITYNET_DVC, [sample]).predictions
    assert (found.id, predicted(found)) == ("v_a", [Event(0, 8.5, "One of them.")])


def test_a_damaged_entry_is_a_bad_row(tmp_path: Path) -> None:
    sample = Sample("v_a", "v_a", "?", "x")
    path = written(tmp_path / "p.json", {"results": {"v_a": [{"timestamp": [0], "sentence": "x"}]}})
    with pytest.raises(T3Error, match=r'field v_a: expected a list of .*, event 0 is {"timestamp"'):
        read_predictions(path, ACTIVITYNET_DVC, [sample])


def test_a_video_named_twice_is_a_bad_row(tmp_path: Path) -> None:
    samples = [Sample("v_a", "v_a", "?", "x"), Sample("v_b", "v_b", "?", "x")]
    first, second = ([{"timestamp": [0, end], "sentence": "x"}] for end in (1, 2))
    text = f'"v_a": {json.dumps(first)}, "v_b": [], "v_a": {json.dumps(second)}'
    for number, whole in enumerate((f"{{{text}}}", f'{{"version": "1", "results": {{{text}}}}}')):
        path = tmp_path / f"{number}.json"
        path.write_text(whole)
        with pytest.raises(T3Error, match=r"row 0: v_a stands here twice.*--max-bad 1"):
            read_predictions(path, ACTIVITYNET_DVC, samples)
        found = read_predictions(path, ACTIVITYNET_DVC, samples, max_bad=1)
        assert [predicted(one) for one in found.predictions] == [[Event(0, 2, "x")], []]


def test_the_prompt() -> None:
    prompt = YOUCOOK2_DVC.prompts[0]
    golden = Path(__file__).parent / "golden" / f"youcook2-dvc-{prompt.name}-v{prompt.version}.txt"
    asked = prompt.text(Sample("a", "a", "What happens in this video, and when?", "x"))
    assert asked + "\n" == golden.read_text("utf-8")


def shifted(sample: Sample, share: float) -> Prediction:
    """Every event of the first reference, later by a share of its own length."""
    events = [(one, share * (one.end - one.start)) for one in predicted(gold(sample)) or []]
    moved = [replace(one, start=one.start + by, end=one.end + by) for one, by in events]
    return Prediction(sample.id, "x", "", {EVENTS: as_entries(moved)})


@pytest.mark.slow
@pytest.mark.skipif(bool(no_java()), reason=no_java() or "java is here")
def test_youcook2_ceilings_and_a_shift_by_a_tenth() -> None:
    samples = list(YOUCOOK2_DVC.load(shared("youcook2/yc2_val.json")))
    assert (len(samples), sum(len(gold(s).fields[EVENTS]) for s in samples)) == (457, 3492)
    own = score(YOUCOOK2_DVC, samples, [gold(sample) for sample in samples], "robust").metrics
    for name in ("F1", "precision", "recall", "SODA_c", "SODA_d", "paragraph METEOR"):
        assert own[name].score == pytest.approx(100, abs=1e-4), name
    official = score(
        YOUCOOK2_DVC, samples, [gold(sample) for sample in samples], "densevid"
    ).metrics
    for name, ceiling in (("F1", 100), ("SODA_c", 100), ("METEOR", 99.892), ("CIDEr", 988.366)):
        assert official[name].score == pytest.approx(ceiling, abs=6e-4), name  # as it documents
    # IoU of each event with itself .9 / 1.1 = .818: it is met at .3, .5 and .7 and not at .9.
    later = score(YOUCOOK2_DVC, samples, [shifted(s, 0.1) for s in samples], "robust").metrics
    assert later["F1"].score == pytest.approx(75)
    assert later["recall@0.7"].score == 100
    assert later["recall@0.9"].score == 0
    assert later["SODA_c"].score == pytest.approx(100 * 0.9 / 1.1, abs=0.05)
