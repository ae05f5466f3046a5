"""Reading rows one by one where the fast way fails: good rows, and what is wrong with the others.

The scan depends on the bytes from its start on alone, so that a span gives the same rows in the
process that indexes and in the one that reads.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from t3data.records.diagnosis import diagnose
from t3data.records.grammar import SPACE, STRING, BrokenValueError, Buffer, skip_space, value_end

_NAME = re.compile(SPACE + rb"(" + STRING + rb")" + SPACE + rb":" + SPACE, re.DOTALL)
_FIRST_NAME = re.compile(rb"\{" + SPACE + rb"(" + STRING + rb")", re.DOTALL)
# A row is followed by another one or by what may come behind the last one.
_FOLLOWED = re.compile(
    SPACE + rb"(?:," + SPACE + rb'[{\["]|\]' + SPACE + rb'(?:\Z|\}\s*\Z|,\s*")|\}\s*\Z|\Z)'
)
_COMMA = ord(",")
_CLOSING = b"}]"


@dataclass(frozen=True, slots=True)
class Item:
    """One row at [start, stop), or what stands in the place of one when `reason` is set."""

    start: int
    stop: int
    reason: str = ""
    detail: str = ""


def name_end(data: Buffer, position: int) -> tuple[bytes, int] | None:
    """The name that stands here with a colon behind it, and where its value begins."""
    match = _NAME.match(data, position)
    return (match.group(1), match.end()) if match else None


def careful_items(
    data: Buffer, start: int, stop: int, closing: re.Pattern[bytes] | None = None
) -> Iterator[Item]:
    """The rows from `start`, where one begins, up to `stop`, or to where `closing` matches."""
    named = name_end(data, start) is not None
    lead = _lead_of(data, start, named)
    position = start
    while position < stop:
        try:
            end = _row_end(data, position, stop, named)
        except BrokenValueError as broken:
            resumed = _resume(data, position + 1, stop, lead, named)
            yield _broken_item(data, position, resumed, broken)
            position = resumed
            continue
        behind = skip_space(data, end)
        at_end = behind >= stop or (closing is not None and closing.match(data, behind))
        misplaced = not at_end and data[behind] != _COMMA
        # A bracket closes a row for certain; a string or number in an odd place may be half a row.
        if not misplaced or data[end - 1] in _CLOSING:
            yield _checked(data, position, end, named)
            position = behind
        if at_end:
            return
        if misplaced:
            resumed = _resume(data, behind, stop, lead, named)
            found = _shown(data, behind)
            detail = f"expected ',' or the end of the list at byte {behind}, found {found}"
            yield Item(position, resumed, "malformed", detail)
            position = resumed
        else:
            position = skip_space(data, position + 1)


def _row_end(data: Buffer, start: int, stop: int, named: bool) -> int:
    if not named:
        return value_end(data, start, stop)
    name = name_end(data, start)
    if name is None or name[1] > stop:
        raise BrokenValueError(start, ran_out=skip_space(data, start) >= stop)
    return value_end(data, name[1], stop)


def _checked(data: Buffer, start: int, end: int, named: bool) -> Item:
    row = bytes(data[start:end])
    problem = diagnose(b"{" + row + b"}" if named else row, end == len(data))
    return Item(start, end, *problem) if problem else Item(start, end)


def _broken_item(data: Buffer, start: int, end: int, broken: BrokenValueError) -> Item:
    if broken.ran_out and end == len(data):
        return Item(start, end, "truncated", "the file ends inside this row")
    detail = f"unexpected {_shown(data, broken.byte)} at byte {broken.byte}"
    return Item(start, end, "malformed", detail)


def _lead_of(data: Buffer, start: int, named: bool) -> re.Pattern[bytes]:
    """What a row begins with, learnt from the row at `start`."""
    if named:
        name = name_end(data, start)
        first = bytes(data[name[1] : name[1] + 1]) if name else b"{"
        return re.compile(STRING + SPACE + rb":" + SPACE + re.escape(first), re.DOTALL)
    if match := _FIRST_NAME.match(data, start):
        return re.compile(rb"\{" + SPACE + re.escape(match.group(1)) + SPACE + rb":")
    return re.compile(re.escape(bytes(data[start : start + 1])))


def _resume(data: Buffer, begin: int, stop: int, lead: re.Pattern[bytes], named: bool) -> int:
    """The next place where a whole row stands behind something that may precede a row."""
    position = begin
    while match := lead.search(data, position, stop):
        row = match.start()
        if _may_precede(_before(data, row), lead):
            try:
                end = _row_end(data, row, stop, named)
            except BrokenValueError:
                end = -1
            if end >= 0 and _FOLLOWED.match(data, end):
                return row
        position = row + 1
    return stop


def _may_precede(byte: bytes, lead: re.Pattern[bytes]) -> bool:
    # An opening bracket or a colon says that this is nested in a row. A lead of one byte is weak.
    return byte not in b"[:{" if len(lead.pattern) > 2 else byte == b","


def _before(data: Buffer, position: int) -> bytes:
    while position > 0 and data[position - 1] in b" \t\r\n":
        position -= 1
    return bytes(data[max(position - 1, 0) : position])


def _shown(data: Buffer, position: int) -> str:
    piece = bytes(data[position : position + 12]).decode("utf-8", "backslashreplace")
    return repr(piece) if piece else "the end of the file"
