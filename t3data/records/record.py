"""The two things that travel: a span of a file, the unit of work, and a record, one row of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import msgspec

from t3data.types import Place

T = TypeVar("T")
Kind = Literal["json", "jsonl", "parquet", "arrow"]


@dataclass(frozen=True, slots=True)
class Span:
    """A bounded piece of one file. Small, picklable, and enough to read its rows anywhere."""

    path: str
    kind: Kind
    first_row: int
    """Row number of the span's first row; in JSONL the number of its first line, from 0."""
    start: int
    """Bytes for json and jsonl, rows for parquet and arrow. Half-open: [start, stop)."""
    stop: int


@dataclass(slots=True)
class Record:
    """One row, not yet decoded.

    `place.byte` and `length` frame the row in its file, so that `RecordFile.fetch` finds it again;
    both are None and 0 in columnar files.
    """

    place: Place
    length: int
    raw: bytes | memoryview | None
    """JSON text. A view keeps its whole window in memory: decode it, do not store it."""
    value: Mapping[str, Any] | None = None
    """The row as Python objects, for columnar files."""
    key: str | None = None
    """The name of the row, where the document is an object `{name: row, ...}`."""

    def decode(self, type: type[T]) -> T:
        """The row as a `type`: a msgspec Struct, dict, ...

        A null of a columnar file means that the field is absent, because there every row carries
        every column.

        Raises:
            msgspec.ValidationError: a field has another type, or is missing.
            msgspec.DecodeError: the row is not JSON.
            UnicodeError: the row is not UTF-8.
        """
        if self.raw is not None:
            return msgspec.json.decode(self.raw, type=type)
        given = {name: value for name, value in (self.value or {}).items() if value is not None}
        return msgspec.convert(given, type)
