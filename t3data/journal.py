"""Records in a JSONL file that is both log and state: what is in it need not be asked again.

One system call a line, so that a process may be killed at any moment; a last line without its end
is cut off when the file is opened. A record that comes again replaces the earlier one.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

import msgspec

from t3data.appended import AppendedLines
from t3data.errors import T3Error
from t3data.files import atomic_write

Record = TypeVar("Record")


class Journal(Generic[Record]):
    """A file of records of one type, each known by its key; a context manager.

    The caller holds the directory's lock.

    Attributes:
        records: What the file holds, the latest of each key.
    """

    def __init__(self, path: Path, kind: type[Record], key: Callable[[Record], str]) -> None:
        """Names the file; it is read, and created if need be, by `with`."""
        self.path = path
        self.records: dict[str, Record] = {}
        self._kind = kind
        self._key = key
        self._lines = AppendedLines(path)

    def __enter__(self) -> Self:
        self._lines.open(self._take)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lines.close()

    def add(self, record: Record) -> None:
        """Writes a record at the end of the file.

        Raises:
            T3Error: the file cannot be written, as when the disk is full.
        """
        self._lines.append(msgspec.json.encode(record) + b"\n")
        self.records[self._key(record)] = record

    def _take(self, line: bytes, start: int) -> None:
        record = _decoded(line, self._kind)
        if record is not None:
            self.records[self._key(record)] = record


def read_records(path: Path, kind: type[Record], key: Callable[[Record], str]) -> list[Record]:
    """The records of a file that nobody writes to, the latest of each key.

    Raises:
        T3Error: it cannot be read.
    """
    found: dict[str, Record] = {}
    try:
        with path.open("rb") as stream:
            for line in stream:
                record = _decoded(line, kind)
                if record is not None:
                    found[key(record)] = record
    except OSError as error:
        raise T3Error(f"{path}: cannot read: {error.strerror or error}") from error
    return list(found.values())


def rewrite(path: Path, records: Iterable[Record]) -> None:
    """Replaces a closed file, so that the same answers are the same bytes in whatever order."""
    with atomic_write(path) as stream:
        for record in records:
            stream.write(msgspec.json.encode(record) + b"\n")


def _decoded(line: bytes, kind: type[Record]) -> Record | None:
    """None for a damaged line: what it said is simply asked again."""
    try:
        return msgspec.json.decode(line, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
