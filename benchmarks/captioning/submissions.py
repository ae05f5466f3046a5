"""Submission files of dense captions: ActivityNet's own shape, and TimeIT's."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.captioning.annotations import name_of
from benchmarks.captioning.events import EVENTS, Event, as_text, event_of, events_of, predicted
from benchmarks.contract import Prediction, Sample
from benchmarks.predictions.entries import bad
from benchmarks.predictions.repeated import repeated
from benchmarks.rows import Row, document
from t3data.errors import T3Error
from t3data.files import write_text
from t3data.types import Reject

_VERSION = "VERSION 1.0"


def read(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """Predictions from `{"results": {v_ID: […]}}` or `{"VID.mp4": […]}`, an event an entry.

    An entry is `{"timestamp": [s, e], "sentence"}` or `{"timestamp": [s, e], "caption"}`. A name
    may lack its directory, its suffix or the `v_` of ActivityNet's, or have one too many.
    Also what models of these projects write before it is converted: lists of `{"video",
    "timestamps", "captions"}` (TRACE, whose events are those with two times) and of `{"vname",
    "generated_cap"}` (TimeChat and VTG-LLM, a text).

    Raises:
        T3Error: the file is no such object or list.
    """
    found = document(path)
    if isinstance(found, Mapping):
        found = found.get("results", found)
    if isinstance(found, Mapping):
        yield from repeated(path, found)
        rows = [
            Row({_ENTRIES: value}, str(path), number, str(video))
            for number, (video, value) in enumerate(found.items())
        ]
    elif isinstance(found, list) and all(isinstance(one, Mapping) for one in found):
        rows = [
            Row(one, str(path), number, str(one.get("video", one.get("vname", ""))))
            for number, one in enumerate(found)
        ]
    else:
        raise T3Error(f"{path}: expected an object, a list of events for each video")
    known = {sample.id for sample in samples}
    for row in rows:
        name = name_of(row.key)
        others = (name, f"v_{name}", name.removeprefix("v_"))
        yield _prediction(next((other for other in others if other in known), name), row)


_ENTRIES = "events"


def _prediction(id: str, row: Row) -> Prediction | Reject:
    if isinstance(row.get("generated_cap"), str):
        return Prediction(id, row.text("generated_cap"))
    entries, times, texts = (row.get(name) for name in (_ENTRIES, "timestamps", "captions"))
    if isinstance(times, list) and isinstance(texts, list):
        entries = [
            {"timestamp": window, "caption": text}
            for window, text in zip(times, texts, strict=False)
            if isinstance(window, list) and len(window) == 2
        ]
    events = events_of(entries)
    if events is None:
        expected = 'expected a list of {"timestamp": [s, e], "sentence"}'
        return bad(row, row.key or "video", f"{expected}{_found(entries)}")
    return Prediction(id, as_text(events), "", {EVENTS: entries})


def _found(entries: Any) -> str:
    """What is no event, and where it stands."""
    if not isinstance(entries, list):
        return ""
    place = next(n for n, one in enumerate(entries) if event_of(one) is None)
    told = json.dumps(entries[place], ensure_ascii=False)
    return f", event {place} is {told if len(told) <= 60 else told[:60] + '…'}"


def write_activitynet(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """Writes ActivityNet's submission; an unreadable or failed reply is an empty list."""
    results = {
        id: [{"sentence": e.text, "timestamp": [e.start, e.end]} for e in events]
        for id, events in _told(samples, predictions)
    }
    _write(path, {"version": _VERSION, "results": results, "external_data": {"used": False}})


def write_timeit(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """Writes TimeIT's; an unreadable or failed reply is an empty list."""
    found = {
        f"{id}.mp4": [{"timestamp": [e.start, e.end], "caption": e.text} for e in events]
        for id, events in _told(samples, predictions)
    }
    _write(path, found)


def _told(
    samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> Iterator[tuple[str, list[Event]]]:
    for sample in samples:
        if sample.id in predictions:
            yield sample.id, predicted(predictions[sample.id]) or []


def _write(path: Path, value: Mapping[str, Any]) -> None:
    write_text(path, json.dumps(value, ensure_ascii=False))
