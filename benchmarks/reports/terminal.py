"""A result on the terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from benchmarks.reports.differences import Disagreement
from benchmarks.reports.layout import counts, interval, lines, shown
from benchmarks.scoring import Result

if TYPE_CHECKING:
    from rich.table import Table


def score_table(result: Result) -> "Table":
    """Every number with its interval; what was left out stands in the caption."""
    from rich import box
    from rich.table import Table

    facts = "  ".join(f"{name} {count:,}" for name, count in counts(result).items())
    table = Table(
        title=f"{result.benchmark} · scorer {result.scorer} · failures {result.failures}",
        caption=facts,
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE,
    )
    table.add_column("")
    table.add_column("")
    table.add_column("score", justify="right")
    table.add_column("95 % interval", justify="right")
    table.add_column("n", justify="right")
    before = ""
    for line in lines(result):
        if line.grouping != before:
            table.add_section()
        table.add_row(
            line.grouping if line.grouping != before else "",
            line.name,
            shown(line.score, result.decimals),
            interval(line, result.decimals),
            f"{line.n:,}",
        )
        before = line.grouping
    return table


def scorers_table(results: Sequence[Result]) -> "Table":
    """Several scorers' verdicts on the same predictions, side by side."""
    from rich import box
    from rich.table import Table

    table = Table(
        title=f"{results[0].benchmark} · what each scorer makes of the same replies",
        title_justify="left",
        box=box.SIMPLE,
    )
    table.add_column("scorer")
    for name in ("score", "95 % interval", *list(counts(results[0]))):
        table.add_column(name, justify="right")
    for result in results:
        first = next(lines(result))
        table.add_row(
            result.scorer,
            shown(result.score, result.decimals),
            interval(first, result.decimals),
            *(f"{count:,}" for count in counts(result).values()),
        )
    return table


def disagreement_table(found: Sequence[Disagreement], limit: int = 20) -> "Table":
    """The first replies that the scorers do not agree on, with what each of them read."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(
        title=f"{len(found):,} replies that the scorers do not agree on"
        + (f", the first {limit}" if len(found) > limit else ""),
        title_justify="left",
        box=box.SIMPLE,
    )
    table.add_column("id")
    table.add_column("reply", max_width=48, overflow="ellipsis", no_wrap=True)
    table.add_column("gold")
    for name in found[0].verdicts if found else ():
        table.add_column(name)
    for one in found[:limit]:
        cells = [
            f"{row.reading.read or '–'} {_MARKS[row.status] if row.counted else 'left out'}"
            for row in one.verdicts.values()
        ]
        shown = (one.sample.id, " ".join(one.reply.split()), one.sample.answer, *cells)
        table.add_row(*(escape(cell) for cell in shown))
    return table


_MARKS = {
    "right": "✓",
    "wrong": "✗",
    "partial": "~",
    "unparsed": "unread",
    "failed": "failed",
    "missing": "missing",
}
