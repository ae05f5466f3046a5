import os
import shutil
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numbered import numbers, picture, turn, write

from t3data.errors import T3Error
from t3data.video import decord, pyav
from t3data.video.probe import probe
from t3data.video.read import Backend, read_frames
from t3data.video.sampling import FrameRate, FramesAt, UniformFrames

EVERY = UniformFrames(10_000)
KINDS: dict[str, tuple[str, dict[str, str]]] = {
    "plain": ("mp4", {"bf": "0"}),
    "b-frames": ("mp4", {"bf": "3", "b-pyramid": "normal"}),
    "b-frames-mkv": ("mkv", {"bf": "3"}),
    "b-frames-ts": ("ts", {"bf": "3"}),
    "open-groups": ("mp4", {"bf": "3", "x264-params": "open-gop=1"}),
    "intra": ("mp4", {"g": "1"}),
    "one-group": ("mp4", {"g": "999", "bf": "2"}),
    "no-idr": ("mp4", {"x264-params": "intra-refresh=1:bframes=0"}),
}


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    directory = tmp_path_factory.mktemp("videos")
    made = {
        name: write(directory / f"{name}.{kind}", 75, **options)
        for name, (kind, options) in KINDS.items()
    }
    made["vp9"] = write(directory / "vp9.webm", 75, codec="libvpx-vp9", deadline="realtime")
    made["hevc"] = write(
        directory / "hevc.mp4", 75, codec="libx265", **{"x265-params": "log-level=0"}
    )
    made["mpeg4-avi"] = write(directory / "mpeg4.avi", 75, codec="mpeg4", bf="2", qscale="2")
    made["ffv1"] = write(directory / "ffv1.mkv", 75, codec="ffv1")
    made["mjpeg"] = write(directory / "mjpeg.avi", 75, codec="mpeg4", qscale="2")
    made["raw-h264"] = write(directory / "raw.h264", 75, bf="2")
    return made


