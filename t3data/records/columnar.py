"""Rows of Parquet and Arrow IPC files, in bounded memory.

Spans are whole row groups or record batches, because nothing smaller can be read on its own.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

import pyarrow as pa

from t3data.errors import T3Error
from t3data.records.groups import groups
from t3data.records.record import Kind, Record, Span
from t3data.types import Place

_ROWS_AT_ONCE = 1000
_FETCHED_AT_ONCE = 10_000


def columnar_spans(path: str, kind: Kind, rows_hint: int) -> Iterator[Span]:
    """Spans of whole row groups or batches, about `rows_hint` rows each."""
    start = stop = 0
    with _readable(path):
        for group in groups(path, kind):
            if stop > start and stop + group.rows - start > rows_hint:
                yield Span(path, kind, start, start, stop)
                start = stop
            stop += group.rows
    if stop > start:
        yield Span(path, kind, start, start, stop)


def columnar_records(span: Span) -> Iterator[Record]:
    """The rows of one span."""
    first = 0
    with _readable(span.path):
        for group in groups(span.path, span.kind):
            if first >= span.stop:
                return
            if first >= span.start:
                row = first
                for batch in group.read():
                    for offset in range(0, batch.num_rows, _ROWS_AT_ONCE):
                        for value in batch.slice(offset, _ROWS_AT_ONCE).to_pylist():
                            yield Record(Place(span.path, row), 0, None, value)
                            row += 1
            first += group.rows


def columnar_fetch(path: str, kind: Kind, rows: Sequence[int]) -> Iterator[Record]:
    """The given rows in the given order; the file is gone through once per 10,000 of them.

    Raises:
        T3Error: the file has fewer rows than that.
    """
    asked = iter(rows)
    with _readable(path):
        while wanted := list(islice(asked, _FETCHED_AT_ONCE)):
            ascending = sorted(set(wanted))
            table = _taken(path, kind, ascending)
            index = {row: i for i, row in enumerate(ascending)}
            for offset in range(0, len(wanted), _ROWS_AT_ONCE):
                some = wanted[offset : offset + _ROWS_AT_ONCE]
                values = table.take([index[row] for row in some]).to_pylist()
                for row, value in zip(some, values, strict=True):
                    yield Record(Place(path, row), 0, None, value)


def _taken(path: str, kind: Kind, rows: list[int]) -> pa.Table:
    """The given rows, in ascending order; groups that hold none of them are not read."""
    pieces: list[pa.Table] = []
    first = done = 0
    for group in groups(path, kind):
        last = done
        while last < len(rows) and rows[last] < first + group.rows:
            last += 1
        if last > done:
            part = pa.Table.from_batches(group.read())
            pieces.append(part.take([row - first for row in rows[done:last]]))
        first, done = first + group.rows, last
        if done == len(rows):
            return pa.concat_tables(pieces)
    raise T3Error(f"{path}: row {rows[-1]}: the file has changed since it was indexed")


@contextmanager
def _readable(path: str) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        told = str(error).partition("\n")[0]
        raise T3Error(f"{path}: cut short or not readable: {told}; fetch the file again") from error
