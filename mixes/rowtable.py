"""The table of eligible rows: 56 bytes a row on disk, mapped into memory, never loaded.

Scanning a span writes one file of it; the files are then put end to end in source order.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from t3data.errors import T3Error
from t3data.files import temporary_beside

ROW = np.dtype(
    [
        ("hash", "<u8", (2,)),
        ("id", "<u8"),
        ("offset", "<u8"),
        ("row", "<u8"),
        ("length", "<u4"),
        ("tokens", "<i4"),
        ("file", "<u4"),
        ("part", "<u2"),
        ("kind", "u1"),
        ("foreign", "u1"),
    ]
)
"""`hash`: of the content. `id`: hash of the id, 0 without one. `offset`, `length`: of the row's
JSON in its file, 0 in columnar files. `foreign`: the id begins with a source's name and a slash."""
NO_PART = 2**16 - 1

Rows = NDArray[Any]


@dataclass(slots=True)
class Places:
    """Where rows stand in their file: three columns of equal length."""

    offsets: list[int] | NDArray[np.int64]
    rows: list[int] | NDArray[np.int64]
    lengths: list[int] | NDArray[np.int64]


NewRow = tuple[bytes, str | None, int, int, int, int]
"""Content hash, id, index among `Places`, tokens, part, kind."""


def pack_rows(new: Sequence[NewRow], file: int, places: Places, prefixes: tuple[str, ...]) -> bytes:
    """Rows of one file as they stand in the table.

    Args:
        new: the rows.
        file: index of their file.
        places: where all rows of the span stand.
        prefixes: what `foreign` ids begin with.
    """
    rows = np.zeros(len(new), ROW)
    if not new:
        return b""
    hashes, names, indexes, tokens, parts, kinds = zip(*new, strict=True)
    at = np.array(indexes, np.int64)
    rows["hash"] = np.frombuffer(b"".join(hashes), "<u8").reshape(-1, 2)
    rows["id"] = [xxh3_64_intdigest(name.encode()) if name else 0 for name in names]
    rows["foreign"] = [
        name is not None and "/" in name and name.startswith(prefixes) for name in names
    ]
    rows["offset"] = np.asarray(places.offsets)[at]
    rows["row"] = np.asarray(places.rows)[at]
    rows["length"] = np.asarray(places.lengths)[at]
    rows["tokens"], rows["part"], rows["kind"] = tokens, parts, kinds
    rows["file"] = file
    return rows.tobytes()


@dataclass(slots=True)
class SpanSummary:
    """The counts of one scanned span."""

    read: int = 0
    bad: int = 0
    """Rows that could not be understood at all."""
    rejected: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    rejects_bytes: int = 0
    signatures: int = 0

    def reject(self, reason: str) -> None:
        """Counts one rejected row."""
        self.rejected[reason] = self.rejected.get(reason, 0) + 1


def write_span(
    path: Path, summary: SpanSummary, rejects: bytes, rows: bytes, signatures: bytes
) -> None:
    """Writes one span's file and gives it its name when it is whole.

    No fsync: after a loss of power the sizes in its head tell whether the file is whole.
    """
    summary.rejects_bytes = len(rejects)
    summary.rows = len(rows) // ROW.itemsize
    summary.signatures = len(signatures)
    head = {name: getattr(summary, name) for name in SpanSummary.__slots__}
    temporary = temporary_beside(path)
    try:
        with disk_errors(path), temporary.open("wb") as stream:
            stream.writelines((json.dumps(head).encode(), b"\n", rejects, rows, signatures))
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turns a full disk or a missing permission into one line about `path`."""
    try:
        yield
    except OSError as error:
        raise T3Error(f"{path}: cannot write: {error.strerror or error}") from error


def read_summary(path: Path) -> SpanSummary | None:
    """The counts of a finished span; None when it is not there or not whole."""
    try:
        with path.open("rb") as stream:
            line = stream.readline()
            summary = SpanSummary(**json.loads(line))
            size = os.fstat(stream.fileno()).st_size
    except (OSError, ValueError, TypeError):
        return None
    return summary if size == len(line) + _body(summary) else None


def join_spans(paths: Iterable[Path], rows: Path, signatures: Path, rejects: Path) -> None:
    """Puts the three parts of all spans end to end, in the order given."""
    with (
        disk_errors(rows),
        rows.open("wb") as row_stream,
        signatures.open("wb") as signature_stream,
        rejects.open("wb") as reject_stream,
    ):
        for path in paths:
            summary = read_summary(path)
            assert summary is not None, path
            with path.open("rb") as stream:
                stream.readline()
                reject_stream.write(stream.read(summary.rejects_bytes))
                row_stream.write(stream.read(summary.rows * ROW.itemsize))
                signature_stream.write(stream.read(summary.signatures))


def open_rows(path: Path) -> Rows:
    """The table, mapped from disk for reading."""
    return np.memmap(path, ROW, mode="r") if path.stat().st_size else np.empty(0, ROW)


def _body(summary: SpanSummary) -> int:
    return summary.rejects_bytes + summary.rows * ROW.itemsize + summary.signatures