NAMES = [*KINDS, "vp9", "hevc", "mpeg4-avi", "ffv1", "mjpeg", "raw-h264"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("count", [1, 2, 5, 9, 30, 75])
def test_the_frames_asked_for_come(videos: dict[str, Path], name: str, count: int) -> None:
    bundle = read_frames(videos[name], UniformFrames(count))
    assert numbers(bundle) == list(bundle.indices)
    assert list(bundle.indices) == np.linspace(0, 74, count).astype(int).tolist()
    assert not bundle.damage


@pytest.mark.parametrize("name", NAMES)
def test_each_frame_alone_comes(videos: dict[str, Path], name: str) -> None:
    info = probe(videos[name])
    for place in range(0, 75, 7):
        time = info.index.times[place]
        assert numbers(read_frames(info.path, FramesAt((time,)), info=info)) == [place]


@pytest.mark.parametrize("name", NAMES)
def test_decord_gives_the_same_or_is_refused(videos: dict[str, Path], name: str) -> None:
    pytest.importorskip("decord")
    info = probe(videos[name])
    refused = 0
    for count in (2, 9, 75):
        ours = read_frames(info.path, UniformFrames(count), backend="pyav", info=info)
        try:
            theirs = read_frames(info.path, UniformFrames(count), backend="decord", info=info)
        except T3Error:
            refused += 1
        else:
            assert numbers(theirs) == numbers(ours)
            assert theirs.times == ours.times
    if name in ("plain", "b-frames", "b-frames-mkv", "one-group", "intra", "vp9"):
        assert not refused


def test_times_of_a_constant_rate(videos: dict[str, Path]) -> None:
    info = probe(videos["b-frames"])
    assert (info.fps, info.frames, info.duration) == (30.0, 75, 2.5)
    assert info.constant_rate
    assert info.keyframe_gap == 12
    bundle = read_frames(info.path, UniformFrames(4))
    assert bundle.times == pytest.approx([0, 24 / 30, 49 / 30, 74 / 30])
    assert bundle.clock_indices == bundle.indices
    assert bundle.clock_total == 75


def test_a_variable_rate(tmp_path: Path) -> None:
    stamps = [0, 1, 2, 30, 31, 90, 150, 151, 300, 301]
    path = write(tmp_path / "varied.mkv", 10, stamps=stamps, bf="2")
    bundle = read_frames(path, EVERY)
    assert numbers(bundle) == list(range(10))
    assert bundle.times == pytest.approx([stamp / 30 for stamp in stamps], abs=1e-3)
    assert not probe(path).constant_rate
    # 2.99 s: the frame at 31 / 30 s is still shown; that at 3 s appears later.
    assert numbers(read_frames(path, FramesAt((2.99, 3.0, 0.5, 9.9)))) == [4, 5, 2, 7]
    assert numbers(read_frames(path, FrameRate(1))) == [0, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("kind", ["mkv", "mp4", "ts"])
def test_time_starts_with_the_first_frame(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path / f"late.{kind}", 40, stamps=[150 + n for n in range(40)], bf="2")
    bundle = read_frames(path, FramesAt((0.0, 1.0)))
    assert numbers(bundle) == [0, 30]
    assert bundle.times == pytest.approx([0.0, 1.0], abs=1e-3)
    assert bundle.duration == pytest.approx(40 / 30, abs=2e-3)


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("backend", ["pyav", "decord"])
def test_pictures_stand_upright(tmp_path: Path, degrees: int, backend: Backend) -> None:
    if backend == "decord":
        pytest.importorskip("decord")
    info = probe(turn(write(tmp_path / "turned.mp4", 3, bf="0"), degrees))
    assert info.rotation == degrees
    pixels = read_frames(info.path, EVERY, backend=backend).pixels()
    expected = np.rot90(picture(2), -degrees // 90)
    assert pixels[2].shape == expected.shape == (info.height, info.width, 3)
    assert np.abs(pixels[2].astype(int) - expected).mean() < 8


def test_a_clip(videos: dict[str, Path]) -> None:
    bundle = read_frames(videos["b-frames"], UniformFrames(3), clip=(1.0, 2.0))
    assert numbers(bundle) == list(bundle.indices) == [30, 44, 59]
    assert bundle.times == pytest.approx([0, 14 / 30, 29 / 30])
    assert (bundle.offset, bundle.duration) == (1.0, 1.0)
    between = read_frames(videos["b-frames"], FramesAt((0.0, 0.02)), clip=(1.01, 1.2))
    assert numbers(between) == [30, 30]
    assert between.times == pytest.approx([0.0, 0.0])


def test_size_and_bytes(videos: dict[str, Path]) -> None:
    small = read_frames(videos["plain"], UniformFrames(2), longest_side=80)
    assert small.pixels().shape == (2, 48, 80, 3)
    assert small.frames == read_frames(videos["plain"], UniformFrames(2), longest_side=80).frames
    assert read_frames(videos["plain"], UniformFrames(2), longest_side=999).pixels().shape[2] == 160


def test_one_line_for_what_is_no_video(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("no video at all\n" * 90)
    os.mkfifo(tmp_path / "pipe.mp4")
    sound = tmp_path / "sound.wav"
    with av.open(str(sound), "w") as output:
        stream = output.add_stream("pcm_s16le", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), layout="mono")
        frame.sample_rate = 8000
        output.mux(stream.encode(frame))
    for name, words in {
        "absent.mp4": "No such file",
        "empty.mp4": "the file is empty",
        "text.mp4": "not a video",
        "pipe.mp4": "is not a file",
        "sound.wav": "has no video stream, only audio",
        "": "is not a file",
        "nul\0byte.mp4": "cannot read",
    }.items():
        with pytest.raises(T3Error, match=words) as caught:
            read_frames(f"{tmp_path}/{name}", EVERY)
        assert str(caught.value).startswith(str(tmp_path))
        assert "\n" not in str(caught.value)
    with pytest.raises(T3Error, match=r"^https://x.org/a.mp4: is an address.*download it"):
        read_frames("https://x.org/a.mp4", EVERY)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_somebody_else(tmp_path: Path) -> None:
    path = write(tmp_path / "locked.mp4", 2)
    path.chmod(0)
    with pytest.raises(T3Error, match="Permission denied"):
        read_frames(path, EVERY)


def test_times_outside_name_the_file(videos: dict[str, Path]) -> None:
    with pytest.raises(T3Error, match=r"plain\.mp4: no frame at 9 s, it lasts from 0 to 2.5 s"):
        read_frames(videos["plain"], FramesAt((9.0,)))
    with pytest.raises(T3Error, match=r"plain\.mp4: no clip from 3 s on"):
        read_frames(videos["plain"], EVERY, clip=(3.0, 4.0))


@pytest.mark.parametrize(
    "name", ["a b.mp4", "花🌸.mp4", "12:30.mp4", "%d.mp4", "-i.mp4", "a#b?c.mp4"]
)
def test_odd_names(videos: dict[str, Path], tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    shutil.copy(videos["plain"], path)
    assert numbers(read_frames(path, UniformFrames(2))) == [0, 74]


def test_a_playlist_opens_no_other_file(videos: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "list.m3u8"
    path.write_text("#EXTM3U\n#EXTINF:2,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n")
    with pytest.raises(T3Error):
        read_frames(path, EVERY)


def test_a_cut_file_says_so(videos: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "cut.mkv"
    data = videos["b-frames-mkv"].read_bytes()
    path.write_bytes(data[: len(data) // 2])
    bundle = read_frames(path, EVERY)
    assert numbers(bundle) == list(bundle.indices)
    assert 10 < len(bundle) < 60
    assert "where its header says 2.5 s" in bundle.damage
    assert bundle.duration < 2


@pytest.mark.parametrize("count", [75, 9, 2])
def test_damage_in_the_middle_shifts_nothing(
    videos: dict[str, Path], tmp_path: Path, count: int
) -> None:
    path = tmp_path / "damaged.mp4"
    data = bytearray(videos["b-frames"].read_bytes())
    with av.open(str(videos["b-frames"])) as container:
        packets = [p for p in container.demux(video=0) if p.size]
    hit = next(p for p in packets if p.pts * p.time_base == Fraction(30, 30))
    data[hit.pos : hit.pos + hit.size] = b"\xff" * hit.size
    path.write_bytes(data)
    bundle = read_frames(path, UniformFrames(count))
    assert numbers(bundle) == list(bundle.indices)
    assert bundle.times == pytest.approx([number / 30 for number in bundle.indices])
    if count == 75:
        assert 60 <= len(bundle) < 75
        assert 30 not in bundle.indices
        assert bundle.indices[-1] == 74
        assert bundle.damage == f"only {len(bundle)} of 75 frames can be decoded"


def test_nothing_but_damage(videos: dict[str, Path], tmp_path: Path) -> None:
    data = bytearray(videos["one-group"].read_bytes())
    with av.open(str(videos["one-group"])) as container:
        for packet in container.demux(video=0):
            if packet.size:
                data[packet.pos : packet.pos + packet.size] = b"\xff" * packet.size
    path = tmp_path / "ruin.mp4"
    path.write_bytes(data)
    with pytest.raises(T3Error, match=r"ruin\.mp4: no frame can be decoded; give a whole video"):
        read_frames(path, EVERY)


def test_a_file_that_goes_between_probe_and_read(videos: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "gone.mp4"
    shutil.copy(videos["plain"], path)
    info = probe(path)
    path.unlink()
    with pytest.raises(T3Error, match=r"gone\.mp4: .*[Nn]o such file"):
        read_frames(path, EVERY, info=info)


def test_another_file_in_its_place_is_read_anew(videos: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "swapped.mp4"
    shutil.copy(videos["plain"], path)
    info = probe(path)
    write(path, 5)
    bundle = read_frames(path, UniformFrames(3), info=info)
    assert numbers(bundle) == list(bundle.indices) == [0, 2, 4]
    assert not bundle.damage


def test_reading_on_and_jumping_give_the_same(videos: dict[str, Path]) -> None:
    info = probe(videos["b-frames"])
    for places in ([0, 40, 74], [13], [11, 12, 13, 60]):
        jumped = [np.asarray(found) for _, found in pyav.read(info, places)]
        through = [np.asarray(found) for _, found in pyav.read(info, places, jumping=False)]
        assert all(np.array_equal(a, b) for a, b in zip(jumped, through, strict=True))


def test_decord_is_refused_what_it_gets_wrong(videos: dict[str, Path]) -> None:
    assert decord.unfit(probe(videos["plain"])) == ""
    assert decord.unfit(probe(videos["open-groups"])) == "its groups of pictures are open"
    with pytest.raises(T3Error, match="decord cannot read it: its groups of pictures are open"):
        read_frames(videos["open-groups"], EVERY, backend="decord")


def test_labels_that_are_no_text(videos: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "labels.mkv"
    path.write_bytes(videos["b-frames-mkv"].read_bytes().replace(b"Lavf", b"L\xff\xfe\xc3"))
    assert numbers(read_frames(path, UniformFrames(2))) == [0, 74]
