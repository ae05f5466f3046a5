"""JSONL: one row per line. A row's number is its line number from 0, blank lines counted."""

from collections.abc import Iterator

from t3data.records.diagnosis import diagnose
from t3data.records.document import BOM
from t3data.records.mapped import mapped, release
from t3data.records.record import Record, Span
from t3data.types import Place, Reject

_EXCERPT = 2000
_BLANK = b" \t\r\n"


def line_spans(path: str, window: int) -> Iterator[Span]:
    """Spans that end behind a line feed; a line longer than `window` has one of its own."""
    with mapped(path) as data:
        start, row, size = len(BOM) if data[:3] == BOM else 0, 0, len(data)
        while start < size:
            stop = data.rfind(b"\n", start, start + window) + 1
            if stop <= 0 and start + window < size:
                stop = data.find(b"\n", start + window) + 1
            if stop <= 0 or size - start <= window:
                stop = size
            yield Span(path, "jsonl", row, start, stop)
            row += data[start:stop].count(b"\n")
            release(data, start, stop)
            start = stop


def line_records(span: Span) -> Iterator[Record | Reject]:
    """The rows of one span."""
    with mapped(span.path) as data:
        text = data[span.start : span.stop]
        at_end = span.stop == len(data)
    start, row = 0, span.first_row
    while start < len(text):
        feed = text.find(b"\n", start)
        stop = feed if feed >= 0 else len(text)
        line = text[start:stop].strip(_BLANK)
        if line:
            byte = span.start + text.find(line[:1], start)
            place = Place(span.path, row, byte)
            problem = diagnose(line, at_end and feed < 0)
            if problem is None:
                yield Record(place, len(line), line)
            else:
                reason, detail = problem
                shown = line[:_EXCERPT].decode("utf-8", "backslashreplace")
                yield Reject(reason, place, detail=detail, row=shown)
        start = stop + 1
        row += 1
