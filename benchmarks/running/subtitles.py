"""Subtitles of a video (SRT, WebVTT, JSON), and which of them the sampled frames cover.

As Video-MME does it: a line belongs to the frames if one of them lies within its time, the end not
included; each line counts once, in order. Frames that were left out take their lines with them, so
that a model never reads more than it sees.
"""

import html
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.contract import Sample
from benchmarks.running.finding import SUBTITLES, Files
from t3data.errors import T3Error
from t3data.video.bundle import FrameBundle

_CLOCK = r"(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)"
_ARROW = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?")
_TIME = re.compile(_CLOCK)
_MARKUP = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_SHORTEST = 1.0
"""Seconds for which a line between frames is taken to last at least."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A line with the seconds of the video between which it is spoken."""

    start: float
    end: float
    text: str


class Subtitles:
    """The subtitles of a benchmark's videos."""

    def __init__(self, root: Path) -> None:
        """Looks through `root`.

        Raises:
            T3Error: there is no such directory.
        """
        self._files = Files(root, SUBTITLES)

    def of(self, sample: Sample) -> list[Cue]:
        """The lines of the sample's video in order of time; none where there is no file.

        `extra["subtitle_path"]` names the file if it is not called as the video is, and
        `extra["starting_timestamp_for_subtitles"]` the second of its clock at which the video
        starts (LongVideoBench has both).

        Raises:
            T3Error: the file cannot be read, or several could be meant.
        """
        path = self._files.find(str(sample.extra.get("subtitle_path") or sample.video))
        if path is None:
            return []
        start = float(sample.extra.get("starting_timestamp_for_subtitles") or 0.0)
        return [Cue(cue.start - start, cue.end - start, cue.text) for cue in read_cues(path)]


def covered(cues: Iterable[Cue], times: Sequence[float]) -> list[Cue]:
    """The cues within whose time one of `times` lies, each text once in a row."""
    found: list[Cue] = []
    for cue in cues:
        seen = any(cue.start <= time < cue.end for time in times)
        if seen and not (found and found[-1].text == cue.text):
            found.append(cue)
    return found


def between(frames: FrameBundle, cues: Iterable[Cue]) -> list[FrameBundle | str]:
    """Frames with the lines that they cover between them, each line at the middle of its time.

    LongVideoBench's rule (`longvideobench_dataset.py`): a line that lasts less than a second is
    widened to one around its middle, and stays if a frame lies within, both ends excluded.
    """
    parts: list[FrameBundle | str] = []
    at = 0
    for cue in cues:
        end = min(cue.end, frames.offset + frames.duration)
        middle = (cue.start + end) / 2 - frames.offset
        half = max(end - cue.start, _SHORTEST) / 2
        if not any(middle - half < time < middle + half for time in frames.times):
            continue
        after = at
        while after < len(frames) and frames.times[after] <= middle:
            after += 1
        if after > at:
            parts.append(_cut(frames, at, after))
        at = after
        parts.append(cue.text)
    if at < len(frames):
        parts.append(_cut(frames, at, len(frames)))
    return parts


def _cut(frames: FrameBundle, start: int, end: int) -> FrameBundle:
    return replace(
        frames,
        frames=frames.frames[start:end],
        times=frames.times[start:end],
        indices=frames.indices[start:end],
    )


def read_cues(path: Path) -> list[Cue]:
    """The lines of a file in order of time, without markup and without empty ones.

    Raises:
        T3Error: it is not UTF-8, or holds something but no line with a time.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise T3Error(f"{path}: byte {error.start}: not UTF-8; convert it with iconv") from error
    except OSError as error:
        raise T3Error(f"{path}: cannot read: {error.strerror or error}") from error
    if path.suffix.lower() in (".json", ".jsonl"):
        cues = _from_json(text, path)
    else:
        cues = _from_lines(text)
        if text.strip() not in ("", "WEBVTT") and not cues:
            raise T3Error(f"{path}: no line with a time such as 00:00:01,000 --> 00:00:02,000")
    said = [Cue(cue.start, cue.end, _bare(cue.text)) for cue in cues]
    return sorted((cue for cue in said if cue.text), key=lambda cue: cue.start)


def _from_lines(text: str) -> list[Cue]:
    """SRT and WebVTT alike: a line of times, then text up to an empty line."""
    cues: list[Cue] = []
    heard: list[str] | None = None
    span = (0.0, 0.0)
    for line in [*text.splitlines(), ""]:
        times = _ARROW.fullmatch(line)
        if times:
            heard = []
            span = (_seconds(*times.groups()[:3]), _seconds(*times.groups()[3:]))
        elif heard is not None and line.strip():
            heard.append(line)
        elif heard is not None:
            cues.append(Cue(*span, "\n".join(heard)))
            heard = None
    return cues


def _from_json(text: str, path: Path) -> list[Cue]:
    """A list of objects, or one a line: `start` and `end`, or `timestamp`; `text` or `line`."""
    try:
        if path.suffix.lower() == ".jsonl":
            entries: Any = [json.loads(line) for line in text.splitlines() if line.strip()]
        else:
            entries = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise T3Error(f"{path}: not JSON: {error}; is the file complete?") from error
    if isinstance(entries, dict):
        entries = next((value for value in entries.values() if isinstance(value, list)), None)
    if not isinstance(entries, list):
        raise T3Error(f"{path}: expected a list of lines with their times")
    return [_entry(entry, path, number) for number, entry in enumerate(entries)]


def _entry(entry: Any, path: Path, number: int) -> Cue:
    fields = entry if isinstance(entry, dict) else {}
    start, end = fields.get("start"), fields.get("end")
    if isinstance(fields.get("timestamp"), list) and len(fields["timestamp"]) == 2:
        start, end = fields["timestamp"]
    said = next((fields[name] for name in ("text", "line", "word") if name in fields), None)
    first, last = _moment(start), _moment(end)
    if first is None or not isinstance(said, str) or (last is None and end is not None):
        raise T3Error(f"{path}: row {number}: expected start, end and text, found {entry!r:.60}")
    return Cue(first, float("inf") if last is None else last, said)


def _moment(value: Any) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    found = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    return _seconds(*found.groups()) if found else None


def _seconds(hours: str | None, minutes: str, seconds: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))


def _bare(text: str) -> str:
    return " ".join(html.unescape(_MARKUP.sub("", text)).split())
