"""What all readers of prediction files share: a reply out of whatever a field holds."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.contract import Prediction
from benchmarks.rows import Row, encodable, rows_or_rejects
from t3data.errors import T3Error
from t3data.rejects import excerpt
from t3data.types import Place, Reject

Entries = Iterator[Prediction | Reject]

FAILURE_MARKS = (
    "Failed to obtain answer via API.",
    "[LMMS_EVAL_REQUEST_FAILED",
    "[LMMS_EVAL_BUDGET",
)
"""Texts that other harnesses write in place of a reply; a letter in them is nobody's answer."""


def each_row(path: Path, read: Callable[[Row], Prediction | Reject]) -> Entries:
    """What `read` makes of the rows of a file; one that is damaged or lacks a field is a reject."""
    for row in rows_or_rejects(path):
        yield row if isinstance(row, Reject) else attempted(row, read)


def attempted(row: Row, read: Callable[[Row], Prediction | Reject]) -> Prediction | Reject:
    """What `read` makes of a row, or a reject with its complaint."""
    try:
        return read(row)
    except T3Error as error:
        detail = str(error).removeprefix(f"{row.where}: ")
        return Reject("bad_prediction", Place(row.file, row.row), detail=detail)


def as_prediction(id: str, reply: Any, row: Row, field: str) -> Prediction | Reject:
    """The prediction for `id`; numbers and yes/no values become text, null becomes no reply."""
    if isinstance(reply, str):
        return told(id, reply)
    if reply is None or reply != reply:
        return Prediction(id, None, "empty: the file holds no text here")
    if isinstance(reply, bool):
        return Prediction(id, "Yes" if reply else "No")
    if isinstance(reply, int | float):
        return Prediction(id, str(int(reply)) if float(reply).is_integer() else str(reply))
    if isinstance(reply, list) and len(reply) == 1 and isinstance(reply[0], str):
        return told(id, reply[0])
    return bad(row, field, f"expected a text, found {type(reply).__name__}")


def told(id: str, reply: str) -> Prediction:
    """A prediction with this text, a failure where another harness wrote one as text."""
    if reply.startswith(FAILURE_MARKS):
        return Prediction(id, None, f"failed: {reply[:200]}")
    return Prediction(id, reply)


def decoded(line: bytes) -> Any:
    """JSON, with what is written besides: NaN, halves of surrogate pairs, a mark of byte order.

    Raises:
        ValueError: it is none; msgspec's error, which names the byte.
    """
    try:
        return msgspec.json.decode(line.strip())
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        try:
            found = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
        except (ValueError, RecursionError):
            raise ValueError(str(error)) from error
        return encodable(found)


def bad(row: Row, field: str, detail: str) -> Reject:
    """A row that cannot be used."""
    shown = excerpt(msgspec.json.encode(dict(row.fields), enc_hook=str).decode())
    return Reject(
        "bad_prediction", Place(row.file, row.row), detail=f"field {field}: {detail}", row=shown
    )


def at(path: Path, number: int, detail: str) -> Reject:
    """A place in a file that holds no usable row."""
    return Reject("bad_prediction", Place(str(path), number), detail=detail)
