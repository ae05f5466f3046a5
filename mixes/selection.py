"""Decides which rows make the mix, and writes that down for the tasks that carry it out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixes.cells import cell_quotas
from mixes.duplicates import REASONS, Repeats
from mixes.job import Job
from mixes.plan import digest_of_plan, make_plan, save_plan
from mixes.rowtable import disk_errors, open_rows
from mixes.scanning import Scanned
from mixes.select import count_cells, draw, drop_duplicates, keep_smallest


@dataclass(frozen=True, slots=True)
class Selection:
    """The outcome, as far as the manifest tells it."""

    digest: str
    rows: int
    parts: dict[str, dict[str, int]]


def find_repeats(job: Job, scanned: Scanned) -> NDArray[np.bool_]:
    """Looks for rows that repeat earlier ones, counts them as rejected and notes them on disk.

    Returns:
        For every row of the table whether it stays.
    """
    rows = open_rows(job.table)
    alive = np.ones(len(rows), np.bool_)
    found: list[Repeats] = []
    if job.config.filters.duplicates:
        found.append(_with_reason(drop_duplicates(rows, alive), 0))
    threshold = job.config.filters.near_duplicates
    if threshold is not None and len(rows):
        from mixes.filters.near_duplicates import SIZE, near_duplicates

        signatures = np.memmap(job.signatures, np.uint32, mode="r").reshape(len(rows), SIZE)
        pairs = near_duplicates(signatures, alive, threshold)
        alive[pairs[:, 0]] = False
        found.append(_with_reason(pairs, 1))
    repeats = np.concatenate(found) if found else np.empty((0, 3), np.int64)
    _count(scanned, repeats)
    with disk_errors(job.repeats):
        np.save(job.repeats, repeats)
    return alive


def select_rows(job: Job, scanned: Scanned, alive: NDArray[np.bool_]) -> Selection:
    """Draws the rows of the mix and writes the plan.

    Raises:
        T3Error: there are too few rows.
    """
    config = job.config
    rows = open_rows(job.table)
    parts = [part.name for part in config.parts] or ["all"]
    eligible = count_cells(rows, alive, scanned.bounds, len(parts))
    for source, bound in zip(config.sources, scanned.bounds, strict=True):
        if source.cap is not None:
            keep_smallest(rows, alive, bound, source.cap, config.seed)
    counts = count_cells(rows, alive, scanned.bounds, len(parts)).tolist()
    quotas = cell_quotas(config, counts)
    draws = []
    for count, bound, wanted, there in zip(
        scanned.counts, scanned.bounds, quotas, counts, strict=True
    ):
        for part, (quota, capacity) in enumerate(zip(wanted, there, strict=True)):
            draws.append(draw(rows, alive, bound, part, quota, capacity, config.seed))
            count.selected += quota
            count.repeated += max(0, quota - capacity)
    plan = make_plan(rows, draws, job.inputs.source_of_file, config.seed, config.rows_per_shard)
    save_plan(job.plan, plan)
    t3 = [index for index, source in enumerate(config.sources) if source.side == "t3"]
    per_part = {
        part.name: {
            "eligible": int(sum(eligible[i, index] for i in t3)),
            "selected": sum(quotas[i][index] for i in t3),
        }
        for index, part in enumerate(config.parts)
    }
    return Selection(digest_of_plan(rows, plan), len(plan), per_part)


def _with_reason(pairs: NDArray[np.int64], reason: int) -> Repeats:
    return np.column_stack((pairs, np.full(len(pairs), reason, np.int64)))


def _count(scanned: Scanned, repeats: Repeats) -> None:
    for count, bound in zip(scanned.counts, scanned.bounds, strict=True):
        inside = (repeats[:, 0] >= bound.start) & (repeats[:, 0] < bound.stop)
        numbers = np.bincount(repeats[inside, 2], minlength=len(REASONS)).tolist()
        count.add({name: rows for name, rows in zip(REASONS, numbers, strict=True) if rows})
