"""Suites on disk: the official layout, the same bytes however they are made, no mixed ones."""

import json
import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from probing.suite.assets import NOTHING
from probing.suite.build import clip_of, frame_captions, make_suite
from probing.suite.read import load_suite
from probing.suite.scenes import scene_of
from probing.suite.settings import Settings, Shot
from t3data.errors import T3Error
from t3data.video.probe import probe
from t3data.video.write import write_video

SMALL = Settings(("order", "referring_middle"), count=2, seed=3, size=32)


def digests(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root: Path = tmp_path_factory.mktemp("suite") / "a suite ü"
    make_suite(root, SMALL)
    return root


def test_the_layout_is_the_official_one(suite: Path) -> None:
    videos = sorted(str(path.relative_to(suite)) for path in suite.rglob("*.mp4"))
    assert len(videos) == 2 * 2 * (2 + 3)
    assert videos[0] == "order/black_bg/cats_people/0000.mp4"
    assert "referring/white_bg/middle/bloom/0001.mp4" in videos
    captions = json.loads((suite / "frame_captions" / "referring_middle.json").read_text())
    assert sorted(captions) == [f"{c}_000{n}" for c in ("bloom", "cats", "people") for n in (0, 1)]
    prompt = captions["bloom_0000"]["prompt"].splitlines()
    assert [line.partition(":")[0] for line in prompt[:8]] == [f"Frame {k}" for k in range(1, 9)]
    assert ["flower" in line for line in prompt[:8]] == [False] * 3 + [True] * 2 + [False] * 3
    assert prompt[9] == "What does the video show in its middle?"
    assert prompt[-1] == "Answer with the letter of the right option only."


def test_the_manifest_says_what_was_made(suite: Path) -> None:
    manifest = json.loads((suite / "suite.json").read_text())
    assert manifest["clips"] == 20
    assert manifest["seed"] == 3
    assert manifest["settings"]["size"] == 32
    assert manifest["aspects"]["referring_middle"] == {
        "categories": ["people", "cats", "bloom"],
        "train": 6,
        "val": 6,
        "sources": {"train": 2, "val": 2},
    }
    found = digests(suite)
    del found["suite.json"]
    assert manifest["files"] == found
    assert set(manifest["versions"]) == {"t3data", "python", "numpy", "pillow", "av"}


def test_videos_are_what_the_clips_say(suite: Path) -> None:
    for clip in load_suite(suite).every:
        info = probe(suite / clip.path)
        assert (info.width, info.height, info.frames) == (32, 32, 36)
        assert info.duration == pytest.approx(clip.duration)


def test_the_bytes_do_not_depend_on_the_workers(suite: Path, tmp_path: Path) -> None:
    make_suite(tmp_path / "two", SMALL, workers=2)
    assert digests(tmp_path / "two") == digests(suite)
    make_suite(tmp_path / "seed", Settings(SMALL.aspects, 2, seed=4, size=32))
    other = digests(tmp_path / "seed")
    assert all(other[name] != digest for name, digest in digests(suite).items() if "mp4" in name)


def test_more_clips_are_the_same_clips_and_more(suite: Path, tmp_path: Path) -> None:
    make_suite(tmp_path, Settings(("order",), count=3, seed=3, size=32))
    more = digests(tmp_path)
    shared = [name for name in digests(suite) if name.startswith("order/")]
    assert len(shared) == 8
    assert all(more[name] == digests(suite)[name] for name in shared)


def test_a_finished_suite_is_verified_not_made_again(suite: Path, tmp_path: Path) -> None:
    assert make_suite(suite, SMALL).already_done
    root = tmp_path / "copy"
    subprocess.run(["cp", "-r", str(suite), str(root)], check=True)
    (root / "order/black_bg/cats_people/0000.mp4").write_bytes(b"changed")
    with pytest.raises(T3Error, match=r"cats_people/0000\.mp4: missing or changed"):
        make_suite(root, SMALL)
    made = make_suite(root, SMALL, overwrite=True)
    assert not made.already_done
    assert digests(root) == digests(suite)


def test_other_settings_or_strangers_are_refused(suite: Path, tmp_path: Path) -> None:
    with pytest.raises(T3Error, match=r"another suite \(of other count\).*--overwrite"):
        make_suite(suite, Settings(SMALL.aspects, 5, seed=3, size=32))
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(T3Error, match=r"something else \(thesis\.tex\)"):
        make_suite(tmp_path, SMALL)
    make_suite(tmp_path, Settings(("order",), 1, size=32), overwrite=True)
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_a_file_in_the_place_of_the_directory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(T3Error, match="cannot create directory"):
        make_suite(tmp_path / "file", SMALL)


def test_a_run_that_ended_goes_on(suite: Path, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_suite(tmp_path, SMALL, progress=stop)
    there = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.mp4")}
    assert len(there) == 7
    (tmp_path / "order/black_bg/cats_people/.0001.mp4.99.t3tmp").write_bytes(b"half")
    with pytest.raises(T3Error, match=r"an unfinished suite \(of other seed\)"):
        make_suite(tmp_path, Settings(SMALL.aspects, 2, seed=9, size=32))
    make_suite(tmp_path, SMALL)
    assert {path: path.stat().st_mtime_ns for path in there} == there
    assert digests(tmp_path) == digests(suite)


def test_the_encoder_has_no_moods(tmp_path: Path) -> None:
    # Sizes and memory in which the encoder, left to its own, wrote up to ten different files.
    shot = Shot("referring_middle", "val", "cats", 0)
    settings = Settings(("referring_middle",), 2, seed=3, size=48)
    written = set()
    for number in range(25):
        scene = scene_of(shot, settings, NOTHING)
        write_video(tmp_path / f"{number}.mp4", scene.frames(), scene.fps)
        written.add((tmp_path / f"{number}.mp4").read_bytes())
    assert len(written) == 1


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_at_any_moment(suite: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from probing.suite.build import make_suite\n"
        "from probing.suite.settings import Settings\n"
        "if __name__ == '__main__':\n"
        "    make_suite(Path(sys.argv[1]), Settings(('order', 'referring_middle'), count=2, "
        "seed=3, size=32), workers=2)\n"
    )
    program = tmp_path / "make.py"
    program.write_text(script)
    root = tmp_path / "killed"
    kills = 0
    for wait in range(60):
        process = subprocess.Popen(
            [sys.executable, program, root], cwd=Path(__file__).parents[3],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        )  # fmt: skip
        deadline = time.monotonic() + 0.3 + 0.4 * wait
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        if process.poll() is not None:
            assert process.returncode == 0
            break
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
        time.sleep(0.5)
    assert kills > 0
    assert digests(root) == digests(suite)


def test_captions_of_a_needle_are_those_of_its_frames() -> None:
    shot = Shot("needle", "val", "quarter_4", 0)
    clip = clip_of(shot, scene_of(shot, Settings(("needle",), 1), NOTHING))
    lines = frame_captions(clip, fps=1)["prompt"].splitlines()[:8]
    assert ["cat" in line for line in lines] == [False] * 6 + [True, False]
