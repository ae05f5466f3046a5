"""Result tables of VLMEvalKit: the data set's columns and `prediction`, as xlsx, tsv or json.

In xlsx an empty reply comes back as an empty cell; lists are written as their text.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.contract import Benchmark
from benchmarks.predictions.entries import Entries, as_prediction, bad
from benchmarks.predictions.lookup import Lookup
from benchmarks.rows import Row, document, table_rows
from t3data.errors import T3Error

COLUMN = "prediction"


def read(path: Path, benchmark: Benchmark, lookup: Lookup) -> Entries:
    """The predictions of a table."""
    for row in rows(path):
        if COLUMN not in row.fields:
            yield bad(row, COLUMN, f"missing; the row has {', '.join(list(row.fields)[:12])}")
            continue
        reply = row.fields[COLUMN]
        if isinstance(reply, NoText):
            yield bad(row, COLUMN, f"expected a text, found {reply.what}")
            continue
        index = _index(row)
        if benchmark.vlmevalkit_id is not None:
            place = str(row.row) if index is None else index
            id: str | None = benchmark.vlmevalkit_id(row.fields, place)
        else:
            id = lookup.find(row.fields, int(index) if index and index.isdecimal() else None)
        if id is None:
            yield bad(row, "index", "no sample has this id; is this table of another benchmark?")
        else:
            yield as_prediction(id, "" if reply is None or reply != reply else reply, row, COLUMN)


@dataclass(frozen=True, slots=True)
class NoText:
    """What a cell holds in place of a reply."""

    what: str


def _index(row: Row) -> str | None:
    """The row's number in the data set, which tables that were read as numbers show as 3.0."""
    value = row.fields.get("index")
    if value is None or value != value:
        return None
    return str(value).removesuffix(".0")


def rows(path: Path) -> Iterator[Row]:
    """The rows of the table.

    Raises:
        T3Error: it cannot be read, or has no `prediction` column.
    """
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xls"):
        yield from _sheet(path)
    elif suffix == ".tsv":
        for row in table_rows(path, "\t"):
            if row.row == 0 and COLUMN not in row.fields:
                raise _without(path, row.fields)
            cell = row.fields.get(COLUMN)
            short = {COLUMN: NoText("nothing: fewer cells than the header has names")}
            yield row if cell is not None else replace(row, fields={**row.fields, **short})
    else:
        yield from _json(path)


def _json(path: Path) -> Iterator[Row]:
    found = document(path)
    if isinstance(found, Mapping):  # columns: {name: {row: value}} or {name: [values]}
        columns = {
            str(name): column if isinstance(column, Mapping) else dict(enumerate(column))
            for name, column in found.items()
            if isinstance(column, Mapping | list)
        }
        if COLUMN not in columns:
            raise _without(path, columns)
        found = [
            {name: column[at] for name, column in columns.items() if at in column}
            for at in columns[COLUMN]
        ]
    for number, fields in enumerate(found if isinstance(found, list) else [found]):
        yield Row(fields if isinstance(fields, Mapping) else {}, str(path), number)


def _sheet(path: Path) -> Iterator[Row]:
    """The first sheet. Merged cells are empty but for the first of them."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True)
        lines = book.worksheets[0].iter_rows()
        header = [str(cell.value or "") for cell in next(lines, ())]
        if COLUMN not in header:
            raise _without(path, header)
        if header.count(COLUMN) > 1:
            raise T3Error(f"{path}: two columns are called {COLUMN}; remove one")
        at = header.index(COLUMN)
        for number, cells in enumerate(lines):
            values = [cell.value for cell in cells]
            if any(value is not None for value in values):
                values += [None] * (len(header) - len(values))
                if len(cells) > at:
                    values[at] = _reply(cells[at])
                yield Row(dict(zip(header, values, strict=False)), str(path), number)
    except T3Error:
        raise
    except OSError as error:
        raise T3Error(f"{path}: cannot open: {error.strerror or error}") from error
    except Exception as error:  # openpyxl passes on whatever zipfile and its XML parser raise
        raise T3Error(f"{path}: not a spreadsheet that can be read: {error}") from error


def _reply(cell: Any) -> Any:
    """What the cell holds. A formula is none: a program that writes "=C" stores the value 0."""
    if cell.data_type == "f":
        return NoText(f"a formula ({cell.value})")
    if cell.data_type == "e":
        return NoText(f"an error ({cell.value})")
    return cell.value


def _without(path: Path, header: Iterable[str]) -> T3Error:
    names = ", ".join(filter(None, header)) or "nothing"
    return T3Error(f"{path}: no column {COLUMN}; the header has {names}")
