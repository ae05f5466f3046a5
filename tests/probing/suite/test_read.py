"""Reading suites back: ours, the official layout alone, and damaged ones."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from probing.questions import items
from probing.suite.build import make_suite
from probing.suite.read import load, load_official, load_suite
from probing.suite.settings import Settings
from probing.suite.wording import caption_lines, read_captions
from t3data.errors import T3Error
from t3data.video.write import write_video


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root: Path = tmp_path_factory.mktemp("made")
    make_suite(root, Settings(("order_3", "grounding_cats", "blooming"), count=1, size=32))
    return root


@pytest.fixture
def suite(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "suite")
    return tmp_path / "suite"


def official(root: Path) -> Path:
    """What is left of one of ours without our own files."""
    for name in ("suite.json", "clips.jsonl"):
        (root / name).unlink()
    return root


def test_a_suite_of_ours(suite: Path) -> None:
    found = load(suite)
    assert not found.official
    assert found.root == suite
    assert found.aspects == ("order_3", "grounding_cats", "blooming")
    assert [clip.id for clip in found.clips("grounding_cats", "train")] == [
        "begin_0000", "middle_0000", "end_0000",
    ]  # fmt: skip
    assert found.clips("needle", "val") == []
    assert all(found.file(clip).is_file() for clip in found.every)
    assert len(items(found)) == 6 + 3 + 2
    assert found.items("blooming")[1].answer == 1


def test_the_official_layout_alone(suite: Path) -> None:
    ours = {clip.path: clip for clip in load(suite).every}
    found = load(official(suite))
    assert found.official
    assert found.aspects == ("order_3", "grounding_cats", "blooming")
    for clip in found.every:
        mine = ours[clip.path]
        assert (clip.id, clip.aspect, clip.split, clip.category) == (
            mine.id, mine.aspect, mine.split, mine.category,
        )  # fmt: skip
        assert clip.duration == pytest.approx(6.0)
        if clip.split == "val":
            times = [(k + 0.5) * 6 / 8 for k in range(8)]
            captions = [clip.caption_at(time) for time in times]
            assert caption_lines(captions) in found.prompts[clip.aspect][clip.id]
    order = next(clip for clip in found.every if clip.category == "cats_bloom_people")
    shown = [segment.shows for segment in order.segments]
    assert list(dict.fromkeys(shown)) == ["cat", "flower", "person"]
    assert len({clip.source for clip in found.every}) == len(found.every)


def test_the_official_layout_without_captions(suite: Path) -> None:
    shutil.rmtree(official(suite) / "frame_captions")
    found = load_official(suite)
    assert len(found.every) == 22
    assert {segment.caption for clip in found.every for segment in clip.segments} == {""}


@pytest.mark.parametrize(
    ("prompt", "captions"),
    [
        ("Frame 1: A cat.\nFrame 2:  A dog. \n\nQuestion: Which?", ["A cat.", "A dog."]),
        ("frame #1 - A cat.", ["A cat."]),
        ("Image 3) A cat.\n", ["A cat."]),
        ("A cat, then a dog.\nQuestion: Which?\nOptions: (A) x", ["A cat, then a dog."]),
        ("no question", ["no question"]),
        ("", []),
    ],
)
def test_captions_in_prompts(prompt: str, captions: list[str]) -> None:
    assert read_captions(prompt) == captions


def test_a_single_video_makes_an_official_suite(tmp_path: Path) -> None:
    folder = tmp_path / "bright_dark_cat" / "darken"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("x")
    write_video(folder / "a b.mp4", [np.zeros((32, 32, 3), np.uint8)] * 5, 5)
    (clip,) = load(tmp_path).every
    assert (clip.aspect, clip.split, clip.id) == ("brightness", "val", "darken_a b")
    assert clip.segments[0].end == pytest.approx(1.0)


def broken(suite: Path, change: str) -> None:
    clips = suite / "clips.jsonl"
    lines = clips.read_text().splitlines()
    if change == "no manifest":
        (suite / "suite.json").unlink()
    elif change == "cut manifest":
        (suite / "suite.json").write_text('{"format"')
    elif change == "other format":
        (suite / "suite.json").write_text('{"format": "t3-probe-suite/9", "files": {}}')
    elif change == "list":
        (suite / "suite.json").write_text("[]")
    elif change == "cut line":
        clips.write_text("\n".join([*lines[:-1], lines[-1][:40]]))
    elif change == "line gone":
        clips.write_text("\n".join(lines[:-1]))
    elif change == "strange category":
        clips.write_text("\n".join(["\n".join(lines[:-1]), lines[-1].replace("bloom_rev", "xx")]))
    elif change == "no segments":
        record = {**json.loads(lines[0]), "segments": []}
        clips.write_text("\n".join([json.dumps(record), *lines[1:]]))
    elif change == "no clips":
        clips.unlink()
    elif change == "no video":
        next(suite.rglob("*.mp4")).unlink()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("no manifest", "unfinished suite"),
        ("cut manifest", "suite.json: cannot be read"),
        ("other format", "not a suite of format t3-probe-suite/1"),
        ("list", "not a suite of format"),
        ("cut line", "clips.jsonl: line 22"),
        ("line gone", "21 clips, but suite.json says 22"),
        ("strange category", "line 22: no category"),
        ("no segments", "line 1: a clip without segments"),
        ("no clips", "clips.jsonl: cannot be read"),
        ("no video", ".mp4: missing"),
    ],
)
def test_damaged_suites(suite: Path, change: str, said: str) -> None:
    broken(suite, change)
    with pytest.raises(T3Error) as error:
        load(suite)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "not captions"), ("[1]", "not captions"), ('{"a": {"text": "b"}}', "without 'prompt'")],
)
def test_damaged_official_captions(suite: Path, content: str, said: str) -> None:
    (official(suite) / "frame_captions" / "order_3.json").write_text(content)
    with pytest.raises(T3Error, match=said):
        load(suite)


def test_damaged_official_videos(suite: Path) -> None:
    (official(suite) / "order_3/white_bg/cats_people_bloom/0000.mp4").write_bytes(b"no video")
    with pytest.raises(T3Error, match=r"0000\.mp4"):
        load(suite)


def test_a_category_that_no_aspect_has(suite: Path) -> None:
    folder = official(suite) / "order_3" / "white_bg"
    (folder / "cats_people_bloom").rename(folder / "dogs")
    with pytest.raises(T3Error, match="dogs: no category of order_3"):
        load(suite)


def test_no_suite_at_all(tmp_path: Path) -> None:
    with pytest.raises(T3Error, match="no probe suite: neither"):
        load(tmp_path)
    with pytest.raises(T3Error, match="no such directory; make a suite with"):
        load(tmp_path / "absent")
    with pytest.raises(T3Error, match="unfinished"):
        load_suite(tmp_path)
