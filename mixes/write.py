"""Third phase: one task writes one shard, rows `start` to `stop` of the plan.

A shard gets its name under `data/` when it is whole and its statistics are on disk, so a shard
that can be seen is finished and is never done again.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from mixes.config import Source
from mixes.fetch import fetch_rows
from mixes.filters.placeholders import placeholder_check
from mixes.filters.registry import FilterContext
from mixes.filters.tokens import count_tokens
from mixes.plan import final_id, load_plan
from mixes.rowtable import disk_errors, open_rows
from mixes.shapes.row import Row, as_turns
from t3data.files import sha256_of, temporary_beside
from t3data.records import RecordFile
from t3data.shards import write_shard
from t3data.types import Example

STATS = np.dtype(
    [("human", "<u4"), ("answer", "<u4"), ("tokens", "<i4"), ("source", "<u2"), ("task", "<u2")]
)
"""Per row: characters asked and answered, tokens, index of its source and of its task."""


Stats = NDArray[Any]


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
        try:
            return self._write()
        except FileNotFoundError:
            # On another machine a worker that was given up for lost has finished the same shard.
            done = self._finished()
            if done is None:
                raise
            return done

    def _write(self) -> ShardReport:
        scratch = self.work / self.name
        stats = np.zeros(self.stop - self.start, STATS)
        tasks = {"": 0}
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

    def _save(self, stats: Stats, report: ShardReport) -> None:
        path = self._report_path()
        with disk_errors(path):
            np.save(stats_path(self.work, self.name), stats)
            temporary = temporary_beside(path)
            temporary.write_bytes(msgspec.json.encode(report))
            temporary.replace(path)

    def _examples(self, stats: Stats, tasks: dict[str, int]) -> Iterator[Example]:
        """The shard's rows in order; fills `stats` and `tasks` on the way."""
        settings = self.filters.settings
        plan = load_plan(self.plan)[self.start : self.stop]
        entries = open_rows(self.table)[plan["row"]]
        sources = np.asarray(self.source_of_file, np.uint16)[entries["file"]]
        stats["source"] = sources
        names = [source.name for source in self.sources]
        repair = placeholder_check(settings.placeholders)
        facts = zip(
            sources.tolist(),
            entries["tokens"].tolist(),
            plan["naming"].tolist(),
            plan["copy"].tolist(),
            strict=True,
        )
        lengths = []
        for index, (row, (source, tokens, naming, copy)) in enumerate(
            zip(fetch_rows(self.files, entries), facts, strict=True)
        ):
            if settings.placeholders == "prepend":
                repair(row)
            if tokens < 0 and settings.token_stats:
                tokens = count_tokens(row, settings.tokenizer)
            task = tasks.setdefault(row.task, len(tasks)) if row.task else 0
            lengths.append((*_lengths(row), tokens, task))
            name = row.id
            if naming or copy or name is None:
                content = entries["hash"][index].tobytes()
                name = final_id(name, names[source], content, naming, copy)
            yield Example(
                name,
                tuple(as_turns(row.turns)),
                names[source],
                row.task,
                tuple(row.images),
                tuple(row.videos),
                tokens,
                row.meta,
            )
        columns = np.array(lengths, np.int64).reshape(-1, 4)
        for column, field in enumerate(("human", "answer", "tokens", "task")):
            stats[field] = columns[:, column]


def stats_path(work: Path, shard: str) -> Path:
    """Where a shard's statistics are."""
    return work / f"{shard}.stats.npy"


def _lengths(row: Row) -> tuple[int, int]:
    """Characters of what is asked and of what is answered."""
    human = answer = 0
    for turn in row.turns:
        speaker = turn.speaker
        if speaker == "human":
            human += len(turn.value)
        elif speaker == "gpt" or speaker == "function_call":
            answer += len(turn.value)
        elif speaker == "observation":
            human += len(turn.value)
    return human, answer
