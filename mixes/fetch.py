"""Rows by their places, each file read by the quickest way that it allows."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar, cast

import msgspec
import numpy as np

from mixes.own_shards import open_own
from mixes.plain import AnnotatedRow, PlainRow, decode
from mixes.rowtable import Rows
from mixes.shapes.read import read_row
from mixes.shapes.row import Row, UnfitRowError, Utterance
from t3data.errors import T3Error
from t3data.records import Record, RecordFile

_OPEN_FILES = 100
"""With more files than this, each is opened for every row: many systems allow 1,024 at once."""
Place = tuple[int, int]
"""Byte and length of a row in text files, row number and 0 in columnar ones."""
Item = TypeVar("Item")
Read = Callable[[RecordFile, Sequence[Place]], Iterator[Item]]


def fetch_rows(files: Sequence[RecordFile], entries: Rows) -> Iterator[Row]:
    """The rows of `entries`, in order. Each file is read by one iterator of its own.

    Raises:
        T3Error: a file is not what it was when it was scanned.
    """
    return _in_order(entries, _streams(files, entries, _rows))


def fetch_records(files: Sequence[RecordFile], entries: Rows) -> Iterator[Record]:
    """The records of `entries`, in order."""
    return _in_order(entries, _streams(files, entries, RecordFile.fetch))


def _streams(
    files: Sequence[RecordFile],
    entries: Rows,
    read: Read[Item],
) -> dict[int, Iterator[Item]]:
    """For each file its rows, in the order in which `entries` names them."""
    used: list[int] = np.unique(entries["file"]).tolist()
    streams: dict[int, Iterator[Item]] = {}
    for number in used:
        file = files[number]
        mine = entries[entries["file"] == number]
        text = file.kind in ("json", "jsonl")
        at = mine["offset" if text else "row"].tolist()
        places = list(zip(at, mine["length"].tolist(), strict=True))
        if text and len(used) > _OPEN_FILES:
            streams[number] = _one_by_one(read, file, places)
        else:
            streams[number] = read(file, places)
    return streams


def _one_by_one(read: Read[Item], file: RecordFile, places: Sequence[Place]) -> Iterator[Item]:
    """Lets go of the file after every row."""
    for place in places:
        yield next(read(file, [place]))


def _in_order(entries: Rows, streams: dict[int, Iterator[Item]]) -> Iterator[Item]:
    for file in entries["file"].tolist():
        yield next(streams[file])


def _rows(file: RecordFile, places: Sequence[Place]) -> Iterator[Row]:
    if file.kind in ("json", "jsonl"):
        return _text_rows(file, places)
    shard = open_own(file.path) if file.kind == "arrow" else None
    if shard is not None:
        return shard.rows([row for row, _ in places])
    return map(_reread, file.fetch(places))


def _text_rows(file: RecordFile, places: Sequence[Place]) -> Iterator[Row]:
    with Path(file.path).open("rb") as stream:
        descriptor = stream.fileno()
        for byte, length in places:
            # Rows lie far apart: reading each costs less than a page fault on a mapping.
            try:
                yield _from_plain(decode(os.pread(descriptor, length, byte)))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                yield _reread(next(file.fetch([(byte, length)])))


def _from_plain(row: PlainRow | AnnotatedRow) -> Row:
    image, name = row.image, row.id
    return Row(
        # Plain turns have the attributes of the others.
        cast("list[Utterance]", row.conversations),
        () if image is None or image == "" else (image,) if isinstance(image, str) else image,
        (),
        None if name is None or name == "" else str(name),
    )


def _reread(record: Record) -> Row:
    try:
        row = read_row(record)
    except UnfitRowError as error:
        raise T3Error(
            f"{record.place.file}: the file has changed while it was being read ({error})"
        ) from None
    if row.id is None:
        row.id = record.key
    return row
