"""Files of any of the four kinds behind one face: spans to divide work, records, random access."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from t3data.errors import T3Error
from t3data.records.json_rows import entry, json_records, json_spans
from t3data.records.lines import line_records, line_spans
from t3data.records.mapped import mapped
from t3data.records.recognise import ABOUT_DATA, kind_of
from t3data.records.record import Kind, Record, Span
from t3data.types import Place, Reject

_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson", ".parquet", ".arrow", ".feather"})
_ROWS_PER_SPAN = 20_000
_BYTES_PER_SPAN = 8 << 20


@dataclass(frozen=True, slots=True)
class RecordFile:
    """One file of rows."""

    path: str
    kind: Kind

    def spans(
        self, rows_per_span_hint: int = _ROWS_PER_SPAN, bytes_per_span: int = _BYTES_PER_SPAN
    ) -> Iterator[Span | Reject]:
        """Pieces that together hold every row, in file order, found without decoding rows.

        A Reject stands for damage that belongs to no row, such as an array that is never closed.

        Raises:
            T3Error: the file holds no list of rows, or a columnar file is cut short.
        """
        if self.kind == "json":
            return json_spans(self.path, rows_per_span_hint, bytes_per_span)
        if self.kind == "jsonl":
            return line_spans(self.path, bytes_per_span)
        from t3data.records.columnar import columnar_spans

        return columnar_spans(self.path, self.kind, rows_per_span_hint)

    def records(self, span: Span) -> Iterator[Record | Reject]:
        """The rows of one of this file's spans."""
        return records(span)

    def rows(self) -> Iterator[Record | Reject]:
        """All rows, in file order."""
        for span in self.spans():
            if isinstance(span, Reject):
                yield span
            else:
                yield from records(span)

    def fetch(self, places: Sequence[tuple[int, int]]) -> Iterator[Record]:
        """Rows by (`place.byte`, `length`), or (`place.row`, 0) in columnar files, in that order.

        A fetched row of a text file has the row number -1: its byte says where it is.

        Raises:
            T3Error: the file is gone, or shorter than a place asks for.
        """
        if self.kind in ("json", "jsonl"):
            return _fetch_text(self.path, places)
        from t3data.records.columnar import columnar_fetch

        return columnar_fetch(self.path, self.kind, [row for row, _ in places])


def records(span: Span) -> Iterator[Record | Reject]:
    """The rows of `span`: a Record for each good one, a Reject for each bad one.

    Needs nothing but the span and the file, so that any process can do it.

    Raises:
        T3Error: the file is gone or has become unreadable.
    """
    if span.kind == "json":
        return json_records(span)
    if span.kind == "jsonl":
        return line_records(span)
    from t3data.records.columnar import columnar_records

    return columnar_records(span)


def open_files(paths: Sequence[str | Path]) -> list[RecordFile]:
    """The files at `paths`; a directory stands for the data files below it, by name.

    In a directory hidden files, files about the data (dataset_info.json, manifest.json, ...) and
    files of another suffix that hold no rows are passed over.

    Raises:
        T3Error: a file is missing, empty, or holds no rows; a directory holds no data.
    """
    found: list[RecordFile] = []
    for path in map(Path, paths):
        if path.is_dir():
            below = list(_below(path))
            if not below:
                raise T3Error(f"{path}: no JSON, JSONL, Parquet or Arrow file in this directory")
            found += below
        else:
            found.append(RecordFile(str(path), kind_of(path)))
    return found


def _below(directory: Path) -> Iterator[RecordFile]:
    for path in sorted(directory.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(directory).parts)
        if hidden or path.name in ABOUT_DATA or not path.is_file():
            continue
        try:
            yield RecordFile(str(path), kind_of(path))
        except T3Error:
            if path.suffix.lower() in _SUFFIXES:
                raise


def _fetch_text(path: str, places: Sequence[tuple[int, int]]) -> Iterator[Record]:
    with mapped(path) as data:
        for byte, length in places:
            text = data[byte : byte + length]
            if len(text) != length:
                raise T3Error(f"{path}: byte {byte}: the file has changed since it was indexed")
            key, value = entry(text)
            yield Record(Place(path, -1, byte), length, value, key=key)
