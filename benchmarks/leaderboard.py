"""Many scored runs in one table: a row a model, a column a benchmark and rule."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.stored import name_of, read_result, runs_below


class Column(NamedTuple):
    """What scores must share to stand below each other."""

    benchmark: str
    scorer: str
    failures: str

    @property
    def rule(self) -> str:
        """The scorer, and the failure policy where it is not that of the rule."""
        own = self.failures == "official"
        return self.scorer if own else f"{self.scorer}, failures {self.failures}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One scored run."""

    model: str
    directory: Path
    column: Column
    n: int
    score: float | None
    ci: tuple[float | None, float | None] | None
    decimals: int
    unanswered: int
    """Samples without a readable reply."""


@dataclass(frozen=True, slots=True)
class Row:
    """One model."""

    model: str
    scores: Mapping[Column, Entry]


@dataclass(frozen=True, slots=True)
class Board:
    """The table."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    """What must be known before numbers are compared."""


def leaderboard(directories: Iterable[Path]) -> Board:
    """All runs at and below the directories.

    Raises:
        T3Error: a directory holds none, or a result cannot be read.
    """
    places: dict[Path, Path] = {}
    for directory in directories:
        for place in runs_below(directory):
            places.setdefault(place.resolve(), place)
    entries = [_entry(place) for place in places.values()]
    columns = tuple(sorted({entry.column for entry in entries}))
    rows = _rows(entries)
    return Board(columns, tuple(rows), tuple(_notes(columns, entries)))


def _entry(directory: Path) -> Entry:
    found = read_result(directory)
    ci = found.get("ci")
    return Entry(
        model=name_of(directory, found),
        directory=directory,
        column=Column(str(found["benchmark"]), str(found["scorer"]), str(found["failures"])),
        n=int(found["n"]),
        score=found["score"],
        ci=(ci[0], ci[1]) if ci else None,
        decimals=int(found.get("decimals", 1)),
        unanswered=sum(int(found.get(name, 0)) for name in ("missing", "failed", "unparsed")),
    )


def _rows(entries: Sequence[Entry]) -> list[Row]:
    """By model; runs of one model that claim the same place are told apart by their directory."""
    twice: dict[tuple[str, Column], int] = {}
    for entry in entries:
        twice[entry.model, entry.column] = twice.get((entry.model, entry.column), 0) + 1
    rows: dict[str, dict[Column, Entry]] = {}
    for entry in entries:
        alone = twice[entry.model, entry.column] == 1
        name = entry.model if alone else f"{entry.model} ({entry.directory})"
        rows.setdefault(name, {})[entry.column] = entry
    return [Row(name, scores) for name, scores in rows.items()]


def _notes(columns: Sequence[Column], entries: Sequence[Entry]) -> Iterable[str]:
    rules: dict[str, list[str]] = {}
    sizes: dict[Column, set[int]] = {}
    for column in columns:
        rules.setdefault(column.benchmark, []).append(column.rule)
    for entry in entries:
        sizes.setdefault(entry.column, set()).add(entry.n)
    for benchmark, found in rules.items():
        if len(found) > 1:
            yield (
                f"{benchmark} was scored by different rules, each in a column of its own: "
                + "; ".join(found)
            )
    for column in columns:
        if len(sizes[column]) > 1:
            told = ", ".join(f"{size:,}" for size in sorted(sizes[column]))
            yield f"{column.benchmark}, {column.rule}: runs of different samples, n = {told}"
    silent = [entry for entry in entries if entry.n and entry.unanswered / entry.n > 0.02]
    for entry in silent:
        yield (
            f"{entry.model}: {entry.unanswered:,} of {entry.n:,} samples of "
            f"{entry.column.benchmark} have no readable reply ({entry.column.scorer})"
        )


def as_object(board: Board) -> list[dict[str, Any]]:
    """One object a run, percentages unrounded."""
    return [
        {
            "model": row.model,
            "benchmark": entry.column.benchmark,
            "scorer": entry.column.scorer,
            "failures": entry.column.failures,
            "score": entry.score,
            "ci": list(entry.ci) if entry.ci else None,
            "n": entry.n,
            "unanswered": entry.unanswered,
            "directory": str(entry.directory),
        }
        for row in board.rows
        for entry in row.scores.values()
    ]
