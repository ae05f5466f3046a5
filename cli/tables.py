"""Tables on the terminal, drawn by rich; plain enough to be piped into a file."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

_PIPE_WIDTH = 160


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
    """Prints `table` to standard output; a pipe or a file is as wide as the table needs."""
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH).print(table)
