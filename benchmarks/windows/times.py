"""Times in levelled text: numbers and clock times with their units, each with its place.

A number that is part of a word, a date, a ratio or a sum of money is none. Every pattern is
bounded, so the time grows with the text's length alone.
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["bare", "clock", "seconds", "percent", "frames"]
"""What the text says that a number counts; a bare one counts what the model's convention says."""

_LEVEL = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
        **dict.fromkeys("–—―−‑‐→⟶➔➜⇒⟹", "-"),
        **dict.fromkeys("～〜∼≈", "~"),
        **dict.fromkeys("*`$\"'“”‘’´′″<>\\|\t\r\u00a0\u2009\u202f\u200b\u3000\ufeff", " "),
        **dict(zip("。，、：【】「」", ".,,:[][]", strict=True)),
    }
)
_TIME = re.compile(
    r"""(?:(?<![\w/£€#])(?<!\w\.)(?<![0-9]:)|(?<=[0-9][mh])
    |(?<=[0-9]to)|(?<=[0-9]sto)|(?<=\sto))(?:  # "3.2to7.5", "3.2sto7.5s", "3.2 to7.5"
    (?P<clock>(?:[0-9]{1,2}:)?[0-9]{1,3}:[0-5][0-9](?:[.,][0-9]{1,6})?)(?![0-9:])
  | (?P<number>
        (?!(?<=\[)[0-9]{1,3},[0-9.]{1,12}\s?\])  # "[1,200]" is a list
        [0-9]{1,3}(?:,[0-9]{3}){1,3}(?![0-9]|,[0-9])(?:\.[0-9]{1,25})?
      | [0-9]{1,9}(?:\.[0-9]{1,25})? | \.[0-9]{1,25})(?![0-9/:])
  )(?:(?:\s{0,2}|-)(?:
      (?P<ms>milliseconds?|msecs?|ms)
    | (?P<s>(?:(?:(?:st|[nr]d|th)\s)?seconds?|secs?|s)(?:\s(?:mark|point))?|秒
        |(?:st|[nr]d|th)(?=\s(?:and|to|until|through|-)\s(?:the\s)?[0-9]{1,9}(?:st|[nr]d|th)\sseconds?\b))
    | (?P<m>(?:minutes?|mins?)(?:\smark)?|m(?=\s?[0-9])|(?<=[0-9])m|分钟?)
    | (?P<h>hours?|hrs?|(?<=[0-9])h|小时)
    | (?P<percent>%|per\s?cent)
    | (?P<frames>frames?)
  )(?:(?![a-z_/])|(?=to\s?\.?[0-9]))|(?=to\s?\.?[0-9])|(?![\w/]|\.[0-9]))""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
_CLOSING_TAG = re.compile(r"</\w{1,20}>")
_PRIMES = re.compile(
    r"""(?<![\w.])([0-9]{1,3})['’′]([0-5][0-9](?:\.[0-9]{1,6})?)(["”″]|['’′]{2})""", re.ASCII
)
"""Minutes and seconds as 1'05"."""
_PRIME = frozenset("'’′")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_BETWEEN_PARTS = re.compile(r"\s{0,2}(?:,\s?)?(?:and\s{1,2})?")
_FRAME_BEFORE = re.compile(r"\bframes?(?:\s(?:number|no\.?|index))?[\s:#=(\[]{0,3}$", re.IGNORECASE)


@dataclass(slots=True)
class Time:
    """One number that may be a time."""

    start: int
    end: int
    """Behind its unit."""
    value: float
    """Seconds of a clock time and of a number with a unit of time; else the number."""
    kind: Kind
    scale: float = 0.0
    """Seconds of its unit, which a bare number beside it may share: "1 to 2 minutes"."""
    whole: bool = False
    """Written without a decimal point."""
    digits: int = 0
    """Behind its number, where it is nothing but one with perhaps a unit; else 0."""


def level(text: str) -> str:
    """Typography made plain, in the same length: dashes are hyphens, quotes blanks.

    Closing tags are blanks too; of others the name stays, as it may be "start". Minutes and seconds
    with primes become clock times.
    """
    if "</" in text:
        text = _CLOSING_TAG.sub(lambda tag: " " * len(tag[0]), text)
    if not _PRIME.isdisjoint(text):
        text = _PRIMES.sub(lambda time: f"{time[1]}:{time[2]}{' ' * len(time[3])}", text)
    return text.translate(_LEVEL)


def times_in(text: str, start: int, end: int) -> list[Time]:
    """All in a part of levelled text, in their order."""
    found: list[Time] = []
    for match in _TIME.finditer(text, start, end):
        time = _time(match, text)
        if found and _continues(found[-1], time, text):
            time.value += found[-1].value
            time.start, time.digits = found[-1].start, 0
            found[-1] = time
        else:
            found.append(time)
    return found


def _time(match: re.Match[str], text: str) -> Time:
    start, end = match.span()
    if (clock := match["clock"]) is not None:
        seconds = 0.0
        for part in clock.replace(",", ".").split(":"):
            seconds = seconds * 60 + float(part)
        return Time(start, end, seconds, "clock")
    number, digits = match["number"], match.end("number")
    value, whole, unit = float(number.replace(",", "")), "." not in number, match.lastgroup
    if unit in _SECONDS:
        return Time(start, end, value * _SECONDS[unit], "seconds", _SECONDS[unit], whole, digits)
    if unit == "percent":
        return Time(start, end, value, "percent", 0.0, whole, digits)
    framed = unit == "frames" or _FRAME_BEFORE.search(text, max(0, start - 20), start)
    return Time(start, end, value, "frames" if framed else "bare", 0.0, whole, digits)


def _continues(before: Time, time: Time, text: str) -> bool:
    """Whether it is the smaller part of one time: "1 minute and 5 seconds", "1h 2m 3s"."""
    return (
        before.kind == time.kind == "seconds"
        and before.whole
        and before.scale > time.scale >= 1.0
        and time.value < before.scale
        and _BETWEEN_PARTS.fullmatch(text, before.end, time.start) is not None
    )
