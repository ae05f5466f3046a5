"""Folders of pictures as films of three frames a second."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.running.pictures import read_pictures
from t3data.errors import T3Error
from t3data.video.sampling import FrameRate, UniformFrames


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve pictures, 4 seconds; the number is the shade, 10 after 9."""
    found = tmp_path / "show_ep"
    found.mkdir()
    for number in range(12):
        Image.new("RGB", (40, 20), (number * 20,) * 3).save(found / f"{number + 1}.jpg")
    (found / "notes.txt").write_text("no picture")
    return found


def shades(frames: tuple[bytes, ...]) -> list[int]:
    return [round(Image.open(BytesIO(frame)).getpixel((5, 5))[0] / 20) for frame in frames]  # type: ignore[index]


def test_all_of_it(folder: Path) -> None:
    found = read_pictures(folder, UniformFrames(12))
    assert shades(found.frames) == list(range(12))
    assert found.times == tuple(n / 3 for n in range(12))
    assert (found.fps, found.duration, found.offset) == (3.0, 4.0, 0.0)


def test_a_rate_and_a_clip(folder: Path) -> None:
    assert read_pictures(folder, FrameRate(1.0)).indices == (0, 3, 6, 9)
    found = read_pictures(folder, UniformFrames(2), (1.0, 3.0))
    assert (found.indices, found.offset, found.duration) == ((3, 8), 1.0, 2.0)
    assert found.times == pytest.approx((0.0, 5 / 3))


def test_pictures_are_scaled_down(folder: Path) -> None:
    [frame] = read_pictures(folder, UniformFrames(1), longest_side=10).frames
    assert Image.open(BytesIO(frame)).size == (10, 5)


def test_what_is_no_picture(folder: Path) -> None:
    (folder / "5.jpg").write_bytes(b"nothing")
    with pytest.raises(T3Error, match=r"5\.jpg: not a picture"):
        read_pictures(folder, UniformFrames(12))
    with pytest.raises(T3Error, match="show_ep: no clip from 9 s on"):
        read_pictures(folder, UniformFrames(2), (9.0, 10.0))
