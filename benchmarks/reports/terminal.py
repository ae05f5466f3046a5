"""A result on the terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

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
