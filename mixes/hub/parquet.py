"""Arrow shards to Parquet and back, a batch at a time.

Plain `string` and `list<string>`, no `huggingface` metadata: what datasets 2.16 to 5.x all read.
The bytes depend on the rows and the version of pyarrow alone. A row group ends after 10,000 rows
or 16 MB of them, so that neither writing nor reading ever holds more.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import pyarrow as pa

from t3data.errors import T3Error
from t3data.files import atomic_write
from t3data.shards import SCHEMA, example_of
from t3data.types import Example

_GROUP_ROWS = 10_000
_GROUP_BYTES = 16 << 20
_FILE_BYTES = 256 << 20
"""Of rows in memory, behind which a source gets another file: what a broken upload loses."""


class ParquetFile:
    """One file that is written row group by row group, and is there when all is well."""

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet as pq

        self.path = path
        self.rows = 0
        self.size = 0
        """Bytes of rows in memory."""
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = self._waiting_bytes = 0
        with ExitStack() as stack:
            stream: IO[bytes] = stack.enter_context(atomic_write(path))
            self._writer = pq.ParquetWriter(
                stream,
                SCHEMA,
                version="2.6",
                compression="zstd",
                compression_level=3,
                write_statistics=["id", "source", "task", "n_tokens"],
            )
            self._stack = stack.pop_all()

    def add(self, batch: pa.RecordBatch) -> None:
        """Takes rows; they are written when a row group is full."""
        self.rows += batch.num_rows
        self.size += batch.nbytes
        self._waiting.append(batch)
        self._waiting_rows += batch.num_rows
        self._waiting_bytes += batch.nbytes
        if self._waiting_rows >= _GROUP_ROWS or self._waiting_bytes >= _GROUP_BYTES:
            self._write()

    def _write(self) -> None:
        if self._waiting:
            table = pa.Table.from_batches(self._waiting).combine_chunks()
            self._writer.write_table(table, row_group_size=max(table.num_rows, 1))
        self._waiting = []
        self._waiting_rows = self._waiting_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._write()
                self._writer.close()
        except BaseException as failed:
            self._give_up()
            self._stack.__exit__(type(failed), failed, failed.__traceback__)
            raise
        self._give_up()
        self._stack.__exit__(kind, error, trace)

    def _give_up(self) -> None:
        # Else the writer tries to close itself when it is collected, behind its closed file.
        self._writer.is_open = False


class SourceFiles:
    """The rows of one source, in order, in as many files as they need."""

    def __init__(self, name_of: Callable[[int], Path]) -> None:
        self._name_of = name_of
        self._open: ParquetFile | None = None
        self.written: list[tuple[Path, int]] = []
        """Paths and rows of what is finished."""

    def add(self, batch: pa.RecordBatch) -> None:
        """Takes rows of the source."""
        if self._open is not None and self._open.size >= _FILE_BYTES:
            self.close()
        if self._open is None:
            self._open = ParquetFile(self._name_of(len(self.written)))
        self._open.add(batch)

    def close(self) -> None:
        """Finishes the file that is being written."""
        if self._open is not None:
            self._open.__exit__(None, None, None)
            self.written.append((self._open.path, self._open.rows))
            self._open = None

    def drop(self, error: BaseException) -> None:
        """Removes the file that is being written."""
        if self._open is not None:
            self._open.__exit__(type(error), error, error.__traceback__)
            self._open = None


def read_parquet(path: Path, name: str) -> Iterator[Example]:
    """The rows of a published Parquet file; `name` is what errors call it.

    Raises:
        T3Error: it cannot be read, or holds other columns.
    """
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            if file.schema_arrow.names != SCHEMA.names:
                raise T3Error(f"{name}: not the columns of a mix: {file.schema_arrow.names}")
            for batch in file.iter_batches(batch_size=1000):
                yield from map(example_of, batch.to_pylist())
    except (pa.ArrowException, OSError, TypeError, KeyError) as error:
        reason = str(error).partition("\n")[0]
        raise T3Error(f"{name}: not readable Parquet of a mix: {reason}") from error
