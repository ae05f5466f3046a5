"""Numbers about a finished set of shards, from the statistics that their writers left."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mixes.config import MixConfig
from mixes.write import ShardReport, stats_path

Numbers = NDArray[Any]
QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Lengths:
    """Five figures of a distribution."""

    mean: float
    low: int
    """The 5th percentile."""
    median: int
    high: int
    """The 95th percentile."""
    longest: int


@dataclass(frozen=True, slots=True)
class MixSummary:
    """What the card and the figures show."""

    human: Numbers
    """Characters of what is asked, one a row in final order."""
    answer: Numbers
    tokens: Numbers
    """Tokens with template and media, -1 where they were not counted."""
    per_source: dict[str, int]
    per_task: dict[str, int]
    """Rows per T3 task, and `general` for rows without a task."""
    per_source_and_task: dict[tuple[str, str], int]

    @property
    def counted(self) -> bool:
        """Whether the tokens of every row are known."""
        return bool(len(self.tokens)) and int(self.tokens.min()) >= 0


def summarize(config: MixConfig, work: Path, reports: Sequence[ShardReport]) -> MixSummary:
    """Puts the statistics of all shards together."""
    columns: dict[str, list[Numbers]] = {"human": [], "answer": [], "tokens": []}
    cells: dict[tuple[str, str], int] = {}
    for report in reports:
        stats = np.load(stats_path(work, report.file))
        for name, pieces in columns.items():
            pieces.append(stats[name])
        codes = stats["source"].astype(np.int64) * 2**16 + stats["task"]
        for code, rows in zip(*np.unique(codes, return_counts=True), strict=True):
            source, task = divmod(int(code), 2**16)
            cell = (config.sources[source].name, report.tasks[task] or "general")
            cells[cell] = cells.get(cell, 0) + int(rows)
    per_source = {source.name: 0 for source in config.sources}
    per_task: dict[str, int] = {}
    for (source_name, task_name), rows in sorted(cells.items()):
        per_source[source_name] += rows
        per_task[task_name] = per_task.get(task_name, 0) + rows
    joined = {name: np.concatenate(pieces) for name, pieces in columns.items()}
    return MixSummary(**joined, per_source=per_source, per_task=per_task, per_source_and_task=cells)


def lengths_of(values: Numbers) -> Lengths:
    """Mean, percentiles and maximum of `values`, which are not empty."""
    low, median, high = (int(np.quantile(values, q, method="lower")) for q in QUANTILES)
    return Lengths(float(np.mean(values)), low, median, high, int(values.max()))
