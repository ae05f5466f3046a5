"""From a record of any supported shape to a `Row`."""

from collections.abc import Callable
from typing import Any

import msgspec

from mixes.shapes import conversations, instructions, messages, questions
from mixes.shapes.conversations import LlavaRow, from_llava
from mixes.shapes.row import Row, UnfitRowError
from t3data.records import Record

READERS: dict[str, Callable[[dict[str, Any]], Row]] = {
    "conversations": conversations.read,
    "messages": messages.read,
    "instruction": instructions.read,
    "question": questions.read,
}
"""The field that tells the shape, most telling first, and the reader of that shape."""


def read_row(record: Record) -> Row:
    """The conversation in `record`.

    Raises:
        UnfitRowError: it is not JSON, has none of the shapes, or has one with something amiss.
    """
    try:
        row = record.decode(LlavaRow)
        if row.conversations is not msgspec.UNSET:
            return from_llava(row, row.conversations)
    except msgspec.ValidationError:
        pass
    except (msgspec.DecodeError, UnicodeError) as error:
        raise UnfitRowError("malformed", str(error)) from None
    except RecursionError:
        raise _too_deep() from None
    return _read_slowly(record)


def _read_slowly(record: Record) -> Row:
    try:
        row = record.decode(dict[str, Any])
    except msgspec.ValidationError as error:
        raise UnfitRowError("wrong_type", f"{error}; expected an object") from None
    except RecursionError:
        raise _too_deep() from None
    for name, reader in READERS.items():
        if name in row:
            return reader(row)
    found = ", ".join(map(repr, list(row)[:8])) or "nothing"
    raise UnfitRowError(
        "unknown_shape", f"found {found}; expected one of {', '.join(map(repr, READERS))}"
    )


def _too_deep() -> UnfitRowError:
    return UnfitRowError("too_deep", "lists or objects are nested too deeply")
