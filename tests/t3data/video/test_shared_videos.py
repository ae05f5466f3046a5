"""Real and broken files; the expected values come from ffprobe and were written down by hand."""

from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image
from shared_data import shared

from t3data.errors import T3Error
from t3data.video import decord
from t3data.video.probe import probe
from t3data.video.read import read_frames
from t3data.video.sampling import FramesAt, UniformFrames


class Fact(NamedTuple):
    frames: int
    fps: float
    duration: float
    """Of the pictures alone, from the first frame on; that of a file may be longer."""
    size: tuple[int, int]
    constant: bool = True


NTSC = 30_000 / 1_001
FACTS = {
    "real/alpha_transparent.webm": Fact(150, 30, 5.0, (200, 200)),
    "real/asl_book.mkv": Fact(109, 30, 3.633, (640, 480)),
    "real/asl_milk.mkv": Fact(51, 30, 1.7, (640, 480)),
    "real/asl_walk.mkv": Fact(89, 30, 2.966, (640, 480)),
    "real/av1_video.mkv": Fact(125, 25, 5.0, (640, 360)),
    "real/bbb_432_433.webm": Fact(24, 24, 1.0, (1280, 720)),
    "real/bitmap.mp4": Fact(5, 1, 5.0, (1, 1)),
    "real/bottle-detection.mp4": Fact(1189, 179 / 6, 39.855, (640, 360)),
    "real/failing_audio.mp4": Fact(280, 25, 11.2, (640, 360)),
    "real/flower.mp4": Fact(150, NTSC, 5.005, (960, 540)),
    "real/flower.webm": Fact(150, NTSC, 5.005, (960, 540)),
    "real/friday.mp4": Fact(185, 30, 6.166, (640, 480)),
    "real/h265_10bits.mp4": Fact(30, 30, 1.0, (200, 200)),
    "real/h265_video.mp4": Fact(10, 10, 1.0, (128, 128)),
    "real/hevc_white_frame.mp4": Fact(1, 25, 0.04, (640, 480)),
    "real/nasa_13013.mp4": Fact(390, NTSC, 13.013, (480, 270)),
    "real/no_duration.webm": Fact(74, 15_000 / 1_001, 4.938, (1280, 720)),
    "real/one_frame_mp4v.mp4": Fact(1, 30, 0.0333, (176, 144)),
    "real/rot0.mov": Fact(3, 30, 0.1, (568, 320)),
    "real/rot90.mov": Fact(3, 30, 0.1, (320, 568)),
    "real/rot180.mov": Fact(3, 30, 0.1, (568, 320)),
    "real/rot270.mov": Fact(3, 30, 0.1, (320, 568)),
    "real/smpte_29_97.mp4": Fact(251, 25, 10.04, (1920, 1080)),
    "real/tiny_av1.mp4": Fact(1, 24, 0.042, (64, 64)),
    "real/unordered.mov": Fact(4, 32, 0.125, (50, 50)),
    "flagged/lf_1.mp4": Fact(243, 25, 9.72, (640, 360)),
    "flagged/lf_2.avi": Fact(270, 359 / 12, 9.025, (320, 240)),
    "flagged/lf_3.mp4": Fact(146, 24_000 / 1_001, 6.088, (640, 360)),
    "derived/flower_forward.mp4": Fact(150, NTSC, 5.005, (240, 136)),
    "derived/flower_reversed.mp4": Fact(150, NTSC, 5.005, (240, 136)),
    "derived/mpeg4.avi": Fact(90, NTSC, 3.003, (240, 136)),
    "derived/odd_size_321x181_yuv444.mp4": Fact(60, NTSC, 2.002, (321, 181)),
    "derived/one_frame_h264.mp4": Fact(1, NTSC, 0.0334, (320, 180)),
    "derived/one_hour_2fps_64x48.mp4": Fact(7200, 2, 3600.0, (64, 48)),
    "derived/start_time_5s.mkv": Fact(60, NTSC, 2.002, (160, 90)),
    "derived/very_low_fps_0.5.mp4": Fact(3, 0.5, 6.0, (320, 180)),
    "derived/vfr_flower.mp4": Fact(102, 102 / 5.005, 5.005, (320, 180), constant=False),
    "derived/vp9.webm": Fact(90, NTSC, 3.003, (240, 136)),
}


