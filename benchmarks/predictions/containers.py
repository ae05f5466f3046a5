"""Entries of an official file in whichever container they are passed on: list, object, lines.

A published format has one container, but the same entries come as a JSON list, as an object by id,
as JSON lines or as a table. They are read wherever id and answer are plain to see.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.contract import Prediction
from benchmarks.predictions.entries import as_prediction, bad
from benchmarks.rows import Row, document, rows_or_rejects
from t3data.types import Reject

ANSWER = "prediction"
"""What the value of `{id: value}` is called in its row."""

_REPLIES = (ANSWER, "response", "pred", "output")
_BY_ROWS = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")
_WRAPPERS = ("results", "predictions", "data")


def entries_in(path: Path, *wrappers: str) -> list[Row | Reject]:
    """A row for each entry; the key of an object is the `key` of its row.

    Args:
        path: The file.
        wrappers: Names under which a document may hold its entries beside other things.

    Raises:
        T3Error: the file cannot be read.
    """
    if path.suffix.lower() in _BY_ROWS:
        return list(rows_or_rejects(path))
    found = document(path)
    if isinstance(found, Mapping):
        found = next((found[name] for name in wrappers if name in found), found)
    while isinstance(found, Mapping) and len(found) == 1:
        name, inner = next(iter(found.items()))
        if name not in _WRAPPERS or not isinstance(inner, Mapping | list):
            break
        found = inner
    if isinstance(found, Mapping):
        return [_row(one, path, at, key) for at, (key, one) in enumerate(found.items())]
    entries = found if isinstance(found, list) else [found]
    return [_row(one, path, at) for at, one in enumerate(entries)]


def _row(value: Any, path: Path, number: int, key: str = "") -> Row:
    fields = value if isinstance(value, Mapping) else {ANSWER: value} if key else {}
    return Row(fields, str(path), number, key)


def answer_of(row: Row, id: str | None, replies: Sequence[str] = ()) -> Prediction | Reject:
    """The prediction that an entry holds for `id`; a reject where it names none, or no answer.

    `replies` are fields that may hold the answer, looked for before the usual ones.
    """
    names = (*replies, *_REPLIES)
    field = next((name for name in names if name in row.fields), None)
    if id is None:
        return bad(row, "id", "no field that names the question")
    if field is None:
        has = ", ".join(list(row.fields)[:12]) or "nothing"
        return bad(row, names[0], f"missing; the entry has {has}")
    return as_prediction(id, row.fields[field], row, field)


def id_in(*names: str) -> Callable[[Row], str | None]:
    """Reads the id of an entry from the first of these fields that is there."""
    return lambda row: None if row.get(*names) is None else row.text(*names)
