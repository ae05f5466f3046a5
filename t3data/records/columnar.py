"""Parquet and Arrow IPC (stream or file) through pyarrow, batch by batch.

Spans are whole row groups or record batches, because nothing smaller can be read on its own.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

import pyarrow as pa
import pyarrow.parquet as pq

from t3data.errors import T3Error
from t3data.records.record import Record, Span
from t3data.types import Place

_ROWS_AT_ONCE = 1000
_FETCHED_AT_ONCE = 10_000
_FILE_MAGIC = b"ARROW1"


def columnar_spans(path: str, kind: str, rows_hint: int) -> Iterator[Span]:
    """Spans of whole row groups or batches, about `rows_hint` rows each."""
    start = stop = 0
    with _readable(path):
        for size in _sizes(path, kind):
            if stop > start and stop + size - start > rows_hint:
                yield _span(path, kind, start, stop)
                start = stop
            stop += size
    if stop > start:
        yield _span(path, kind, start, stop)


def columnar_records(span: Span) -> Iterator[Record]:
    """The rows of one span."""
    row = span.start
    with _readable(span.path):
        for batch in _batches(span.path, span.kind, span.start, span.stop):
            for offset in range(0, batch.num_rows, _ROWS_AT_ONCE):
                for value in batch.slice(offset, _ROWS_AT_ONCE).to_pylist():
                    yield Record(Place(span.path, row), 0, None, value)
                    row += 1


def columnar_fetch(path: str, kind: str, rows: Sequence[int]) -> Iterator[Record]:
    """The given rows in the given order; each batch is read once per 10,000 of them."""
    asked = iter(rows)
    with _readable(path):
        while wanted := list(islice(asked, _FETCHED_AT_ONCE)):
            table = _taken(path, kind, sorted(set(wanted)))
            position = {row: index for index, row in enumerate(sorted(set(wanted)))}
            for offset in range(0, len(wanted), _ROWS_AT_ONCE):
                some = wanted[offset : offset + _ROWS_AT_ONCE]
                values = table.take([position[row] for row in some]).to_pylist()
                for row, value in zip(some, values, strict=True):
                    yield Record(Place(path, row), 0, None, value)


def _span(path: str, kind: str, start: int, stop: int) -> Span:
    return Span(path, "parquet" if kind == "parquet" else "arrow", start, start, stop)


@contextmanager
def _readable(path: str) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        told = str(error).partition("\n")[0]
        raise T3Error(f"{path}: cut short or not readable: {told}; fetch the file again") from error


def _sizes(path: str, kind: str) -> Iterator[int]:
    if kind == "parquet":
        with pq.ParquetFile(path) as file:
            yield from (file.metadata.row_group(i).num_rows for i in range(file.num_row_groups))
    else:
        yield from (batch.num_rows for batch in _arrow_batches(path))


def _batches(path: str, kind: str, start: int, stop: int) -> Iterator[pa.RecordBatch]:
    """The rows [start, stop), which begin and end with row groups or batches."""
    if kind == "parquet":
        with pq.ParquetFile(path) as file:
            first = 0
            for group in range(file.num_row_groups):
                if start <= first < stop:
                    yield from file.iter_batches(_ROWS_AT_ONCE, row_groups=[group])
                first += file.metadata.row_group(group).num_rows
        return
    first = 0
    for batch in _arrow_batches(path):
        if start <= first < stop:
            yield batch
        first += batch.num_rows
        if first >= stop:
            return


def _arrow_batches(path: str) -> Iterator[pa.RecordBatch]:
    with pa.memory_map(path) as source:
        if source.read(len(_FILE_MAGIC)) == _FILE_MAGIC:
            reader = pa.ipc.open_file(source)
            yield from (reader.get_batch(i) for i in range(reader.num_record_batches))
        else:
            source.seek(0)
            with pa.ipc.open_stream(source) as stream:
                yield from stream


def _taken(path: str, kind: str, rows: list[int]) -> pa.Table:
    """The given rows, in ascending order."""
    pieces: list[pa.Table] = []
    first = index = 0
    for batch in _batches(path, kind, 0, rows[-1] + 1):
        inside = []
        while index < len(rows) and rows[index] < first + batch.num_rows:
            inside.append(rows[index] - first)
            index += 1
        if inside:
            pieces.append(pa.Table.from_batches([batch]).take(inside))
        first += batch.num_rows
    return pa.concat_tables(pieces)
