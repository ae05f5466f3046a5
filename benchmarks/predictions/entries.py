"""What all readers of prediction files share: a reply out of whatever a field holds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.contract import Prediction
from benchmarks.rows import Row
from t3data.rejects import excerpt
from t3data.types import Place, Reject

Entries = Iterator[Prediction | Reject]

FAILURE_MARKS = (
    "Failed to obtain answer via API.",
    "[LMMS_EVAL_REQUEST_FAILED",
    "[LMMS_EVAL_BUDGET",
)
"""Texts that other harnesses write in place of a reply; a letter in them is nobody's answer."""


def as_prediction(id: str, reply: Any, row: Row, field: str) -> Prediction | Reject:
    """The prediction for `id`; numbers and yes/no values become text, null becomes no reply."""
    if isinstance(reply, str):
        return told(id, reply)
    if reply is None or reply != reply:
        return Prediction(id, None, "empty: the file holds no text here")
    if isinstance(reply, bool):
        return Prediction(id, "Yes" if reply else "No")
    if isinstance(reply, int | float):
        return Prediction(id, f"{reply:g}")
    if isinstance(reply, list) and len(reply) == 1 and isinstance(reply[0], str):
        return told(id, reply[0])
    return bad(row, field, f"expected a text, found {type(reply).__name__}")


def told(id: str, reply: str) -> Prediction:
    """A prediction with this text, a failure where another harness wrote one as text."""
    if reply.startswith(FAILURE_MARKS):
        return Prediction(id, None, f"failed: {reply[:200]}")
    return Prediction(id, reply)


def bad(row: Row, field: str, detail: str) -> Reject:
    """A row that cannot be used."""
    shown = excerpt(msgspec.json.encode(dict(row.fields), enc_hook=str).decode())
    return Reject(
        "bad_prediction", Place(row.file, row.row), detail=f"field {field}: {detail}", row=shown
    )


def at(path: Path, number: int, detail: str) -> Reject:
    """A place in a file that holds no usable row."""
    return Reject("bad_prediction", Place(str(path), number), detail=detail)
