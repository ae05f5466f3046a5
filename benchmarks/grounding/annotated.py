"""Annotations of several benchmarks: Captions' objects, TimeIT's lists, moment_detr's lines."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.contract import Sample
from benchmarks.grounding.moments import duration_of, gold_windows, moment
from benchmarks.grounding.submissions import bare_name
from benchmarks.rows import Row, document, object_of, rows_of
from benchmarks.windows.window import windows_of
from t3data.errors import T3Error


def captions(path: Path) -> Iterator[Sample]:
    """One sample a sentence of `{video: {"duration", "timestamps", "sentences"}}`.

    Ids are the video's name and the sentence's number: `v_X_0`.

    Raises:
        T3Error: a video whose sentences and windows differ in number, or is not as published.
    """
    for number, (video, fields) in enumerate(object_of(path).items()):
        row = Row(_object(path, video, fields), str(path), number, video)
        windows, sentences = windows_of(row.get("timestamps")), row.texts("sentences")
        if windows is None or len(windows) != len(sentences):
            expected = f"{len(sentences)} windows [start, end] in seconds, one a sentence"
            raise row.wrong(("timestamps",), expected, row.get("timestamps"))
        duration = duration_of(row, "duration")
        for place, (window, sentence) in enumerate(zip(windows, sentences, strict=True)):
            yield moment(f"{video}_{place}", video, sentence, [window], duration)


def listed(path: Path) -> Iterator[Sample]:
    """TimeIT's `{"annotations": [{image_id, caption, timestamp, id}]}`, or moment_detr's lines.

    Raises:
        T3Error: an entry without a window, or that is no such entry.
    """
    for row in _listed_rows(path):
        video = bare_name(row.text("image_id", "vid", "video"))
        id = row.get("id", "qid")
        yield moment(
            str(row.row) if id is None else str(id),
            video,
            row.text("caption", "query"),
            gold_windows(row, "timestamp", "relevant_windows"),
            duration_of(row, "duration"),
        )


def _listed_rows(path: Path) -> Iterator[Row]:
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        yield from rows_of(path)
        return
    found = document(path)
    entries = found.get("annotations") if isinstance(found, dict) else found
    if not isinstance(entries, list):
        raise T3Error(f"{path}: expected an object with a list of annotations")
    for number, entry in enumerate(entries):
        yield Row(_object(path, str(number), entry), str(path), number)


def _object(path: Path, name: str, fields: object) -> dict[str, object]:
    if not isinstance(fields, dict):
        raise T3Error(f"{path}: {name}: expected an object")
    return fields
