"""Reads the windows that a reply states, in any usual form, and nothing where it states none.

Looked at are the last answer block, then the text behind the reasoning. Windows keep the order of
their ends as said: what a reversed one is worth is a matter of the convention.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from benchmarks.windows.ranges import Range, counts, ranges_in
from benchmarks.windows.times import Time, level, times_in
from benchmarks.windows.window import Window
from t3data.answers.scope import Scope, after_reasoning, marked
from t3data.answers.silence import is_failure, refuses
from t3data.errors import T3Error

Unit = Literal["seconds", "percent", "frames"]
Reason = Literal[
    "",  # windows were read
    "none",  # nothing that states a window
    "ambiguous",  # times, but not clearly which of them
    "refusal",  # the model declines, or says that it does not happen
    "failure",  # not a reply at all: an error message or a harness's marker
]

_CUE = re.compile(
    r"""\b(?:answer|therefore|thus|hence|in\sconclusion|to\s(?:conclude|sum\sup)|in\ssummary
    |actually|correction)\b | (?:\A|[.!?\n])\s{0,3}so\b""",
    re.IGNORECASE | re.VERBOSE,
)
_CUE_REACH = 160
_ALTERNATIVE = re.compile(r"[\s,]{0,3}or\s(?:from\s|between\s|at\s|perhaps\s|maybe\s)?[\s(\[]{0,2}")
_ABSENT = re.compile(
    r"\b(?:(?:does|did|do)\s?n[o'\s]?t|(?:does|did)\snot|never)\s(?:\w{1,12}\s)?"
    r"(?:occur|happen|appear|take\splace|contain|show|include|exist)"
    r"|\bno\s(?:such|matching|relevant)\s(?:event|moment|action|activity|scene|segment|clip)"
    r"|\bnot\s(?:present|shown|visible|found|depicted)\b"
    r"|\A\W{0,5}(?:none|null|no|n/a)\W{0,5}\Z",
    re.IGNORECASE,
)

_LONGEST_SHAPE, _MOST_SHAPES = 200, 10_000
_DIGITS = str.maketrans("123456789", "000000000")
_VALUED = re.compile(r"[0-9]{4}|[0-9]:|:[0-9]")
"""Where a digit and not only its place decides: years and clock times."""


@dataclass(frozen=True, slots=True)
class Windows:
    """What was read."""

    windows: tuple[Window, ...]
    """Seconds, in the order of the text."""
    spans: tuple[tuple[int, int], ...]
    """Where in the text each of them stands."""
    rule: str
    """What read them: "range", "between", "list", "labelled" or "alone", and in which part of the
    text, as "tag: range"; empty where nothing was read."""
    reason: Reason
    """Why nothing was read; empty otherwise."""


def read_windows(
    text: str,
    *,
    duration: float | None = None,
    unit: Unit = "seconds",
    fps: float | None = None,
) -> Windows:
    """The windows that a reply states.

    Args:
        text: The reply.
        duration: Of the video, in seconds; needed for percentages.
        unit: What the model's numbers count where the text does not say so.
        fps: Frames a second; needed for frame numbers.

    Raises:
        T3Error: the unit needs a duration or a frame rate that is not known.
    """
    factor = _factor(unit, duration, fps)
    if is_failure(text):
        return _nothing("failure")
    shape = (text.translate(_DIGITS), unit) if len(text) <= _LONGEST_SHAPE else ("", unit)
    known = _SHAPES.get(shape)
    if known is not None:
        return known.read(text, unit, factor)
    levelled = level(text)
    scope = after_reasoning(text)
    mark = marked(text, scope)
    for part in (mark, scope) if mark else (scope,):
        times = times_in(levelled, part.start, part.end)
        found, only = _read(levelled, part, times, unit, factor, duration)
        if only and part is (mark or scope) and _alike(text, levelled, times):
            if len(_SHAPES) == _MOST_SHAPES:
                _SHAPES.clear()
            _SHAPES[shape] = _Shape(only, found.rule)
        if found.windows or found.reason in ("refusal", "ambiguous"):
            return found
    return found


@dataclass(frozen=True, slots=True)
class _Shape:
    """How texts are read that differ from one another in digits alone."""

    one: Range
    rule: str

    def read(self, text: str, unit: Unit, factor: float) -> Windows:
        one = self.one
        window = _window(
            replace(one, first=_at(text, one.first), last=_at(text, one.last)), unit, factor
        )
        return Windows((window,) if window else (), (one.span,), self.rule, "")


_SHAPES: dict[tuple[str, Unit], _Shape] = {}
"""By a text with all its digits 0. Models mostly answer in a few forms."""


def _alike(text: str, levelled: str, times: list[Time]) -> bool:
    """Whether all texts are read as this one that differ from it in digits alone."""
    return (
        len(text) <= _LONGEST_SHAPE
        and _VALUED.search(levelled) is None
        and all(
            time.digits
            and time.scale <= 1.0
            and text[time.start : time.digits] == levelled[time.start : time.digits]
            for time in times
        )
    )


def _at(text: str, time: Time) -> Time:
    """The number that this text has in the place of a time."""
    number = float(text[time.start : time.digits].replace(",", ""))
    return Time(time.start, time.end, number * (time.scale or 1.0), time.kind, time.scale)


def _factor(unit: Unit, duration: float | None, fps: float | None) -> float:
    """Seconds of one unit.

    Raises:
        T3Error: they cannot be known.
    """
    if unit == "seconds":
        return 1.0
    if unit == "percent":
        if duration is None:
            raise T3Error("windows in percent need the video's duration; found none")
        return duration / 100
    if not fps or fps < 0:
        raise T3Error(f"windows in frames need the frame rate; found {fps}")
    return 1 / fps


def _nothing(reason: Reason) -> Windows:
    return Windows((), (), "", reason)


def _read(
    text: str,
    scope: Scope,
    times: list[Time],
    unit: Unit,
    factor: float,
    duration: float | None,
) -> tuple[Windows, Range | None]:
    """What a part of the text says, and the range that it states where it is the only one."""
    stated = [
        (one, window)
        for one in ranges_in(text, times, scope.start, scope.end)
        if (window := _window(one, unit, factor)) and not _years(one, duration)
    ]
    found = [pair for pair in stated if not pair[0].weak] or stated
    if not found:
        return _nothing(_why(text[scope.start : scope.end], text, times)), None
    found = _concluded(text, found, scope.start)
    if len({window for _, window in found}) > 1 and (scope.thought or _alternatives(text, found)):
        return _nothing("ambiguous"), None
    rule = found[0][0].rule
    windows = Windows(
        tuple(window for _, window in found),
        tuple(one.span for one, _ in found),
        f"{scope.rule}: {rule}" if scope.rule else rule,
        "",
    )
    return windows, found[0][0] if len(stated) == 1 else None


def _window(one: Range, unit: Unit, factor: float) -> Window | None:
    """In seconds; None where it counts what the model's convention does not."""
    start = _seconds(one.first, one.last, unit, factor)
    end = _seconds(one.last, one.first, unit, factor)
    return None if start is None or end is None else (start, end)


