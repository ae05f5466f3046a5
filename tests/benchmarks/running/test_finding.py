"""Videos by id, under whatever suffix, folder and spelling they were saved."""

from pathlib import Path
from unicodedata import normalize

import pytest

from benchmarks.contract import Sample
from benchmarks.running.finding import SUBTITLES, Files, Films
from t3data.errors import T3Error


def made(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"x")
    return root


def film(root: Path, video: str, folder: str = "") -> str:
    return str(Films(root).path(Sample("1", video, "q", "A", extra={"folder": folder})))


@pytest.mark.parametrize(
    ("id", "file"),
    [
        ("fFjv93ACGo8", "data/fFjv93ACGo8.mp4"),
        ("-_x.y", "-_x.y.webm"),
        ("a.mp4", "deep/er/a.mp4"),
        ("a.avi", "a.mp4"),
        ("caps", "caps.MP4"),
        ("star/clip 1.mp4", "star/clip 1.mp4"),
        ("star/clip 1.mp4", "elsewhere/clip 1.mkv"),
        ("a film 🎬", "my videos/a film 🎬.mp4"),
    ],
)
def test_a_video_is_found(tmp_path: Path, id: str, file: str) -> None:
    made(tmp_path, file, "other.mp4", "notes.txt", f"{id}.srt", f"{id}.txt")
    assert film(tmp_path, id) == str(tmp_path / file)


def test_accents_are_written_in_two_ways(tmp_path: Path) -> None:
    made(tmp_path, normalize("NFD", "café.mp4"))
    assert film(tmp_path, normalize("NFC", "café")).endswith(".mp4")


def test_a_folder_of_pictures_is_a_video(tmp_path: Path) -> None:
    made(tmp_path, "frames/show_ep/00001.jpg", "frames/show_ep/00002.jpg")
    assert film(tmp_path, "show_ep") == str(tmp_path / "frames" / "show_ep")


def test_what_is_not_there(tmp_path: Path) -> None:
    made(tmp_path, "a.mp4")
    with pytest.raises(T3Error, match="b: no such video below"):
        film(tmp_path, "b")
    with pytest.raises(T3Error, match="none: no such directory"):
        Films(tmp_path / "none")


def test_one_name_twice(tmp_path: Path) -> None:
    made(tmp_path, "clevrer/video_validation/v_1.mp4", "perception/videos/v_1.mp4")
    with pytest.raises(T3Error, match=r"several files .*: clevrer.* and perception.*; keep one"):
        film(tmp_path, "v_1.mp4")
    assert "perception" in film(tmp_path, "v_1.mp4", "perception/videos")
    assert "clevrer" in film(tmp_path, "video_validation/v_1.mp4")
    with pytest.raises(T3Error, match="several files"):
        film(tmp_path, "v_1.mp4", "nowhere")


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    made(tmp_path, "a/film.mp4")
    (tmp_path / "a" / "back").symlink_to(tmp_path)
    assert film(tmp_path, "film") == str(tmp_path / "a" / "film.mp4")


def test_subtitles_may_name_their_language(tmp_path: Path) -> None:
    made(tmp_path, "talk.en.srt", "other.zh-Hans.vtt", "long_en.json", "talk.mp4")
    files = Files(tmp_path, SUBTITLES)
    assert files.find("talk") == tmp_path / "talk.en.srt"
    assert files.find("other") == tmp_path / "other.zh-Hans.vtt"
    assert files.find("long_en.json") == tmp_path / "long_en.json"
    assert files.find("long") is None
