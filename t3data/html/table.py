"""Tables that a reader sorts by clicking on a heading and, where wished for, filters by typing."""

from collections.abc import Sequence
from dataclasses import dataclass

from t3data.html.markup import Html, escape, join

_SEARCH = '<input type="search" class="filter" placeholder="Filter rows" aria-label="Filter rows">'


@dataclass(frozen=True, slots=True)
class Column:
    """A heading."""

    name: str
    numeric: bool = False
    """Aligned to the right and sorted largest first."""
    hint: str = ""
    """Shown when pointed at."""


_NOTHING = Html("")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table's cell."""

    text: str
    sort: float | str | None = None
    """Sorted by this where the text would mislead; None for the text."""
    small: str = ""
    """A second line in small letters, such as an interval."""
    tone: str = ""
    """A word of style.css that colours the text as a badge: "good", "bad", "open", …"""
    hint: str = ""
    drawing: Html = _NOTHING
    """Behind the text, or without one."""


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell | str]], filterable: bool = False
) -> Html:
    """A table; the first column names the row."""
    heads = join(_head(column) for column in columns)
    body = join((_row(columns, row) for row in rows), "\n")
    return Html(
        f'<div class="table">{_SEARCH if filterable else ""}<div class="scroll">'
        f'<table class="sortable"><thead><tr>{heads}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table></div></div>"
    )


def _head(column: Column) -> Html:
    kind = ' class="number"' if column.numeric else ""
    hint = f' title="{escape(column.hint)}"' if column.hint else ""
    return Html(
        f'<th scope="col"{kind}{hint}><button type="button">{escape(column.name)}</button></th>'
    )


def _row(columns: Sequence[Column], row: Sequence[Cell | str]) -> Html:
    cells = (
        _cell(column, cell if isinstance(cell, Cell) else Cell(cell), first=place == 0)
        for place, (column, cell) in enumerate(zip(columns, row, strict=True))
    )
    return Html(f"<tr>{join(cells)}</tr>")


def _cell(column: Column, cell: Cell, first: bool) -> Html:
    name, scope = ("th", ' scope="row"') if first else ("td", "")
    kind = ' class="number"' if column.numeric else ""
    sort = "" if cell.sort is None else f' data-sort="{escape(cell.sort)}"'
    hint = f' title="{escape(cell.hint)}"' if cell.hint else ""
    text = escape(cell.text)
    if cell.tone:
        text = Html(f'<span class="badge {escape(cell.tone)}">{text}</span>')
    small = f"<small>{escape(cell.small)}</small>" if cell.small else ""
    return Html(f"<{name}{scope}{kind}{sort}{hint}>{text}{cell.drawing}{small}</{name}>")
