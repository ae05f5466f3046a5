"""The natural pieces of columnar files: row groups of Parquet, record batches of Arrow.

Raw bytes (pictures inside of rows, as the Hub stores them) are never read: they would cost a
hundred times the text, and a row is known by its other columns.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pyarrow as pa
import pyarrow.parquet as pq

from t3data.records.record import Kind

_ROWS_AT_ONCE = 1000
_FILE_MAGIC = b"ARROW1"
_END_OF_STREAM = b"\xff\xff\xff\xff\0\0\0\0"


@dataclass(frozen=True, slots=True)
class Group:
    """One piece; `read` works until the next piece is asked for."""

    rows: int
    read: Callable[[], Iterator[pa.RecordBatch]]


def groups(path: str, kind: Kind) -> Iterator[Group]:
    """The pieces of a file in order; going through them reads next to nothing.

    Raises:
        pyarrow.ArrowException, OSError: the file is cut short or no such file.
    """
    return _row_groups(path) if kind == "parquet" else _record_batches(path)


def _row_groups(path: str) -> Iterator[Group]:
    with pq.ParquetFile(path) as file:
        columns = _columns_without_bytes(file)
        for number in range(file.num_row_groups):
            read = partial(file.iter_batches, _ROWS_AT_ONCE, [number], columns)
            yield Group(file.metadata.row_group(number).num_rows, read)


def _columns_without_bytes(file: pq.ParquetFile) -> list[str] | None:
    columns = [file.schema.column(i) for i in range(len(file.schema))]
    kept = [
        column.path
        for column in columns
        if not (column.physical_type.endswith("BYTE_ARRAY") and column.logical_type.type == "NONE")
    ]
    return None if len(kept) == len(columns) else kept


def _record_batches(path: str) -> Iterator[Group]:
    with pa.memory_map(path) as source:
        if source.read(len(_FILE_MAGIC)) == _FILE_MAGIC:
            reader = pa.ipc.open_file(source)
            batches = (reader.get_batch(i) for i in range(reader.num_record_batches))
        else:
            # A stream that was cut between two batches reads like a shorter one.
            source.seek(max(source.size() - len(_END_OF_STREAM), 0))
            if source.read() != _END_OF_STREAM:
                raise pa.ArrowInvalid("the end-of-stream mark is missing")
            source.seek(0)
            batches = iter(pa.ipc.open_stream(source))
        for batch in batches:
            yield Group(batch.num_rows, partial(_text_of, batch))


def _text_of(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    if not any(_holds_bytes(field.type) for field in batch.schema):
        yield batch
        return
    kept = {
        name: _stripped(column)
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
        if not _is_bytes(column.type)
    }
    yield pa.RecordBatch.from_pydict(kept)


def _stripped(array: pa.Array) -> pa.Array:
    """`array` without the binary members of its structs."""
    kind = array.type
    if not _holds_bytes(kind):
        return array
    if pa.types.is_struct(kind):
        names = [kind.field(i).name for i in range(kind.num_fields)]
        kept = [name for name in names if not _is_bytes(kind.field(name).type)]
        members = [_stripped(array.field(name)) for name in kept]
        return pa.StructArray.from_arrays(members, kept, mask=array.is_null())
    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)) or _is_bytes(kind.value_type):
        return pa.nulls(len(array))
    mask = array.is_null() if array.null_count else None
    return type(array).from_arrays(array.offsets, _stripped(array.values), mask=mask)


def _holds_bytes(kind: pa.DataType) -> bool:
    if pa.types.is_nested(kind):
        return any(_holds_bytes(kind.field(i).type) for i in range(kind.num_fields))
    return _is_bytes(kind)


def _is_bytes(kind: pa.DataType) -> bool:
    tests = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary)
    return any(test(kind) for test in tests)
