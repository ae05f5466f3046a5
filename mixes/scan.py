"""First phase: every row of every source is read once, judged, and noted in 64 bytes.

One task scans one span of a file; which rows are drawn is decided when all are known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache, partial
from itertools import repeat
from pathlib import Path

import msgspec
import numpy as np

from mixes.config import Part, Source
from mixes.content import hash_of
from mixes.filters.registry import FilterContext, further_filters, row_filters
from mixes.own_shards import OwnBatch, OwnShard, open_own
from mixes.plain import framed, proofs, prove
from mixes.rowtable import (
    NO_PART,
    NewRow,
    Places,
    SpanSummary,
    pack_rows,
    read_summary,
    write_span,
)
from mixes.shapes.read import read_row
from mixes.shapes.row import Refusal, Row, UnfitRowError
from mixes.shuffle import IMAGE, TEXT, VIDEO
from t3data.records import Record, Span, records
from t3data.rejects import to_line
from t3data.types import Place, Reject

_EXCERPT = 2000


@dataclass(frozen=True, slots=True)
class ScanTask:
    """Scans one span, or takes note of damage that belongs to no row."""

    span: Span | Reject
    file: int
    """Index of the file among all files of the mix."""
    source: Source
    prefixes: tuple[str, ...]
    """What stands before the ids of rows whose own ids clash, for every source."""
    parts: tuple[Part, ...]
    filters: FilterContext
    output: Path

    def run(self) -> SpanSummary:
        """Writes the span's file, unless an earlier run finished it, and returns its counts."""
        done = read_summary(self.output)
        if done is not None:
            return done
        scan = _Scan(self)
        if isinstance(self.span, Reject):
            scan.take(self.span, 0)
        else:
            scan.read(self.span)
        rows = pack_rows(scan.rows, self.file, scan.places, self.prefixes)
        write_span(self.output, scan.summary, bytes(scan.rejects), rows, bytes(scan.signatures))
        return scan.summary


class _Scan:
    """The growing content of one span's file."""

    def __init__(self, task: ScanTask) -> None:
        settings = task.filters.settings
        self.summary = SpanSummary()
        self.rejects = bytearray()
        self.rows: list[NewRow] = []
        self._offsets: list[int] = []
        self._rows: list[int] = []
        self._lengths: list[int] = []
        self.places = Places(self._offsets, self._rows, self._lengths)
        self.signatures = bytearray()
        self._task = task
        self._checks = row_filters(task.filters)
        self._limit = settings.max_tokens
        self._near = settings.near_duplicates is not None
        self._parts = task.parts if task.source.side == "t3" else ()
        self._quick = not (self._parts or self._near or further_filters(task.filters))

    def read(self, span: Span) -> None:
        """Goes through all rows of `span`, by the quickest way that its kind of file allows."""
        if span.kind in ("json", "jsonl"):
            frames = framed(span)
            if frames is not None:
                self._read_framed(span, *frames)
                return
        shard = open_own(span.path) if span.kind == "arrow" else None
        if shard is not None:
            self._read_own(span, shard)
            return
        for index, item in enumerate(records(span)):
            place = item.place
            self._note_place(place.byte or 0, place.row, getattr(item, "length", 0))
            self.take(item, index)

    def _read_framed(self, span: Span, raws: Sequence[bytes | msgspec.Raw], places: Places) -> None:
        self.places = places
        found = proofs(raws, self._limit) if self._quick else repeat(None)
        for index, (_, proof) in enumerate(zip(raws, found, strict=False)):
            if proof is not None:
                content, name, kind = proof
                self.rows.append((content, name, index, -1, 0, kind))
                continue
            for item in records(_one_row(span, places, index)):
                self.take(item, index)
        self.summary.read = len(raws)

    def _read_own(self, span: Span, shard: OwnShard) -> None:
        count = span.stop - span.start
        none = np.zeros(count, np.int64)
        self.places = Places(none, span.start + np.arange(count), none)
        for index, number in enumerate(range(span.start, span.stop)):
            batch, at = shard.find(number)
            try:
                row = batch.row(at)
            except UnfitRowError as error:
                self.summary.bad += 1
                self._refuse(_record(span, batch, number, at), error.refusal)
                continue
            proof = None
            if self._quick and not row.videos:
                proof = prove([(row.turns, row.images, row.id)], self._limit)[0]
            if proof is not None:
                content, name, kind = proof
                self.rows.append((content, name, index, -1, 0, kind))
            else:
                self._judge(partial(_record, span, batch, number, at), row, index)
        self.summary.read += count

    def take(self, item: Record | Reject, index: int) -> None:
        """Judges one row, whose place is the given one, and notes the outcome."""
        self.summary.read += 1
        if isinstance(item, Reject):
            self.summary.bad += 1
            self._reject(replace(item, source=self._task.source.name))
            return
        try:
            row = read_row(item)
        except UnfitRowError as error:
            self.summary.bad += 1
            self._refuse(item, error.refusal)
            return
        if row.id is None:
            row.id = item.key
        self._judge(lambda: item, row, index)

    def _judge(self, record: Callable[[], Record], row: Row, index: int) -> None:
        for check in self._checks:
            refusal = check(row)
            if refusal is not None:
                self._refuse(record(), refusal)
                return
        content = hash_of(
            [(turn.speaker, turn.value) for turn in row.turns], row.images, row.videos
        )
        part = part_of(row, self._parts) if self._parts else 0
        kind = VIDEO if row.videos else IMAGE if row.images else TEXT
        self.rows.append((content, row.id, index, row.n_tokens, part, kind))
        if self._near:
            from mixes.filters.near_duplicates import signature

            self.signatures += signature(row).tobytes()

    def _note_place(self, offset: int, row: int, length: int) -> None:
        self._offsets.append(offset)
        self._rows.append(row)
        self._lengths.append(length)

    def _refuse(self, item: Record, refusal: Refusal) -> None:
        name = self._task.source.name
        self._reject(Reject(refusal.reason, item.place, name, refusal.detail, shown(item)))

    def _reject(self, reject: Reject) -> None:
        self.summary.reject(reject.reason)
        self.rejects += to_line(reject)


def _one_row(span: Span, places: Places, index: int) -> Span:
    """The span of a single row, whose reader also says what is wrong with it."""
    start, length = int(places.offsets[index]), int(places.lengths[index])
    return Span(span.path, span.kind, int(places.rows[index]), start, start + length)


def _record(span: Span, batch: OwnBatch, number: int, at: int) -> Record:
    """A row of one of our shards the way other readers give it."""
    value = batch.batch.slice(at, 1).to_pylist()[0]
    return Record(Place(span.path, number), 0, None, value)


def shown(record: Record) -> str:
    """The beginning of a row, for `rejects.jsonl`."""
    if record.raw is not None:
        return bytes(record.raw[: 4 * _EXCERPT]).decode("utf-8", "backslashreplace")
    return msgspec.json.encode(record.value, enc_hook=str).decode()


class _Scale(msgspec.Struct):
    scale: int = 1


def part_of(row: Row, parts: tuple[Part, ...]) -> int:
    """The index of the first part that the row belongs to, or NO_PART."""
    try:
        scale = msgspec.json.decode(row.meta, type=_Scale).scale
    except msgspec.DecodeError:
        scale = 1
    return _part_of(row.task, scale, parts)


@cache
def _part_of(task: str, scale: int, parts: tuple[Part, ...]) -> int:
    for index, part in enumerate(parts):
        wanted = any(fnmatchcase(task, pattern) for pattern in part.tasks)
        if wanted and (not part.scales or scale in part.scales):
            return index
    return NO_PART
