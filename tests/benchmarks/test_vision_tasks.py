"""LaSOT, GOT-10k, Ref-YouTube-VOS, MeViS and RefCOCO on invented files."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.boxes.results import told
from benchmarks.contract import Benchmark, Prediction, Sample
from benchmarks.got10k import GOT10K
from benchmarks.lasot import LASOT
from benchmarks.mevis import MEVIS
from benchmarks.predictions.read import read_predictions
from benchmarks.ref_youtube_vos import REF_YOUTUBE_VOS
from benchmarks.refcoco import REFCOCO
from benchmarks.scoring import score
from benchmarks.validating import validate
from t3data.errors import T3Error

BOX = "10,10,10,20\n"


def file(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def lasot(root: Path) -> list[Sample]:
    for name, frames, hidden in (("cat-1", 4, 1), ("dog-12", 2, 0)):
        place = root / name.split("-")[0] / name
        file(place / "groundtruth.txt", BOX * frames)
        file(place / "full_occlusion.txt", ",".join("0" * (frames - 1) + str(hidden)))
        file(place / "out_of_view.txt", ",".join("0" * frames))
    return list(LASOT.load(root))


def test_lasot_from_files(tmp_path: Path) -> None:
    samples = lasot(tmp_path)
    assert [(s.id, s.groups["class"]) for s in samples] == [("cat-1", "cat"), ("dog-12", "dog")]
    file(tmp_path / "results" / "cat-1.txt", "10\t10\t10\t20\n" * 4)
    file(tmp_path / "results" / "cat-1_time.txt", "0.1\n" * 4)
    found = read_predictions(tmp_path / "results", LASOT, samples).predictions
    # cat-1: 3 of 4 frames show the target, dog-12 has no result and counts as 0.
    result = score(LASOT, samples, found, "pytracking")
    assert result.missing == 1
    assert result.score == pytest.approx(100 * 20 / 21 * 3 / 4 / 2)
    assert result.metrics["precision"].score == pytest.approx(100 * 3 / 4 / 2)
    assert score(LASOT, samples, found, "got10k").metrics["precision"].score == 50
    LASOT.write_official(tmp_path / "out", samples, {p.id: p for p in found})  # type: ignore[misc]
    assert read_predictions(tmp_path / "out", LASOT, samples).predictions == found
    file(tmp_path / "testing_set.txt", "dog-12\n")
    assert [sample.id for sample in LASOT.load(tmp_path)] == ["dog-12"]


def test_lasots_own_mean_leaves_out_sequences_that_are_never_met(tmp_path: Path) -> None:
    samples = lasot(tmp_path)
    file(tmp_path / "dog" / "dog-12" / "out_of_view.txt", "1,0")  # the first, given frame
    samples = list(LASOT.load(tmp_path))
    right, away = np.array([[10.0, 10, 10, 20]] * 4), np.array([[900.0, 900, 10, 20]] * 2)
    said = [told("cat-1", right), told("dog-12", away)]
    found = score(LASOT, samples, said, "official")
    assert found.score == pytest.approx(100 * 20 / 21 * 3 / 4)
    assert found.metrics["precision"].score == 75
    assert score(LASOT, samples, said, "pytracking").metrics["precision"].score == 37.5
    assert score(LASOT, samples, said[:1], "official").metrics["precision"].score == 37.5


def test_lasot_with_frames_missing(tmp_path: Path) -> None:
    samples = lasot(tmp_path)
    result = score(LASOT, samples, [told("cat-1", np.ones((3, 4)))], "robust")
    assert (result.unparsed, result.score) == (1, 0)
    assert any("fewer boxes than frames" in note for note in result.notes)
    perfect = np.array([[10.0, 10, 10, 20]] * 5)
    for rule in ("official", "pytracking", "got10k", "robust"):
        over = score(LASOT, samples[1:], [told("dog-12", perfect)], rule)  # 2 frames
        assert over.metrics["precision"].score == 100
        assert any("more boxes than frames" in note for note in over.notes)
    file(tmp_path / "cat" / "cat-1" / "out_of_view.txt", "0,0")
    with pytest.raises(T3Error, match=r"out_of_view.txt: 2 frames; groundtruth.txt has 4"):
        list(LASOT.load(tmp_path))
    file(tmp_path / "results" / "cat-1.txt", "1,2,3\n")
    with pytest.raises(T3Error, match="line 1: expected 4 numbers"):
        read_predictions(tmp_path / "results", LASOT, samples)


def got10k(root: Path, covers: Sequence[str]) -> list[Sample]:
    for number, cover in enumerate(covers, 1):
        place = root / f"GOT-10k_Val_{number:06d}"
        file(place / "groundtruth.txt", "90,10,10,20\n" * len(cover))
        file(place / "cover.label", "\n".join(cover))
        file(place / "meta_info.ini", "[METAINFO]\nresolution: (100, 50)\n")
    return list(GOT10K.load(root))


def test_got10k_pools_the_frames_that_count(tmp_path: Path) -> None:
    # First frames and those of cover 0 do not count: 3 frames and 1. The first has IoU 1, as what
    # reaches over the picture's edge is cut off; the second .5, not above .5.
    samples = got10k(tmp_path, ["8888", "880"])
    name = samples[0].id
    file(tmp_path / "r" / name / f"{name}_001.txt", "90,10,30,20\n" * 4)
    file(tmp_path / "r" / name / f"{name}_time.txt", "0.1\n" * 4)
    file(tmp_path / "r" / f"{samples[1].id}.txt", "0,0,1,1\n90,10,5,20\n0,0,1,1\n")
    found = read_predictions(tmp_path / "r", GOT10K, samples).predictions
    assert len(found) == 2
    result = score(GOT10K, samples, found, "official")
    values = {name: metric.score for name, metric in result.metrics.items()}
    assert values == pytest.approx({"AO": 87.5, "SR@0.5": 75, "SR@0.75": 75})
    alike = score(GOT10K, samples, found, "robust")
    assert (alike.score, alike.metrics["SR@0.5"].score) == (75, 50)
    absent = score(GOT10K, samples, found[:1], "official")
    assert absent.score == pytest.approx(75 if found[0].id == name else 12.5)
    # A second run: 3 frames of IoU 1 and 3 of 0 against one of .5.
    file(tmp_path / "r" / name / f"{name}_002.txt", "0,0,1,1\n" * 4)
    found = read_predictions(tmp_path / "r", GOT10K, samples).predictions
    both = score(GOT10K, samples, found, "official")
    assert (both.score, both.metrics["SR@0.5"].score) == pytest.approx((50, 300 / 7))
    GOT10K.write_official(tmp_path / "out", samples, {one.id: one for one in found})  # type: ignore[misc]
    assert (tmp_path / "out" / name / f"{name}_001.txt").read_text().count("\n") == 4


def test_got10k_moves_boxes_into_the_picture(tmp_path: Path) -> None:
    (sample,) = got10k(tmp_path, ["88"])
    file(tmp_path / sample.id / "groundtruth.txt", "0,10,20,10\n" * 2)
    samples = list(GOT10K.load(tmp_path))
    said = told(sample.id, np.array([[-10.0, 10, 20, 10]] * 2))
    # The toolkit makes [0, 10, 20, 10] of it; inside the picture lies half of that.
    assert score(GOT10K, samples, [said], "official").score == 100
    assert score(GOT10K, samples, [said], "robust").score == 50


def test_got10k_without_a_resolution(tmp_path: Path) -> None:
    (sample,) = got10k(tmp_path, ["88"])
    file(tmp_path / sample.id / "meta_info.ini", "[METAINFO]\n")
    with pytest.raises(T3Error, match="no resolution"):
        list(GOT10K.load(tmp_path))


def saved(path: Path, mask: Any) -> None:
    image = pytest.importorskip("PIL.Image")
    path.parent.mkdir(parents=True, exist_ok=True)
    image.fromarray(np.array(mask, dtype=np.uint8)).save(path)


def expressions(root: Path, **more: object) -> None:
    said = {"exp": "the left one", **more}
    video = {"expressions": {"0": said}, "frames": ["00000", "00005"]}
    file(root / "meta_expressions.json", json.dumps({"videos": {"v": video}}))


def test_ref_youtube_vos(tmp_path: Path) -> None:
    expressions(tmp_path, obj_id="2")
    for frame in ("00000", "00005"):
        saved(tmp_path / "Annotations" / "v" / f"{frame}.png", [[1, 2, 2, 0]] * 4)
    samples = list(REF_YOUTUBE_VOS.load(tmp_path))
    assert [sample.id for sample in samples] == ["v/0"]
    submission = tmp_path / "out" / "Annotations" / "v" / "0"
    saved(submission / "00000.png", [[0, 255, 255, 0]] * 4)
    saved(submission / "00005.png", [[0, 0, 255, 0]] * 4)
    found = read_predictions(tmp_path / "out", REF_YOUTUBE_VOS, samples).predictions
    result = score(REF_YOUTUBE_VOS, samples, found)
    assert result.metrics["J"].score == pytest.approx(75)
    # Radius ceil(.008 * 5.66) = 1: in the second frame the edges lie in columns 1 and 2, the true
    # ones in 0 and 2: each is at most one pixel from another.
    assert result.metrics["F"].score == 100
    assert result.score == pytest.approx(87.5)
    (submission / "00005.png").unlink()
    less = score(REF_YOUTUBE_VOS, samples, found)
    assert less.score == 50
    assert any("frames without a file count as empty" in note for note in less.notes)
    saved(submission / "00005.png", [[0, 0]])
    with pytest.raises(T3Error, match="frame 00005: masks of 2x1 and 4x4 pixels"):
        score(REF_YOUTUBE_VOS, samples, found)


@pytest.mark.parametrize(("benchmark", "root"), [(MEVIS, ""), (REF_YOUTUBE_VOS, "Annotations")])
def test_masks_are_written_as_submissions(tmp_path: Path, benchmark: Benchmark, root: str) -> None:
    expressions(tmp_path, obj_id="2", anno_id=[3])
    runs = {"size": [2, 2], "counts": [0, 2, 2]}  # the left column
    file(tmp_path / "mask_dict.json", json.dumps({"3": [runs, runs]}))
    for frame in ("00000", "00005"):
        saved(tmp_path / "Annotations" / "v" / f"{frame}.png", [[2, 1], [2, 0]])
    samples = list(benchmark.load(tmp_path))
    assert benchmark.write_official is not None
    saved(tmp_path / "mine" / "00000.png", [[1, 0], [0, 0]])
    lines = file(
        tmp_path / "p.jsonl",
        json.dumps({"id": "v/0", "reply": "masks", "fields": {"masks": str(tmp_path / "mine")}}),
    )
    told = read_predictions(lines, benchmark, samples).predictions
    out = tmp_path / "a name 😀"
    benchmark.write_official(out, samples, {one.id: one for one in told})
    written = [str(one.relative_to(out)) for one in out.rglob("*") if one.is_file()]
    assert written == [str(Path(root, "v", "0", "00000.png"))]
    image = pytest.importorskip("PIL.Image")
    assert np.asarray(image.open(out / written[0])).tolist() == [[255, 0], [0, 0]]
    back = read_predictions(out, benchmark, samples).predictions
    # One of two pixels in the first frame; no file for the second.
    assert score(benchmark, samples, back).metrics["J"].score == pytest.approx(25)
    assert score(benchmark, samples, back).metrics == score(benchmark, samples, told).metrics
    with pytest.raises(T3Error, match="exists already; name a new directory"):
        benchmark.write_official(out, samples, {one.id: one for one in back})
    with pytest.raises(T3Error, match=r"no prediction holds masks; expected .fields"):
        benchmark.write_official(out, samples, {"v/0": Prediction("v/0", "text")})
    lost = Prediction("v/0", "masks", "", {"masks": str(tmp_path / "lost")})
    with pytest.raises(T3Error, match=r"lost: expected the directory of the masks of v/0"):
        benchmark.write_official(tmp_path / "b", samples, {"v/0": lost})


def test_hidden_masks_are_not_scored(tmp_path: Path) -> None:
    expressions(tmp_path)
    for benchmark in (REF_YOUTUBE_VOS, MEVIS):
        assert [sample.answer for sample in benchmark.load(tmp_path)] == [""]


def test_mevis_joins_the_objects_of_an_expression(tmp_path: Path) -> None:
    expressions(tmp_path, anno_id=[3, 7])
    left, right = ({"size": [2, 2], "counts": counts} for counts in ([0, 2, 2], [2, 2]))
    file(tmp_path / "mask_dict.json", json.dumps({"3": [left, None], "7": [right, None]}))
    samples = list(MEVIS.load(tmp_path))
    saved(tmp_path / "out" / "v" / "0" / "00000.png", [[1, 0], [1, 0]])
    saved(tmp_path / "out" / "v" / "0" / "00005.png", [[0, 0], [0, 0]])
    found = read_predictions(tmp_path / "out", MEVIS, samples).predictions
    result = score(MEVIS, samples, found)
    assert result.metrics["J"].score == pytest.approx(75)  # .5, and 1 where both are empty
    file(tmp_path / "mask_dict.json", json.dumps({"3": [left], "7": [right, None]}))
    with pytest.raises(T3Error, match="object 3: expected 2 masks"):
        list(MEVIS.load(tmp_path))


def test_mevis_where_nothing_is_meant(tmp_path: Path) -> None:
    expressions(tmp_path, anno_id=[])
    file(tmp_path / "mask_dict.json", json.dumps({}))
    samples = list(MEVIS.load(tmp_path))
    place = tmp_path / "out" / "v" / "0"
    saved(place / "00000.png", [[0, 0], [0, 0]])
    saved(place / "00005.png", [[0, 1], [0, 0]])
    found = read_predictions(tmp_path / "out", MEVIS, samples).predictions
    result = score(MEVIS, samples, found)
    assert (result.metrics["J"].score, result.metrics["F"].score) == (50, 50)
    (place / "00005.png").unlink()
    assert score(MEVIS, samples, found).score == 100
    file(tmp_path / "mask_dict.json", json.dumps({"3": [None, None]}))
    expressions(tmp_path, anno_id=[3])
    assert score(MEVIS, list(MEVIS.load(tmp_path)), found).score == 100


def refcoco(tmp_path: Path) -> list[Sample]:
    row = {"question_id": "7", "bbox": [100, 50, 100, 100], "answer": ["the cup", "left cup"]}
    line = json.dumps({**row, "width": 400, "height": 200, "file_name": "x.jpg"})
    return list(REFCOCO.load(file(tmp_path / "val.jsonl", line)))


@pytest.mark.parametrize(
    ("reply", "shares", "oracle", "robust", "thousandths"),
    [
        ("[0.25, 0.25, 0.5, 0.75]", 1, 0, 1, 0),
        ("It is [100, 50, 200, 150].", 0, 1, 1, 0),
        ("[250, 250, 500, 750]", 0, 1, 0, 1),
        ("[0, 0, 1, 1] or [250, 250, 500, 750]", 0, 1, 0, 0),
        ("(0.25, 0.25, 0.375, 0.75)", 0, 0, 1, 0),  # an IoU of .5 is enough
        ("[200, 150, 100, 50]", 0, 0, 0, 0),
        ("I cannot tell.", 0, 0, 0, 0),
        ("[.25, .25, .5, .75]", 0, 0, 1, 0),  # lmms-eval wants a digit before the dot
        ("[0.25 , 0.25, 0.5, 0.75]", 0, 0, 1, 0),  # and no blank before the comma
    ],
)
def test_refcoco(
    tmp_path: Path, reply: str, shares: int, oracle: int, robust: int, thousandths: int
) -> None:
    samples = refcoco(tmp_path)
    assert [s.id for s in samples] == ["7_0", "7_1"]
    found = {
        rule.name: score(REFCOCO, samples[:1], [Prediction("7_0", reply)], rule.name).score
        for rule in REFCOCO.scorers
    }
    assert found == {
        "lmms-eval": 100 * shares,
        "oracle": 100 * oracle,
        "robust": 100 * robust,
        "thousandths": 100 * thousandths,
    }


def test_refcoco_in_other_shapes(tmp_path: Path) -> None:
    line = {"image": "x.jpg", "sent": "the cup", "bbox": [100, 50, 200, 150]}
    path = file(tmp_path / "val.jsonl", json.dumps({**line, "width": 400, "height": 200}))
    (sample,) = REFCOCO.load(path)
    assert sample.extra["box"] == (100, 50, 200, 150)
    assert (sample.video, sample.answer) == ("x.jpg", "[0.25, 0.25, 0.5, 0.75]")
    shikra = {"img_path": "x.jpg", "expression": "the cup", "bbox": line["bbox"]}
    file(path, json.dumps({**shikra, "width": 400, "height": 200, "dataset_name": "x"}))
    assert list(REFCOCO.load(path)) == [sample]
    file(path, json.dumps({**line, "bbox": [1, 2, 3]}))
    with pytest.raises(T3Error, match="field bbox: expected four numbers"):
        list(REFCOCO.load(path))


def test_the_prompt(tmp_path: Path) -> None:
    prompt = REFCOCO.prompts[0]
    golden = Path(__file__).parent / "golden" / f"refcoco-{prompt.name}-v{prompt.version}.txt"
    assert prompt.text(refcoco(tmp_path)[0]) + "\n" == golden.read_text("utf-8")


def test_what_t3_validate_says(tmp_path: Path) -> None:
    cases: list[tuple[Benchmark, list[Sample]]] = [
        (REFCOCO, refcoco(tmp_path)),
        (LASOT, lasot(tmp_path / "b")),
        (GOT10K, got10k(tmp_path / "c", ["888"])),
    ]
    for benchmark, samples in cases:
        found = validate(benchmark, samples, partial=True)
        assert [check for check in found.checks if check.mark == "fault"] == [], benchmark.id
