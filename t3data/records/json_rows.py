"""Rows of a JSON document of any size in bounded memory.

A window is read from the start of a row; a cut is guessed from the shape of the first row and
proved by parsing: if `[` + window up to the cut + `]` is JSON, the cut lies between two rows.
Where nothing can be proved (damage, a row larger than the window), rows are scanned one by one.
"""

import mmap
import re
from collections.abc import Iterator

import msgspec

from t3data.records.damage import Item, careful_items, name_end
from t3data.records.document import find_rows
from t3data.records.grammar import SPACE, STRING, skip_space
from t3data.records.mapped import mapped, release
from t3data.records.record import Record, Span
from t3data.types import Place, Reject

_FIRST_WINDOW = 1 << 18
_GUESSES = 8
_GAP = re.compile(SPACE + rb"," + SPACE)
_FIRST_NAME = re.compile(rb"\{" + SPACE + rb"(" + STRING + rb")", re.DOTALL)
_RAWS = msgspec.json.Decoder(list[msgspec.Raw])
_CLOSE = ord("]")
_EXCERPT = 2000


def json_spans(path: str, rows_hint: int, window: int) -> Iterator[Span | Reject]:
    """Spans that together hold every row, and a reject for what is broken outside of rows."""
    with mapped(path) as data:
        rows = find_rows(path, data)
        position, row, size = rows.start, 0, min(_FIRST_WINDOW, window)
        named = name_end(data, position) is not None
        while position < len(data) and not rows.closing.match(data, position):
            found = None if named else _proved_cut(data, position, size, rows.plain)
            if found is None:
                stop, count, torn = _scanned_cut(data, position, rows.closing, window, rows_hint)
            else:
                (stop, count), torn = found, False
            yield Span(path, "json", row, position, stop)
            row += count
            release(data, position, stop)
            size = max(min(window, rows_hint * (stop - position) // count), 1 << 12)
            position = skip_space(data, stop)
            if torn:
                return
            if data[position : position + 1] == b",":
                position = skip_space(data, position + 1)
        if position >= len(data) and not rows.closing.match(data, position):
            detail = "the file ends before the list of rows is closed"
            yield Reject("truncated", Place(path, row, len(data)), detail=detail)


def json_records(span: Span) -> Iterator[Record | Reject]:
    """The rows of one span."""
    with mapped(span.path) as data:
        if name_end(data, span.start) is None:
            text = b"".join((b"[", memoryview(data)[span.start : span.stop], b"]"))
            raws = _sound_rows(text)
            if raws is not None:
                yield from _framed(span, raws, text)
                return
        for number, item in enumerate(careful_items(data, span.start, span.stop)):
            yield _one(data, Place(span.path, span.first_row + number, item.start), item)


def entry(data: bytes) -> tuple[str | None, bytes]:
    """Name and value of a row as it stands in the file; the name is None in arrays."""
    name = name_end(data, 0)
    if name is None:
        return None, data
    return msgspec.json.decode(name[0], type=str), data[name[1] :]


def _sound_rows(text: bytes) -> list[msgspec.Raw] | None:
    try:
        raws = _RAWS.decode(text)
        if not text.isascii():
            for raw in raws:
                str(memoryview(raw), "utf-8")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return raws


def _framed(span: Span, raws: list[msgspec.Raw], text: bytes) -> Iterator[Record]:
    position = 1
    row = span.first_row
    for raw in raws:
        view = memoryview(raw)
        length = len(view)
        yield Record(Place(span.path, row, span.start + position - 1), length, view)
        position += length
        gap = _GAP.match(text, position)
        position = gap.end() if gap else position
        row += 1


def _one(data: mmap.mmap, place: Place, item: Item) -> Record | Reject:
    if item.reason:
        shown = data[item.start : min(item.stop, item.start + _EXCERPT)]
        row = shown.decode("utf-8", "backslashreplace")
        return Reject(item.reason, place, detail=item.detail, row=row)
    text = data[item.start : item.stop]
    key, value = entry(text)
    return Record(place, len(text), value, key=key)


def _proved_cut(data: mmap.mmap, start: int, size: int, plain: bool) -> tuple[int, int] | None:
    """The end of a row, and how many rows end there; None where no guess can be proved."""
    end = min(start + size, len(data))
    window = bytearray(b"[")
    window += memoryview(data)[start:end]
    window += b"]"
    with memoryview(window) as view:
        for cut in _guesses(window, plain and end == len(data)):
            kept, window[cut] = window[cut], _CLOSE
            try:
                if count := len(_RAWS.decode(view[: cut + 1])):
                    return start + cut - 1, count
            except (msgspec.DecodeError, RecursionError):
                pass
            window[cut] = kept
    return None


def _guesses(window: bytearray, at_end: bool) -> Iterator[int]:
    """Places in `window` where a row may have ended, the most promising first."""
    if at_end and (last := len(window[:-1].rstrip(b" \t\r\n")) - 1) > 0 and window[last] == _CLOSE:
        yield last
    first = _FIRST_NAME.match(window, 1)
    for mark in (first.group(1), b"{") if first else (b"{", b"["):
        high = len(window)
        for _ in range(_GUESSES):
            high = window.rfind(mark, 1, high)
            if high < 0:
                break
            before = window[max(high - 64, 0) : high].rstrip(b" \t\r\n")
            if mark != b"{" and before.endswith(b"{"):
                before = before[:-1].rstrip(b" \t\r\n")
            if before.endswith(b","):
                comma = max(high - 64, 0) + len(before) - 1
                yield comma


def _scanned_cut(
    data: mmap.mmap, start: int, closing: re.Pattern[bytes], window: int, rows_hint: int
) -> tuple[int, int, bool]:
    """As `_proved_cut`, row by row; also whether the rows end there in a broken one."""
    count, stop, torn = 0, start, False
    for item in careful_items(data, start, len(data), closing):
        count += 1
        stop = item.stop
        torn = bool(item.reason) and stop >= len(data)
        if stop - start >= window or count >= rows_hint:
            break
    return stop, count, torn
