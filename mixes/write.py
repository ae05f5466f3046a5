"""Third phase: one task writes one shard, rows `start` to `stop` of the plan.

A shard gets its name under `data/` when it is whole and its statistics are on disk, so a shard
that can be seen is finished and is never done again.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from mixes.config import Source
from mixes.content import content_hash
from mixes.filters.placeholders import placeholder_check
from mixes.filters.registry import FilterContext
from mixes.filters.tokens import count_tokens
from mixes.plan import final_id, load_plan
from mixes.rowtable import Rows, disk_errors, open_rows
from mixes.shapes.read import read_row
from mixes.shapes.row import Row, UnfitRowError, as_turns
from t3data.errors import T3Error
from t3data.files import sha256_of
from t3data.records import Record, RecordFile
from t3data.shards import write_shard
from t3data.types import Example

STATS = np.dtype(
    [("human", "<u4"), ("answer", "<u4"), ("tokens", "<i4"), ("source", "<u2"), ("task", "<u2")]
)
"""Per row: characters asked and answered, tokens, index of its source and of its task."""


class ShardReport(msgspec.Struct):
    """What is known of a finished shard."""

    file: str
    rows: int
    sha256: str
    tasks: list[str]
    """Names that the `task` column of the statistics stands for."""


@dataclass(frozen=True, slots=True)
class WriteTask:
    """Writes one shard."""

    name: str
    start: int
    stop: int
    files: tuple[RecordFile, ...]
    sources: tuple[Source, ...]
    source_of_file: tuple[int, ...]
    filters: FilterContext
    table: Path
    plan: Path
    work: Path
    data: Path

    def run(self) -> ShardReport:
        """Writes the shard, unless an earlier run finished it."""
        done = self._finished()
        if done is not None:
            return done
        scratch = self.work / self.name
        stats = np.zeros(self.stop - self.start, STATS)
        tasks: dict[str, int] = {}
        write_shard(scratch, self._examples(stats, tasks))
        report = ShardReport(self.name, len(stats), sha256_of(scratch), list(tasks))
        self._save(stats, report)
        os.replace(scratch, self.data / self.name)  # noqa: PTH105
        return report

    def _finished(self) -> ShardReport | None:
        try:
            report = msgspec.json.decode(self._report_path().read_bytes(), type=ShardReport)
        except (OSError, msgspec.DecodeError):
            return None
        scratch, final = self.work / self.name, self.data / self.name
        if not final.exists() and scratch.exists() and sha256_of(scratch) == report.sha256:
            scratch.replace(final)
        return report if final.exists() else None

    def _report_path(self) -> Path:
        return self.work / f"{self.name}.report.json"

    def _save(self, stats: np.ndarray, report: ShardReport) -> None:
        path = self._report_path()
        with disk_errors(path):
            np.save(stats_path(self.work, self.name), stats)
            temporary = path.with_name(f".{path.name}.{os.getpid()}.t3tmp")
            temporary.write_bytes(msgspec.json.encode(report))
            temporary.replace(path)

    def _examples(self, stats: np.ndarray, tasks: dict[str, int]) -> Iterator[Example]:
        """The shard's rows in order; fills `stats` and `tasks` on the way."""
        table = open_rows(self.table)
        plan = load_plan(self.plan)[self.start : self.stop]
        entries = table[plan["row"]]
        repair = placeholder_check(self.filters.settings.placeholders)
        count_all = self.filters.settings.token_stats
        for index, record in enumerate(fetched(self.files, entries)):
            entry = entries[index]
            row = _reread(record)
            repair(row)
            content = entry["hash"].tobytes()
            if content_hash(row.turns, row.images, row.videos) != content:
                raise T3Error(f"{record.place.file}: the file has changed while it was being read")
            tokens = int(entry["tokens"])
            if tokens < 0 and count_all:
                tokens = count_tokens(row, self.filters.settings.tokenizer)
            source = self.source_of_file[int(entry["file"])]
            stats[index] = (*_lengths(row), tokens, source, tasks.setdefault(row.task, len(tasks)))
            own = row.id if row.id is not None else record.key
            name = self.sources[source].name
            naming, copy = int(plan["naming"][index]), int(plan["copy"][index])
            yield Example(
                id=final_id(own, name, content, naming, copy),
                conversations=tuple(as_turns(row.turns)),
                source=name,
                task=row.task,
                images=tuple(row.images),
                videos=tuple(row.videos),
                n_tokens=tokens,
                meta=row.meta,
            )


def stats_path(work: Path, shard: str) -> Path:
    """Where a shard's statistics are."""
    return work / f"{shard}.stats.npy"


def fetched(files: Sequence[RecordFile], entries: Rows) -> Iterator[Record]:
    """The records of `entries`, in order; every file is read by one iterator of its own."""
    streams: dict[int, Iterator[Record]] = {}
    for file in np.unique(entries["file"]).tolist():
        mine = entries[entries["file"] == file]
        columnar = files[file].kind in ("parquet", "arrow")
        places = zip(
            (mine["row"] if columnar else mine["offset"]).tolist(),
            mine["length"].tolist(),
            strict=True,
        )
        streams[file] = files[file].fetch(list(places))
    for file in entries["file"].tolist():
        yield next(streams[file])


def _reread(record: Record) -> Row:
    try:
        return read_row(record)
    except UnfitRowError as error:
        raise T3Error(
            f"{record.place.file}: the file has changed while it was being read ({error})"
        ) from None


def _lengths(row: Row) -> tuple[int, int]:
    """Characters of what is asked and of what is answered."""
    human = answer = 0
    for turn in row.turns:
        if turn.speaker in ("gpt", "function_call"):
            answer += len(turn.value)
        elif turn.speaker != "system":
            human += len(turn.value)
    return human, answer