def video(name: str) -> Path:
    return shared(f"videos/{name}")


@pytest.mark.parametrize("name", FACTS)
def test_facts_and_frames(name: str) -> None:
    fact = FACTS[name]
    path = video(name)
    info = probe(path)
    assert (info.frames, (info.width, info.height)) == (fact.frames, fact.size)
    assert info.fps == pytest.approx(fact.fps)
    assert info.duration == pytest.approx(fact.duration, abs=2e-3)
    assert info.constant_rate == fact.constant
    assert not info.damage
    bundle = read_frames(path, UniformFrames(8))
    count = min(8, fact.frames)
    assert list(bundle.indices) == np.linspace(0, fact.frames - 1, count).astype(int).tolist()
    assert bundle.times[0] == 0
    assert bundle.times[-1] < bundle.duration == info.duration
    assert {Image.open(BytesIO(frame)).size for frame in bundle.frames} == {fact.size}
    if fact.constant:
        assert bundle.clock_indices == bundle.indices


@pytest.mark.parametrize("name", FACTS)
def test_decord_agrees_where_it_is_let(name: str) -> None:
    pytest.importorskip("decord")
    info = probe(video(name))
    if decord.unfit(info) or name == "real/no_duration.webm":
        with pytest.raises(T3Error, match="decord cannot read it"):
            read_frames(info.path, UniformFrames(8), backend="decord", info=info)
        return
    theirs = read_frames(info.path, UniformFrames(3), backend="decord", info=info)
    assert theirs == read_frames(info.path, UniformFrames(3), backend="pyav", info=info)


@pytest.mark.parametrize(
    ("name", "readable", "says"),
    [
        ("real/corrupted.mp4", 29, "only 29 of 50 frames can be decoded"),
        ("derived/truncated_60pct_faststart.mp4", 72, "where its header says 5.0 s"),
    ],
)
def test_damage_is_told_and_the_rest_is_right(name: str, readable: int, says: str) -> None:
    bundle = read_frames(video(name), UniformFrames(999))
    assert says in bundle.damage
    assert list(bundle.indices) == list(range(len(bundle)))
    assert len(bundle) == readable


def test_a_cut_file_gives_the_frames_of_the_whole_one() -> None:
    cut = read_frames(video("derived/truncated_60pct_faststart.mp4"), UniformFrames(999))
    whole = read_frames(video("derived/flower_forward.mp4"), UniformFrames(999))
    assert cut.frames == whole.frames[: len(cut)]
    assert cut.times == whole.times[: len(cut)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("real/audio_only_nasa.mp3", "has no video stream, only audio"),
        ("derived/audio_only_aac.mp4", "has no video stream, only audio"),
        ("real/invalid_userdata.mp4", "no frame can be decoded"),
        ("derived/no_moov_truncated.mp4", "not a video: invalid data"),
        ("derived/text_named.mp4", "not a video: invalid data"),
        ("derived/zero_bytes.mp4", "the file is empty"),
    ],
)
def test_what_is_no_video(name: str, words: str) -> None:
    with pytest.raises(T3Error, match=words) as caught:
        probe(video(name))
    assert str(caught.value).startswith(str(video(name)))
    assert str(caught.value).endswith("if this one was downloaded, fetch it again")
    assert "\n" not in str(caught.value)


def test_a_variable_rate_keeps_its_times() -> None:
    """Every fifth of the first 60 frames, then all: 12 frames 5/29.97 s apart, then 90."""
    info = probe(video("derived/vfr_flower.mp4"))
    expected = [5 * place / NTSC for place in range(12)] + [n / NTSC for n in range(60, 150)]
    assert info.index.times == pytest.approx(expected)
    bundle = read_frames(info.path, FramesAt((0.16, 0.17, 2.0, 2.003, 4.99)))
    assert bundle.indices == (0, 1, 11, 12, 101)


def test_the_reverse_is_the_reverse() -> None:
    forward = read_frames(video("derived/flower_forward.mp4"), UniformFrames(150)).pixels()
    backward = read_frames(video("derived/flower_reversed.mp4"), UniformFrames(150)).pixels()
    gaps = [
        [np.abs(forward[at].astype(int) - backward[other]).mean() for other in range(150)]
        for at in (10, 30, 50)
    ]
    assert [int(np.argmin(gap)) for gap in gaps] == pytest.approx([139, 119, 99], abs=1)
