"""Rows without their captions, and which of them an audit looks at."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from t3data.checker.fault import Unreadable
from t3data.checker.reading import ReadRow, read_row
from t3data.errors import T3Error
from t3data.seeding import stable_hash
from t3data.shards import read_shard, shard_paths
from t3data.types import Example

_VIDEOS_OF_A_CHAIN = "+"


@dataclass(frozen=True, slots=True)
class BlindRow:
    """What a guesser sees of a row, the truth, and what the row must not share a half with."""

    task: str
    stem: str
    statements: tuple[str, ...]
    options: tuple[str, ...]
    """For free rows the candidates, which a guesser is told but cannot see the places of."""
    answer: int
    lettered: bool
    group: str
    """The timeline; rows of one group are trained on together or tested on together."""

    @property
    def chance(self) -> float:
        """How often a guess at random is right."""
        return 1 / len(self.options)


@dataclass(frozen=True, slots=True)
class Sample:
    """The rows an audit works on."""

    tasks: dict[str, list[BlindRow]]
    """By task name, names and rows in an order that does not depend on the shards."""
    seen: dict[str, int]
    """How many rows each task has in all."""
    unreadable: int
    """Rows that break the grammar of docs/rows.md; `t3 verify` names them."""


def blind(row: ReadRow) -> BlindRow:
    """`row` without its captions."""
    return BlindRow(
        task=row.task,
        stem=row.stem,
        statements=row.statements,
        options=row.options,
        answer=row.answer_index,
        lettered=row.lettered,
        group=row.meta["timeline"].partition(_VIDEOS_OF_A_CHAIN)[0],
    )


def sample_directory(directory: Path, most: int) -> Sample:
    """At most `most` rows of each task, those with the smallest hash of their id.

    Raises:
        T3Error: no shards, an unreadable one, or no T3 row in them.
    """
    sample = sample_rows(
        (example for path in shard_paths(directory) for example in read_shard(path)), most
    )
    if not sample.tasks:
        raise T3Error(
            f"{directory}: no readable T3 row in data/*.arrow ({sample.unreadable:,} unreadable); "
            "run `t3 verify` on it"
        )
    return sample


def sample_rows(examples: Iterable[Example], most: int) -> Sample:
    """At most `most` rows of each task; rows without a task are general rows and left out."""
    heaps: dict[str, list[tuple[int, str, BlindRow]]] = {}
    seen: dict[str, int] = {}
    unreadable = 0
    for example in examples:
        if not example.task:
            continue
        seen[example.task] = seen.get(example.task, 0) + 1
        heap = heaps.setdefault(example.task, [])
        # Negated, because the largest hash must be on top to be replaced first.
        rank = -stable_hash("audit sample", example.id)
        if len(heap) == most and rank <= heap[0][0]:
            continue
        try:
            row = blind(read_row(example))
        except Unreadable:
            unreadable += 1
            continue
        # The count keeps equal ids apart: rows themselves have no order.
        entry = (rank, f"{example.id}\x1f{seen[example.task]}", row)
        if len(heap) < most:
            heapq.heappush(heap, entry)
        else:
            heapq.heapreplace(heap, entry)
    tasks = {name: list(_in_order(heaps[name])) for name in sorted(heaps) if heaps[name]}
    return Sample(tasks, dict(sorted(seen.items())), unreadable)


def _in_order(heap: list[tuple[int, str, BlindRow]]) -> Iterator[BlindRow]:
    for _, _, row in sorted(heap, key=lambda entry: entry[:2]):
        yield row
