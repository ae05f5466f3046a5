"""Result tables of VLMEvalKit: the data set's columns and `prediction`, as xlsx, tsv or json.

In xlsx an empty reply comes back as an empty cell; lists are written as their text.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

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
        index = str(row.get("index") if row.get("index") is not None else row.row)
        if benchmark.vlmevalkit_id is not None:
            id: str | None = benchmark.vlmevalkit_id(row.fields, index)
        else:
            id = lookup.find(row.fields, int(index) if index.isdigit() else row.row)
        if id is None:
            yield bad(row, "index", "no sample has this id; is this table of another benchmark?")
        else:
            reply = row.fields[COLUMN]
            yield as_prediction(id, "" if reply is None or reply != reply else reply, row, COLUMN)


def rows(path: Path) -> Iterator[Row]:
    """The rows of the table.

    Raises:
        T3Error: it cannot be read, or has no `prediction` column.
    """
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xls"):
        yield from _sheet(path)
    elif suffix == ".tsv":
        yield from table_rows(path, "\t")
    else:
        yield from _json(path)


def _json(path: Path) -> Iterator[Row]:
    found = document(path)
    if isinstance(found, Mapping):  # columns: {name: {row: value}} or {name: [values]}
        columns = {
            name: list(column.values()) if isinstance(column, Mapping) else column
            for name, column in found.items()
            if isinstance(column, Mapping | list)
        }
        found = [
            dict(zip(columns, cells, strict=False))
            for cells in zip(*columns.values(), strict=False)
        ]
    for number, fields in enumerate(found if isinstance(found, list) else [found]):
        yield Row(fields if isinstance(fields, Mapping) else {}, str(path), number)


def _sheet(path: Path) -> Iterator[Row]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl passes on whatever zipfile and its XML parser raise
        raise T3Error(f"{path}: not a spreadsheet that can be read: {error}") from error
    lines = book.worksheets[0].iter_rows(values_only=True)
    header = [str(name) if name is not None else "" for name in next(lines, ())]
    if COLUMN not in header:
        names = ", ".join(filter(None, header)) or "nothing"
        raise T3Error(f"{path}: row 1: no column {COLUMN}; the header has {names}")
    for number, cells in enumerate(lines):
        if any(cell is not None for cell in cells):
            yield Row(dict(zip(header, cells, strict=False)), str(path), number)