def _seconds(time: Time, other: Time, unit: Unit, factor: float) -> float | None:
    kind, value = time.kind, time.value
    if kind in ("clock", "seconds"):
        return value
    if kind == "bare" and other.kind != "bare":
        if other.kind in ("clock", "seconds"):
            return value * (other.scale or 1.0)
        kind = other.kind
    return value * factor if kind in ("bare", unit) else None


def _years(one: Range, duration: float | None) -> bool:
    """Whether both are years, and no seconds of a very long video."""
    ends = (one.first, one.last)
    return all(
        time.kind == "bare"
        and time.whole
        and 1900 <= time.value < 2100
        and (duration is None or time.value > duration)
        for time in ends
    )


def _why(part: str, text: str, times: list[Time]) -> Reason:
    if refuses(part) or _ABSENT.search(part):
        return "refusal"
    return "ambiguous" if sum(not counts(text, time) for time in times) > 1 else "none"


def _concluded(
    text: str, found: list[tuple[Range, Window]], start: int
) -> list[tuple[Range, Window]]:
    """The windows behind the last word that announces an answer, where some soon follow it."""
    if len(found) < 2:
        return found
    for cue in reversed(list(_CUE.finditer(text, start, found[-1][0].span[0]))):
        after = [pair for pair in found if pair[0].span[0] >= cue.end()]
        if after and after[0][0].span[0] - cue.end() <= _CUE_REACH:
            return after
    return found


def _alternatives(text: str, found: list[tuple[Range, Window]]) -> bool:
    """Whether it says one window "or" another."""
    spans = [one.span for one, _ in found]
    return any(_ALTERNATIVE.fullmatch(text, end, start) for (_, end), (start, _) in pairwise(spans))
