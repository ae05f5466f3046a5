"""HiREST: steps of instructional videos, as headings with absolute bounds in seconds.

`{prompt: {video: {"v_duration": .., "steps": [{"heading": .., "absolute_bounds": [s, e]}]}}}`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from t3data.captions.draft import Draft, WrongShapeError
from t3data.captions.fields import pair_of


def recognises(row: Any, key: str | None) -> bool:
    """An object of videos, each with `v_duration` and `steps`."""
    return isinstance(row, Mapping) and bool(row) and all(map(_is_video, row.values()))


def drafts(row: Any, key: str | None) -> Iterator[Draft]:
    """One caption per step; its id is the video's and the step's number."""
    if not recognises(row, key):
        raise WrongShapeError("expected {video: {'v_duration': .., 'steps': [..]}}")
    for video, entry in row.items():
        for index, step in enumerate(entry["steps"]):
            heading = step.get("heading") if isinstance(step, Mapping) else step
            start, end = pair_of(step.get("absolute_bounds") if isinstance(step, Mapping) else None)
            yield Draft(heading, f"{video}/{index}", video, start, end, entry["v_duration"])


def _is_video(entry: object) -> bool:
    return (
        isinstance(entry, Mapping)
        and "v_duration" in entry
        and isinstance(entry.get("steps"), list)
    )
