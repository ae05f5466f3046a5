"""The grammar of a prompt (docs/rows.md): sections, event lines, statements and options."""

import re
from functools import lru_cache
from string import ascii_uppercase
from typing import Literal, NamedTuple

from t3data.checker.fault import Unreadable

Style = Literal["(A)", "A.", "A)", ""]
OPTION = re.compile(r"(\(([A-Z])\)|([A-Z])[.)]) (\S.*)")
"""A printed option: letter in group 2 or 3, text in group 4."""

_PLACEHOLDERS = ("<image>", "<video>", "<audio>", "<|")
_DURATION = re.compile(r"(?:^|.* )The video is ([0-9]{1,7}\.[0-9]) seconds long\.")
_NUMBERED = re.compile(r"(Frame|Scene|Clip) ([0-9]{1,4}): (?=\S)")
_NUMBER = r"([0-9]{1,7}\.[0-9])"
_TIMED = tuple(
    re.compile(form.replace("#", _NUMBER) + r"(?=\S)")
    for form in (r"\[#s - #s\] ", r"#s to #s: ", r"\(# - # seconds\) ")
)
_MARKS: dict[Style, list[str]] = {
    "(A)": [f"({letter}) " for letter in ascii_uppercase],
    "A.": [f"{letter}. " for letter in ascii_uppercase],
    "A)": [f"{letter}) " for letter in ascii_uppercase],
}


class Line(NamedTuple):
    """One event line. `start` and `end` are seconds, None on composed timelines."""

    text: str
    start: float | None = None
    end: float | None = None


def sections_of(prompt: str) -> tuple[str, list[str], list[str], str]:
    """Opening, the lines of header and events, the lines of the question, and the closing or "".

    Raises:
        Unreadable: the sections are not three or four, or opening or closing has more lines.
    """
    lines = prompt.split("\n")
    blank = [at for at, line in enumerate(lines) if not line]
    closing = "" if len(blank) == 2 else lines[-1]
    last = [len(lines)] if len(blank) == 2 else blank[2:]
    if len(blank) not in (2, 3) or not blank[0] + 1 < blank[1] < last[0] - 1 or not lines[-1]:
        raise Unreadable("bad_sections", "3 or 4 sections are expected, a blank line between them")
    if blank[0] != 1 or last[0] < len(lines) - 2:
        raise Unreadable("bad_sections", "opening and closing are one line each")
    return lines[0], lines[2 : blank[1]], lines[blank[1] + 1 : last[0]], closing


def require_clean(text: str) -> None:
    """Refuses what must stand nowhere in a row: stray white space, placeholders, special tokens.

    Raises:
        Unreadable: there is some.
    """
    if stray := _stray_in(text):
        raise Unreadable("stray_text", f"{stray} in {text[:60]!r}")


def events_of(opening: str, lines: list[str]) -> tuple[tuple[Line, ...], float | None]:
    """The events, and the length of the video where the opening tells it and lines are timed.

    Raises:
        Unreadable: a line lacks its number or its seconds, or is not in its place.
    """
    if len(lines) < 2:
        raise Unreadable("bad_events", "at least two event lines are expected")
    match = _DURATION.fullmatch(opening)
    duration = float(match[1]) if match else None
    events = _composed(lines) if duration is None else _timed(lines, duration)
    for event in events:
        if stray := _stray_in_caption(event.text):
            raise Unreadable("stray_text", f"{stray} in {event.text[:60]!r}")
    return events, duration


def question_of(lines: list[str]) -> tuple[str, tuple[str, ...], list[str]]:
    """The stem, the texts of the statements, and the lines below them."""
    first, *rest = lines
    statements = []
    for number, line in enumerate(rest, 1):
        prefix = f"({number}) "
        if not line.startswith(prefix):
            break
        statements.append(line[len(prefix) :])
    return first.removeprefix("Question: "), tuple(statements), rest[len(statements) :]


def options_of(lines: list[str]) -> tuple[tuple[str, ...], Style]:
    """The texts of printed options, and how they are lettered.

    Raises:
        Unreadable: a line is no option, or not the next one in the same style.
    """
    style = _style_of(lines[0])
    if not 2 <= len(lines) <= len(_MARKS[style]):
        raise Unreadable("bad_options", f"{len(lines)} options where two or more are expected")
    texts = []
    for mark, line in zip(_MARKS[style], lines, strict=False):
        if not line.startswith(mark) or len(line) == len(mark):
            raise Unreadable("bad_options", f"{line[:60]!r} does not start with {mark!r}")
        texts.append(line[len(mark) :])
    return tuple(texts), style


def _style_of(line: str) -> Style:
    for style, marks in _MARKS.items():
        if line.startswith(marks[0]):
            return style
    raise Unreadable("bad_options", f"not the line of option A: {line[:60]!r}")


def _composed(lines: list[str]) -> tuple[Line, ...]:
    first = _NUMBERED.match(lines[0])
    if first is None:
        return tuple(Line(line) for line in lines)
    events = []
    for number, line in enumerate(lines, 1):
        prefix = f"{first[1]} {number}: "
        if not line.startswith(prefix) or len(line) == len(prefix):
            raise Unreadable("bad_events", f"line {number} does not start with {prefix!r}")
        events.append(Line(line[len(prefix) :]))
    return tuple(events)


def _timed(lines: list[str], duration: float) -> tuple[Line, ...]:
    form = next((form for form in _TIMED if form.match(lines[0])), _TIMED[0])
    events = []
    latest = 0.0
    for number, line in enumerate(lines, 1):
        match = form.match(line)
        if match is None:
            raise Unreadable("bad_events", f"line {number} does not start with its seconds")
        start, end = float(match[1]), float(match[2])
        if not latest <= start < end <= duration:
            raise Unreadable("bad_times", f"line {number}: {start} to {end} is out of order")
        latest = start
        events.append(Line(line[match.end() :], start, end))
    return tuple(events)


@lru_cache(maxsize=4096)
def _stray_in_caption(caption: str) -> str:
    return _stray_in(caption)


def _stray_in(text: str) -> str:
    if "<" in text and any(mark in text for mark in _PLACEHOLDERS):
        return "a media placeholder or a special token"
    if "  " in text or "\n " in text or " \n" in text or text != text.strip():
        return "blanks in a row or at the end of a line"
    if "\t" in text or len(text.splitlines()) != text.count("\n") + 1:
        return "a tab or a foreign line break"
    return ""
