"""Annotation files of dense captions: three published shapes, one sample a video."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from benchmarks.captioning.events import Event, as_text, event_of
from benchmarks.captioning.reading import REFERENCES
from benchmarks.contract import Sample
from benchmarks.rows import Row, object_of
from t3data.errors import T3Error

QUESTION = "What happens in this video, and when?"
_SUFFIXES = (".mp4", ".mkv", ".webm", ".avi", ".mov")


def samples_of(files: Sequence[Path]) -> Iterator[Sample]:
    """A sample for each video that any of the reference files knows.

    Raises:
        T3Error: a file is not as published; the message names file, video and field.
    """
    references: dict[str, dict[str, list[Event]]] = {}
    durations: dict[str, float] = {}
    for file in files:
        for video, events, duration in _videos(file):
            if file.stem in references.setdefault(video, {}):
                raise T3Error(f"{file}: the video {video} occurs twice; expected unique names")
            references[video][file.stem] = events
            if duration is not None:
                durations.setdefault(video, duration)
    for video, found in references.items():
        yield Sample(
            id=video,
            video=video,
            question=QUESTION,
            answer=as_text(next(iter(found.values()))),
            extra={REFERENCES: found, "duration": durations.get(video)},
        )


Video = tuple[str, list[Event], float | None]


def _videos(file: Path) -> Iterator[Video]:
    found = object_of(file)
    if isinstance(found.get("annotations"), list):
        yield from _timeit(file, found["annotations"])
    elif isinstance(found.get("database"), Mapping):
        yield from _youcook2(file, found["database"])
    else:
        for number, (video, entry) in enumerate(found.items()):
            row = _row(entry, file, number, video)
            times, texts = row.entries("timestamps"), row.texts("sentences")
            yield name_of(video), _events(row, times, texts), _duration(row)


def _timeit(file: Path, annotations: Iterable[Any]) -> Iterator[Video]:
    """TimeIT's: the captions of a video stand in one text, as many as there are segments.

    `pure_cap` is cut at ". ", `caption` at ".", of which pieces of at most 5 characters are none;
    a full stop ends each.
    """
    for number, entry in enumerate(annotations):
        row = _row(entry, file, number, "")
        if row.get("pure_cap") is not None:
            pieces = row.text("pure_cap").split(". ")
        else:
            pieces = [one for one in row.text("caption").split(".") if len(one) > 5]
        texts = [f"{one.strip().removesuffix('.')}." for one in pieces]
        events = _events(row, row.entries("segments"), texts)
        yield name_of(row.text("image_id")), events, _duration(row)


def _youcook2(file: Path, database: Mapping[str, Any]) -> Iterator[Video]:
    """The official file: of train and validation the videos of validation."""
    for number, (video, entry) in enumerate(database.items()):
        row = _row(entry, file, number, video)
        if row.get("subset") not in ("validation", None):
            continue
        parts = [_row(one, file, number, video) for one in row.entries("annotations")]
        times = [part.entries("segment") for part in parts]
        texts = [part.text("sentence") for part in parts]
        yield name_of(video), _events(row, times, texts), _duration(row)


def _row(entry: Any, file: Path, number: int, key: str) -> Row:
    if not isinstance(entry, Mapping):
        raise T3Error(f"{file}: row {number}: expected an object for each video, found {entry!r}")
    return Row(entry, f"{file}: {key}" if key else str(file), number, key)


def _events(row: Row, times: Sequence[Any], texts: Sequence[str]) -> list[Event]:
    if len(times) != len(texts):
        raise T3Error(
            f"{row.where}: {len(times)} windows and {len(texts)} captions; expected one for each"
        )
    found = [
        None if _worded(window) else event_of({"timestamp": window, "caption": text})
        for window, text in zip(times, texts, strict=True)
    ]
    if None in found:
        bad = times[found.index(None)]
        raise T3Error(f"{row.where}: expected windows [start, end] in seconds, found {bad!r}")
    return [one for one in found if one is not None]


def _worded(window: Any) -> bool:
    """Whether an end is a text, which models may write and annotations do not."""
    return isinstance(window, Sequence) and any(isinstance(end, str) for end in window)


def _duration(row: Row) -> float | None:
    return row.number("duration") if row.get("duration") is not None else None


def name_of(video: str) -> str:
    """A video's name without its directory and its suffix: files do not agree on them."""
    path = PurePosixPath(video)
    return path.stem if path.suffix.lower() in _SUFFIXES else path.name
