from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numbered import numbers, picture
from numpy.typing import NDArray

from t3data.errors import T3Error
from t3data.video.probe import probe
from t3data.video.read import read_frames
from t3data.video.sampling import UniformFrames
from t3data.video.write import write_video


def frames(count: int) -> Iterator[NDArray[np.uint8]]:
    return (picture(number) for number in range(count))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a b 🌸.mp4"
    write_video(path, frames(100), 25)
    info = probe(path)
    assert (info.frames, info.fps, info.duration, info.codec) == (100, 25.0, 4.0, "h264")
    assert (info.width, info.height, info.keyframe_gap, info.open_groups) == (160, 96, 50, False)
    assert numbers(read_frames(path, UniformFrames(100))) == list(range(100))


def test_the_same_frames_give_the_same_bytes_and_no_names(tmp_path: Path) -> None:
    for name in "ab":
        write_video(tmp_path / f"{name}.mp4", frames(40), 8)
    data = (tmp_path / "a.mp4").read_bytes()
    assert data == (tmp_path / "b.mp4").read_bytes()
    assert not [word for word in (b"x264", b"Lavf", b"Lavc") if word in data]


def test_colours_stay(tmp_path: Path) -> None:
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (200, 120, 40)]
    for height in (96, 720):
        made = [np.full((height, 160, 3), colour, np.uint8) for colour in colours]
        write_video(tmp_path / "c.mp4", made, 2)
        found = read_frames(tmp_path / "c.mp4", UniformFrames(6)).pixels().astype(int)
        assert np.abs(found - np.stack(made)).max() <= 6


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ([], "needs at least one frame, found none"),
        ([(3, 4, 3)], "frames are 4x3; give them even sides"),
        ([(4, 4, 3), (4, 6, 3)], r"frame 1 has shape \(4, 6, 3\), frame 0 has \(4, 4, 3\)"),
        ([(4, 4)], r"frame 0 has shape \(4, 4\)"),
    ],
)
def test_unfit_frames_leave_nothing(
    tmp_path: Path, shapes: list[tuple[int, ...]], words: str
) -> None:
    with pytest.raises(T3Error, match=words):
        write_video(tmp_path / "a.mp4", (np.zeros(shape, np.uint8) for shape in shapes), 25)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(T3Error, match="cannot write: No such file or directory"):
        write_video(tmp_path / "no" / "a.mp4", frames(2), 25)
