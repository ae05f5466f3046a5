"""Subtitles as they are published, and which of them go with the sampled frames."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_videomme import SUBTITLES

from benchmarks.contract import Sample
from benchmarks.running.subtitles import Cue, Subtitles, between, covered, read_cues
from t3data.errors import T3Error
from t3data.video.bundle import FrameBundle


def cues(tmp_path: Path, name: str, text: str) -> list[Cue]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_cues(path)


def test_srt(tmp_path: Path) -> None:
    expected = [
        Cue(0.0, 0.5, "first words"),
        Cue(0.5, 1.0, "between two frames"),
        Cue(1.8, 2.5, "last words"),
    ]
    assert cues(tmp_path, "a.srt", SUBTITLES) == expected
    assert cues(tmp_path, "b.srt", "\ufeff" + SUBTITLES.replace("\n", "\r\n")) == expected


def test_vtt(tmp_path: Path) -> None:
    text = (
        "WEBVTT\n\nNOTE nothing\n\nintro\n00:01.500 --> 00:02.000 align:start position:0%\n"
        "<c.colour>Tom</c> &amp; <i>Ann</i>\nsay hello\n\n"
        "1:00:00.000 --> 1:00:01.000\n{\\an8}an hour later\n\n00:03.000 --> 00:04.000\n\n"
    )
    assert cues(tmp_path, "a.vtt", text) == [
        Cue(1.5, 2.0, "Tom & Ann say hello"),
        Cue(3600.0, 3601.0, "an hour later"),
    ]
    assert cues(tmp_path, "b.vtt", "WEBVTT\n") == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '[{"start": "00:00:01.000", "end": "00:00:02.500", "line": "hi"}]'),
        ("a.json", '[{"timestamp": [1.0, 2.5], "text": "hi"}]'),
        ("a.json", '{"segments": [{"start": 1, "end": 2.5, "text": " hi "}]}'),
        ("a.jsonl", '{"start": 1, "end": 2.5, "word": "hi"}\n'),
    ],
)
def test_json(tmp_path: Path, name: str, text: str) -> None:
    assert cues(tmp_path, name, text) == [Cue(1.0, 2.5, "hi")]


def test_a_line_without_an_end_lasts(tmp_path: Path) -> None:
    assert cues(tmp_path, "a.json", '[{"timestamp": [1.0, null], "text": "hi"}]') == [
        Cue(1.0, float("inf"), "hi")
    ]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.srt", "just words", "no line with a time such as"),
        ("a.json", "[{", "not JSON"),
        ("a.json", '"x"', "expected a list of lines"),
        ("a.json", '[{"start": 1, "end": 2}]', "row 0: expected start, end and text"),
        ("a.json", '[{"start": "soon", "end": 2, "text": "x"}]', "row 0: expected start"),
        ("a.json", "[3]", "row 0: expected start, end and text, found 3"),
    ],
)
def test_damaged_files(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(T3Error, match=message):
        cues(tmp_path, name, text)


def test_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_bytes(SUBTITLES.replace("words", "Wörter").encode("latin-1"))
    with pytest.raises(T3Error, match=r"a\.srt: byte 71: not UTF-8; convert it with iconv"):
        read_cues(tmp_path / "a.srt")


@given(st.text(max_size=300))
def test_whatever_a_file_holds(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    for suffix in ("srt", "json"):
        path = tmp_path_factory.getbasetemp() / f"any.{suffix}"
        path.write_text(text, encoding="utf-8", errors="replace")
        with suppress(T3Error):
            assert all(cue.text for cue in read_cues(path))


CUES = [Cue(0, 2, "a"), Cue(2, 4, "b"), Cue(3, 5, "b"), Cue(6, 8, "c"), Cue(8, 9, "a")]


@pytest.mark.parametrize(
    ("times", "texts"),
    [
        ((0.0,), "a"),
        ((2.0,), "b"),  # the end of a line is not part of it
        ((3.5,), "b"),  # the same words twice in a row
        ((0.0, 1.0, 1.5), "a"),  # a line counts once
        ((8.5, 0.0, 2.5), "aba"),
        ((5.0, 5.5, 100.0), ""),
        ((), ""),
    ],
)
def test_lines_that_the_frames_cover(times: tuple[float, ...], texts: str) -> None:
    assert "".join(cue.text for cue in covered(CUES, times)) == texts


def frames(*times: float, duration: float = 10.0, offset: float = 0.0) -> FrameBundle:
    names = tuple(f"{time:g}".encode() for time in times)
    return FrameBundle(names, times, tuple(range(len(times))), 1.0, duration, offset)


def shape(parts: list[FrameBundle | str]) -> list[str]:
    return [part if isinstance(part, str) else b" ".join(part.frames).decode() for part in parts]


def test_lines_between_frames() -> None:
    shown = frames(0, 2, 4, 6, 8)
    # "a" covers 0 to 4: its middle is 2. "gone" lies between two frames. "late" has no end.
    said = [Cue(0, 4, "a"), Cue(4.5, 5.7, "gone"), Cue(7, float("inf"), "late")]
    assert shape(between(shown, said)) == ["0 2", "a", "4 6 8", "late"]
    assert shape(between(shown, [])) == ["0 2 4 6 8"]


def test_a_short_line_is_widened_to_a_second() -> None:
    shown = frames(0, 2, 4)
    # Around 2.3 s, from 1.8 to 2.8: the frame at 2 s is within. Around 2.5 its end is excluded.
    assert shape(between(shown, [Cue(2.2, 2.4, "x")])) == ["0 2", "x", "4"]
    assert shape(between(shown, [Cue(2.4, 2.6, "x")])) == ["0 2 4"]


def test_a_clip_has_its_own_clock() -> None:
    assert shape(between(frames(0, 2, offset=100.0), [Cue(99.8, 100.6, "x")])) == ["0", "x", "2"]


def test_files_may_have_another_name_and_clock(tmp_path: Path) -> None:
    (tmp_path / "talk_en.srt").write_text(SUBTITLES)
    subtitles = Subtitles(tmp_path)
    extra = {"subtitle_path": "talk_en.srt", "starting_timestamp_for_subtitles": 0.5}
    assert [c.start for c in subtitles.of(Sample("1", "talk", "q", "A", extra=extra))] == [
        -0.5, 0.0, pytest.approx(1.3),
    ]  # fmt: skip
    assert subtitles.of(Sample("1", "talk", "q", "A")) == []
