"""Submission files of dense captions: ActivityNet's own shape, and TimeIT's."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.captioning.annotations import name_of
from benchmarks.captioning.events import EVENTS, Event, as_text, events_of, predicted
from benchmarks.contract import Prediction, Sample
from benchmarks.predictions.entries import bad
from benchmarks.rows import Row, object_of
from t3data.errors import T3Error
from t3data.files import write_text
from t3data.types import Reject

_VERSION = "VERSION 1.0"


def read(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """Predictions from `{"results": {v_ID: […]}}` or `{"VID.mp4": […]}`, an event an entry.

    An entry is `{"timestamp": [s, e], "sentence"}` or `{"timestamp": [s, e], "caption"}`. A name
    may lack its directory, its suffix or the `v_` of ActivityNet's, or have one too many.

    Raises:
        T3Error: the file is no such object.
    """
    found = object_of(path)
    results = found.get("results", found)
    if not isinstance(results, Mapping):
        raise T3Error(f"{path}: field results: expected an object, a list of events for each video")
    known = {sample.id for sample in samples}
    for number, (video, entries) in enumerate(results.items()):
        events = events_of(entries)
        if events is None:
            row = Row({video: entries}, str(path), number, video)
            yield bad(row, video, 'expected a list of {"timestamp": [s, e], "sentence"}')
            continue
        name = name_of(video)
        others = (name, f"v_{name}", name.removeprefix("v_"))
        id = next((other for other in others if other in known), name)
        yield Prediction(id, as_text(events), "", {EVENTS: entries})


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
