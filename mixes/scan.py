"""First phase: every row of every source is read once, judged, and noted in 64 bytes.

One task scans one span of a file; which rows are drawn is decided when all are known.
"""

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import msgspec
from xxhash import xxh3_64_intdigest

from mixes.config import Part, Source
from mixes.content import content_hash
from mixes.filters.registry import FilterContext, row_filters
from mixes.rowtable import NO_PART, PACKER, SpanSummary, read_summary, write_span
from mixes.shapes.read import read_row
from mixes.shapes.row import Refusal, Row, UnfitRowError
from mixes.shuffle import IMAGE, TEXT, VIDEO
from t3data.records import Record, Span, records
from t3data.rejects import to_line
from t3data.types import Reject

_EXCERPT = 2000


@dataclass(frozen=True, slots=True)
class ScanTask:
    """Scans one span, or takes note of damage that belongs to no row."""

    span: Span | Reject
    file: int
    """Index of the file among all files of the mix."""
    source: Source
    parts: tuple[Part, ...]
    filters: FilterContext
    output: Path

    def run(self) -> SpanSummary:
        """Writes the span's file, unless an earlier run finished it, and returns its counts."""
        done = read_summary(self.output)
        if done is not None:
            return done
        items = [self.span] if isinstance(self.span, Reject) else records(self.span)
        scan = _Scan(self)
        for item in items:
            scan.take(item)
        write_span(
            self.output, scan.summary, bytes(scan.rejects), bytes(scan.rows), bytes(scan.signatures)
        )
        return scan.summary


class _Scan:
    """The growing content of one span's file."""

    def __init__(self, task: ScanTask) -> None:
        self.summary = SpanSummary()
        self.rejects = bytearray()
        self.rows = bytearray()
        self.signatures = bytearray()
        self._task = task
        self._checks = row_filters(task.filters)
        self._near = task.filters.settings.near_duplicates is not None
        self._prefix = f"{task.source.name}/"

    def take(self, item: Record | Reject) -> None:
        """Judges one row and notes it among the eligible or the rejected ones."""
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
        for check in self._checks:
            refusal = check(row)
            if refusal is not None:
                self._refuse(item, refusal)
                return
        self._accept(item, row)

    def _accept(self, item: Record, row: Row) -> None:
        task = self._task
        name = row.id if row.id is not None else item.key
        if name is None:
            id_hash = full_id_hash = 0
        else:
            id_hash = xxh3_64_intdigest(name.encode())
            full_id_hash = xxh3_64_intdigest((self._prefix + name).encode())
        part = 0
        if task.parts and task.source.side == "t3":
            part = part_of(row, task.parts)
        self.rows += PACKER.pack(
            content_hash(row.turns, row.images, row.videos),
            id_hash,
            full_id_hash,
            item.place.byte or 0,
            item.place.row,
            item.length,
            row.n_tokens,
            task.file,
            part,
            VIDEO if row.videos else IMAGE if row.images else TEXT,
        )
        if self._near:
            from mixes.filters.near_duplicates import signature

            self.signatures += signature(row).tobytes()

    def _refuse(self, item: Record, refusal: Refusal) -> None:
        name = self._task.source.name
        self._reject(Reject(refusal.reason, item.place, name, refusal.detail, shown(item)))

    def _reject(self, reject: Reject) -> None:
        self.summary.reject(reject.reason)
        self.rejects += to_line(reject)


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
