"""A leaderboard on the terminal and as a page."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from benchmarks.leaderboard import Board, Entry
from benchmarks.leaderboard import Column as Place
from benchmarks.reports.layout import shown
from benchmarks.reports.terminal import bare_table, plain
from t3data.html import Cell, Column, Html, Section, escape, join, page, table

if TYPE_CHECKING:
    from rich.table import Table

_LEAD = (
    "Below each score its 95 % interval, clustered by video. A heading sorts. Intervals of two "
    "models on the same questions may overlap where their difference is clear: `t3 compare` tells."
)


def board_table(board: Board) -> "Table":
    """One line a model, the best of each column in bold."""
    drawn = bare_table("Leaderboard")
    drawn.add_column("model")
    for column in board.columns:
        drawn.add_column(f"{plain(column.benchmark)}\n{plain(column.rule)}", justify="right")
    best = {column: max(_scores(board, column), default=None) for column in board.columns}
    for row in board.rows:
        cells = []
        for column in board.columns:
            entry = row.scores.get(column)
            text = _with_width(entry)
            top = entry is not None and entry.score is not None and entry.score == best[column]
            cells.append(f"[bold]{text}[/bold]" if top else text)
        drawn.add_row(plain(row.model), *cells)
    return drawn


def board_page(board: Board) -> str:
    """The whole document."""
    columns = [
        Column("model"),
        *(Column(f"{one.benchmark} ({one.rule})", numeric=True) for one in board.columns),
    ]
    rows: list[list[Cell | str]] = [
        [row.model, *(_cell(row.scores.get(column)) for column in board.columns)]
        for row in board.rows
    ]
    notes = join(Html(f"<li>{escape(note)}</li>") for note in board.notes)
    told = Html(f'<div class="panel"><ul>{notes}</ul></div><p></p>') if notes else Html("")
    runs = sum(len(row.scores) for row in board.rows)
    benchmarks = {column.benchmark for column in board.columns}
    hero = Html(
        f'<p class="hero">{_many(len(board.rows), "model")}</p><p class="because">'
        f"{_many(runs, 'scored run')} of {_many(len(benchmarks), 'benchmark')}</p>{told}"
    )
    inner = table(columns, rows, filterable=True)
    return page("Leaderboard", [Section("scores", "Scores", inner, _LEAD)], hero)


def _many(count: int, of: str) -> str:
    return f"{count:,} {of}{'s' * (count != 1)}"


def _scores(board: Board, column: Place) -> Iterator[float]:
    for row in board.rows:
        entry = row.scores.get(column)
        if entry is not None and entry.score is not None:
            yield entry.score


def _with_width(entry: Entry | None) -> str:
    if entry is None:
        return ""
    text = shown(entry.score, entry.decimals)
    low, high = entry.ci or (None, None)
    if low is None or high is None:
        return text
    return f"{text} ±{shown((high - low) / 2, entry.decimals)}"


def _cell(entry: Entry | None) -> Cell:
    if entry is None:
        return Cell("–")
    low, high = entry.ci or (None, None)
    small = f"{shown(low, entry.decimals)} to {shown(high, entry.decimals)}" if entry.ci else ""
    said = f"; {entry.unanswered:,} without a readable reply" if entry.unanswered else ""
    hint = f"n {entry.n:,}{said}; {entry.directory}"
    return Cell(shown(entry.score, entry.decimals), sort=entry.score, small=small, hint=hint)
