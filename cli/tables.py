"""Tables on the terminal, drawn by rich; plain enough to be piped into a file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table


def counts_table(title: str, counts: Mapping[str, int]) -> "Table":
    """Names and how many of each, with the sum below."""
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE, show_footer=True)
    table.add_column("", footer="sum")
    table.add_column("rows", justify="right", footer=f"{sum(counts.values()):,}")
    for name, count in counts.items():
        table.add_row(name, f"{count:,}")
    return table


def show(table: "Table") -> None:
    """Prints `table` to standard output."""
    from rich.console import Console

    Console().print(table)
