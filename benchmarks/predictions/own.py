"""Our own predictions: JSONL of `{"id", "reply"}` or `{"id", "failure"}`, as `t3 run` writes them.

`fields` holds outputs beyond the text, such as `{"window": [3.2, 7.5]}`.
"""

from pathlib import Path
from typing import Any

import msgspec

from benchmarks.contract import Prediction, nothing
from benchmarks.predictions.entries import Entries, at, told


class Line(msgspec.Struct, omit_defaults=True):
    """One line."""

    id: str | int
    reply: str | None = None
    failure: str = ""
    fields: dict[str, Any] | None = None


def read(path: Path) -> Entries:
    """The predictions of a JSONL file; a torn last line is what a killed run leaves behind."""
    decoder = msgspec.json.Decoder(Line)
    with path.open("rb") as stream:
        for number, line in enumerate(stream):
            if not line.strip():
                continue
            try:
                entry = decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                yield at(path, number, f'{error}; expected {{"id": …, "reply": …}}')
                continue
            if entry.reply is None:
                failure = entry.failure or "no reply"
                yield Prediction(str(entry.id), None, failure, entry.fields or nothing())
            elif entry.fields:
                yield Prediction(str(entry.id), entry.reply, "", entry.fields)
            else:
                yield told(str(entry.id), entry.reply)
