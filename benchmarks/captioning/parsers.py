"""How published scripts read events out of a reply, quirk for quirk.

TimeChat's `utils/format_dvc.py` (a918705f, the same at its pin) and VTG-LLM's copy of it
(4fe2ffd8). They lower all letters, and mean events to begin with their window:
`90.0 - 102.0 seconds, spread margarine.` None of this is a rule that we recommend; that is
`events_in`. TRACE reads no text: its times come from a head of their own.

* Windows are all `NUM - NUM` with an ASCII hyphen, anywhere. Their texts are taken out of the
  reply wherever they occur, in longer numbers too, and what lies between becomes the captions, in
  order. Pieces of at most 5 characters are none, so an introduction before the first window shifts
  all captions by one, as a line break inside a caption does; what is over is cut off.
* Without such: `start time: NUM`, `end time: NUM`, paired in order; captions are what follows
  `description: `, else `* `, to the end of the line.
* Without such: `start time NUM, end time NUM`. There the script stops in its own debugger; what is
  read here is what it goes on with when it is told to.
* Without an event by now: line by line, else sentence by sentence, the first one with a time, and
  no other. A single time stands for 20 seconds before and after it, or for the 40 after it.
"""

import re
from collections.abc import Callable, Sequence
from math import isfinite

from benchmarks.captioning.events import Event, events_in
from benchmarks.windows.parsers.pieces import NUM_DOTS
from benchmarks.windows.parsers.timechat import RANGE, without_time_tokens
from benchmarks.windows.window import Window

_START = re.compile(rf"start(?:ing)? time: {NUM_DOTS}")
_END = re.compile(rf"end(?:ing)? time: {NUM_DOTS}")
_BOTH = re.compile(rf"start time {NUM_DOTS}, end time {NUM_DOTS}")
_DESCRIBED = (re.compile("description: (.*)"), re.compile(r"\*\s*(.*)"))
_CLOCK = re.compile(rf"{NUM_DOTS}:{NUM_DOTS}")
_TIME = re.compile(r"\d+\.*\d*(?!\.)")
_RADIUS = 20
"""Seconds around a time that stands alone."""

Parser = Callable[[str], list[Event] | None]
Found = tuple[Sequence[Window], Sequence[str]]


def timechat(reply: str) -> list[Event] | None:
    """What TimeChat's script reads; None where it reads nothing, or ends in an error."""
    return _events(reply, reply)


def vtg_llm(reply: str) -> list[Event] | None:
    """VTG-LLM's time tokens become digits, and blanks vanish that follow a digit in its run.

    So "cut 3 onions" becomes "cut 3onions". What is read line by line is the reply as it was.
    """
    return _events(without_time_tokens(reply), reply)


PARSERS: dict[str, Parser] = {"robust": events_in, "timechat": timechat, "vtg-llm": vtg_llm}
"""By the names that conventions give them."""


def _events(text: str, reply: str) -> list[Event] | None:
    try:
        found = _of_the_whole(text.lower()) or _of_one_piece(reply)
    except ValueError:  # "3..5 - 7": the script stops
        return None
    known = all(isfinite(event.start) and isfinite(event.end) for event in found)
    return found if found and known else None


def _of_the_whole(text: str) -> list[Event]:
    """Raises ValueError where a number has several dots."""
    windows, captions = _pairs(text) or _labelled(text) or _stated(text) or ((), ())
    said = [one.strip().strip(", ").rstrip() for one in captions if len(one) > 5]
    return [Event(*window, one) for window, one in zip(windows, said, strict=False)]


def _pairs(text: str) -> Found | None:
    found = list(RANGE.finditer(text))
    gone: set[str] = set()
    for pair in found:
        if pair[0] not in gone:
            text = text.replace(pair[0], "\n")
        if "\n" not in pair[0]:  # else what is put in its place may bring it back
            gone.add(pair[0])
    windows = [(float(pair[1]), float(pair[2])) for pair in found]
    return (windows, text.replace("seconds", "").split("\n")) if found else None


def _labelled(text: str) -> Found | None:
    starts, ends = _START.findall(text), _END.findall(text)
    if not starts or not ends:
        return None
    windows = [(float(a), float(b)) for a, b in zip(starts, ends, strict=False)]
    return windows, next(filter(None, (one.findall(text) for one in _DESCRIBED)), [])


def _stated(text: str) -> Found | None:
    found = _BOTH.findall(text)
    for start, end in found:
        text = text.replace(f"start time {start}, end time {end}", "\n")
    return ([(float(a), float(b)) for a, b in found], text.split("\n")) if found else None


def _of_one_piece(reply: str) -> list[Event]:
    lines = "\n" in reply
    for piece in reply.split("\n" if lines else "."):
        if len(piece) <= 7:
            continue
        parts = [one.strip(",") for one in (piece if lines else f"{piece}.").split("seconds")]
        try:
            window = _window(parts[0])
        except ValueError:  # the script goes on with the next piece
            continue
        if window is not None:
            return [Event(round(window[0], 2), round(window[1], 2), parts[-1].strip())]
    return []


def _window(text: str) -> Window | None:
    """The first window of a piece; ValueError where its clock times are no such, or not so many."""
    if pair := RANGE.search(text):
        return float(pair[1]), float(pair[2])
    colons = text.count(":")
    if colons in (1, 2):
        times = [60 * int(minutes) + int(seconds) for minutes, seconds in _CLOCK.findall(text)]
        if colons == 1:
            (time,) = times
            return _around(time)
        start, end = times
        return float(start), float(end)
    numbers = _TIME.findall(text)
    if len(numbers) == 1:
        return _around(float(numbers[0]))
    return (float(numbers[0]), float(numbers[1])) if len(numbers) == 2 else None


def _around(time: float) -> Window:
    start = time - _RADIUS if time > _RADIUS else time
    return start, start + 2 * _RADIUS
