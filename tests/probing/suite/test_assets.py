"""Somebody's own pictures and films: who plays where, and what cannot be used."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from shared_data import shared

from probing.suite.assets import NOTHING, Assets, read_assets
from probing.suite.build import make_suite
from probing.suite.read import load
from probing.suite.scenes import scene_of
from probing.suite.settings import Settings, Shot
from t3data.errors import T3Error
from t3data.video.write import write_video


def picture(path: Path, colour: tuple[int, int, int], size: tuple[int, int] = (40, 20)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)


def opening(path: Path, backwards: bool = False) -> None:
    """A film of 20 frames that get ever more red."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frames = [np.full((32, 32, 3), (12 * k, 0, 0), np.uint8) for k in range(20)]
    write_video(path, frames[::-1] if backwards else frames, 10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(5):
        picture(tmp_path / "cat" / f"{number} 🐈.png", (40 * number, 90, 30))
    for number in range(2):
        picture(tmp_path / "person" / f"{number}.jpg", (10, 200, 50 * number))
    opening(tmp_path / "bloom" / "one.mp4")
    opening(tmp_path / "bloom" / "two_reversed.mp4", backwards=True)
    return tmp_path


def test_each_class_is_divided_between_the_splits(folder: Path) -> None:
    said: list[str] = []
    assets = read_assets(folder, said.append)
    assert said == []
    assert [len(assets.of(k, "val")) for k in ("cat", "person", "bloom", "car")] == [3, 1, 1, 0]
    assert [len(assets.of(k, "train")) for k in ("cat", "person", "bloom", "car")] == [2, 1, 1, 0]
    assert assets.of("flower", "val") == assets.of("bloom", "val")
    names = {
        a.name for split in (assets.train, assets.val) for files in split.values() for a in files
    }
    assert len(names) == 9
    assert list(assets.names) == sorted(names)


def test_there_are_as_many_sources_as_the_rarest_class_has_pictures(folder: Path) -> None:
    assets = read_assets(folder, print)
    settings = Settings(("order", "brightness"), 4, size=32)

    def sources(aspect: str, category: str) -> list[str]:
        shots = [Shot(aspect, "val", category, number) for number in range(4)]
        return [scene_of(shot, settings, assets).source for shot in shots]

    assert sources("order", "cats_people") == ["val/cat+person/0000"] * 4
    assert sources("brightness", "darken") == [f"val/cat/000{k}" for k in (0, 1, 2, 0)]


def test_pictures_are_fitted_into_the_frame(folder: Path) -> None:
    assets = read_assets(folder, print)
    settings = Settings(("order",), 1, size=32)
    frame = next(
        iter(scene_of(Shot("order", "train", "people_cats", 0), settings, assets).frames())
    )
    rows, columns = np.nonzero(frame.any(axis=2))
    wide, tall = np.ptp(columns) + 1, np.ptp(rows) + 1
    assert 25 <= wide <= 32
    assert abs(wide - 2 * tall) <= 2
    assert frame[0, 0].tolist() == [0, 0, 0]


def test_a_picture_that_comes_again_is_placed_elsewhere(folder: Path) -> None:
    assets = read_assets(folder, print)
    settings = Settings(("brightness",), 6, size=32)
    seen = []
    for number in (0, 3):
        found = scene_of(Shot("brightness", "val", "darken", number), settings, assets)
        assert found.source == "val/cat/0000"
        seen.append(next(iter(found.frames())))
    assert not np.array_equal(*seen)


def test_a_film_that_closes_is_played_backwards(folder: Path) -> None:
    assets = read_assets(folder, print)
    settings = Settings(("blooming",), 1, size=32)
    for split in ("train", "val"):
        for category, rising in (("bloom", True), ("bloom_reverse", False)):
            found = scene_of(Shot("blooming", split, category, 0), settings, assets)  # type: ignore[arg-type]
            reds = [int(frame[16, 16, 0]) for frame in found.frames()]
            assert reds == sorted(reds, reverse=not rising)
            assert abs(reds[0] - reds[-1]) > 150


def test_files_that_cannot_be_used_are_named(folder: Path) -> None:
    (folder / "cat" / "broken.jpg").write_bytes(b"\xff\xd8\xff nothing more")
    (folder / "cat" / "empty.png").write_bytes(b"")
    (folder / "cat" / "notes.txt").write_text("x")
    (folder / "cat" / ".DS_Store").write_text("x")
    (folder / "bloom" / "still.mp4").write_bytes(b"")
    said: list[str] = []
    assets = read_assets(folder, said.append)
    assert len(assets.of("cat", "val")) == 3
    assert len(said) == 4
    for line, name in zip(said, ("broken.jpg", "empty.png", "notes.txt", "still.mp4"), strict=True):
        assert line.startswith("left out ")
        assert name in line
        assert "\n" not in line


def test_too_few_or_none(tmp_path: Path) -> None:
    with pytest.raises(T3Error, match="no such directory"):
        read_assets(tmp_path / "absent", print)
    with pytest.raises(T3Error, match="none of the folders cat, person, flower, car, bloom"):
        read_assets(tmp_path, print)
    picture(tmp_path / "car" / "only.png", (1, 2, 3))
    with pytest.raises(T3Error, match=r"car: 1 usable file\(s\); a class needs at least 2"):
        read_assets(tmp_path, print)


def test_without_assets_everything_is_drawn() -> None:
    assert NOTHING.of("cat", "val") == ()
    assert Assets({}, {}).names == {}


def test_other_assets_are_another_suite(folder: Path, tmp_path: Path) -> None:
    settings = Settings(("order",), 1, size=32)
    make_suite(tmp_path / "suite", settings, assets=folder)
    assert make_suite(tmp_path / "suite", settings, assets=folder).already_done
    picture(folder / "cat" / "0 🐈.png", (255, 255, 255))
    with pytest.raises(T3Error, match=r"another suite \(of other assets\)"):
        make_suite(tmp_path / "suite", settings, assets=folder)


@pytest.mark.slow
def test_real_pictures_and_films(tmp_path: Path) -> None:
    pictures = shared("probe_images")
    films = shared("videos/derived/flower_forward.mp4").parent
    assets = tmp_path / "assets"
    assets.mkdir()
    for name in ("cat", "person", "flower"):
        (assets / name).symlink_to(pictures / name)
    (assets / "bloom").mkdir()
    for name in ("flower_forward.mp4", "flower_reversed.mp4"):
        (assets / "bloom" / name).symlink_to(films / name)
    settings = Settings(("order_3", "blooming", "brightness", "needle"), 2, size=96)
    said: list[str] = []
    made = make_suite(tmp_path / "suite", settings, assets=assets, workers=2, say=said.append)
    assert said == []
    assert made.manifest["aspects"]["order_3"]["sources"] == {"train": 2, "val": 2}
    assert len(made.manifest["assets"]) == 15 + 16 + 22 + 2
    assert len(load(tmp_path / "suite").every) == 2 * 2 * (6 + 2 + 2 + 4)
