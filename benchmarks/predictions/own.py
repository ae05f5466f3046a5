"""Our own predictions: JSONL of `{"id", "reply"}` or `{"id", "failure"}`, as `t3 run` writes them.

`fields` holds outputs beyond the text, such as `{"window": [3.2, 7.5]}`.
"""

from pathlib import Path
from typing import Any

import msgspec

from benchmarks.contract import Prediction, nothing
from benchmarks.predictions.entries import Entries, at, decoded, told


class Line(msgspec.Struct, omit_defaults=True):
    """One line."""

    id: str | int
    reply: str | msgspec.UnsetType | None = msgspec.UNSET
    failure: str = ""
    fields: dict[str, Any] | None = None


def read(path: Path) -> Entries:
    """The predictions of a JSONL file; a torn last line is what a killed run leaves behind."""
    decode = msgspec.json.Decoder(Line).decode
    with path.open("rb") as stream:
        for number, line in enumerate(stream):
            if not line.strip():
                continue
            try:
                entry = decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                try:
                    entry = msgspec.convert(decoded(line), Line)
                except ValueError as error:  # those of msgspec among them
                    yield at(path, number, _told(error))
                    continue
            reply = entry.reply
            if reply is msgspec.UNSET and not entry.failure:
                yield at(path, number, f"no field reply or failure; {_EXPECTED}")
            elif not isinstance(reply, str) or (entry.failure and not reply):
                failure = entry.failure or "no reply"
                yield Prediction(str(entry.id), None, failure, entry.fields or nothing())
            elif entry.fields:
                yield Prediction(str(entry.id), reply, "", entry.fields)
            else:
                yield told(str(entry.id), reply)


_EXPECTED = 'expected {"id": …, "reply": …}'


def _told(error: ValueError) -> str:
    """What is wrong, the field first."""
    what, _, place = str(error).partition(" - at `$.")
    return f"field {place.rstrip('`')}: {what}; {_EXPECTED}" if place else f"{what}; {_EXPECTED}"
