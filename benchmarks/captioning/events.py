"""Events: something that happens and when, out of annotations, submissions and replies."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.contract import Prediction

EVENTS = "events"
"""The field of a prediction that holds its events, as submissions write them."""

_CAPTIONS = ("caption", "sentence", "text", "description")
_TIMES = ("timestamp", "segment", "timestamps", "window")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens, and when."""

    start: float
    """Seconds."""
    end: float
    text: str


def event_of(value: Any) -> Event | None:
    """One entry of a submission: `{"timestamp": [s, e], "caption" or "sentence"}`, or its like."""
    if not isinstance(value, Mapping):
        return None
    text = next((value[name] for name in _CAPTIONS if isinstance(value.get(name), str)), None)
    times = next((value[name] for name in _TIMES if value.get(name) is not None), None)
    if times is None:
        times = (value.get("start"), value.get("end"))
    if text is None or not isinstance(times, Sequence) or len(times) != 2:
        return None
    ends = [_seconds(one) for one in times]
    return None if None in ends else Event(ends[0] or 0.0, ends[1] or 0.0, text)


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except ValueError:
        return _clock(value) if isinstance(value, str) and _CLOCK.fullmatch(value) else None
    return found if abs(found) < 1e15 else None  # neither NaN nor infinite


def events_of(value: Any) -> list[Event] | None:
    """The events of a list of entries; None where it is no such list."""
    if not isinstance(value, list | tuple):
        return None
    found = [event_of(one) for one in value]
    return None if None in found else [one for one in found if one is not None]


_CLOCK = re.compile(r"(?:\d+:)?\d{1,2}:\d{2}(?:\.\d+)?")
_TIME = rf"((?>{_CLOCK.pattern}|\d+(?:\.\d+)?))(?:\s*(?:seconds|second|secs|sec|s)\b)?+"
_WINDOW = re.compile(
    r"(?:^|(?<=[.!?;]\s)|(?<=\n))\s*(?:\d+[.)]\s+|[-*•]\s+)?"
    r"(?:from\s+|between\s+)?"
    rf"(?:[\[(<{{]\s*{_TIME}\s*(?:-|–|—|,|to|and)\s*{_TIME}\s*[\])>}}]"
    rf"|{_TIME}\s*(?:-|–|—|to\b|and\b)\s*{_TIME}(?!\w))",
    re.IGNORECASE,
)


def events_in(reply: str) -> list[Event] | None:
    """The events that a text tells; None where it tells none.

    Either JSON, or sentences of which each begins with its window: `90.0 - 102.0 seconds, spread
    margarine.`, `From 3 to 7: …`, `[00:08 - 00:12] …`, one a line or all in one. A window in the
    middle of a sentence is a part of it. An empty JSON list tells that nothing happens.
    """
    start, end = reply.find("["), reply.rfind("]")
    if 0 <= start < end:
        try:
            found = events_of(json.loads(reply[start : end + 1]))
        except (ValueError, RecursionError):
            found = None
        if found is not None:
            return found
    windows = list(_WINDOW.finditer(reply))
    stops = [*(match.start() for match in windows[1:]), len(reply)]
    events = []
    for match, stop in zip(windows, stops, strict=False):
        first, last = (time for time in match.groups() if time is not None)
        text = reply[match.end() : stop].strip(" \t\r\n,:-–—")
        if text:
            events.append(Event(_clock(first), _clock(last), text))
    return events or None


def _clock(time: str) -> float:
    """Seconds of `75.5`, `1:15.5` or `0:01:15.5`."""
    seconds = 0.0
    for part in time.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def predicted(
    prediction: Prediction, read: Callable[[str], list[Event] | None] = events_in
) -> list[Event] | None:
    """The events of a prediction, from its field or else read from its text; None of none."""
    if EVENTS in prediction.fields:
        return events_of(prediction.fields[EVENTS])
    return read(prediction.reply) if prediction.reply else None


def as_entries(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Events as submissions and the field `events` hold them."""
    return [{"timestamp": [one.start, one.end], "caption": one.text} for one in events]


def as_text(events: Sequence[Event]) -> str:
    """Events in TimeChat's words, such as `90.0 - 102.0 seconds, spread margarine.` each."""
    return " ".join(f"{e.start:.1f} - {e.end:.1f} seconds, {e.text.strip(' .')}." for e in events)
