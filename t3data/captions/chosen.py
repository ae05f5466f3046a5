"""Which preset reads a file: the one asked for, or the one that recognises its first rows."""

from collections.abc import Iterator
from itertools import islice

import msgspec

from t3data.captions.presets import load_preset, preset_names
from t3data.errors import T3Error
from t3data.records import Record, RecordFile
from t3data.types import Reject

_LOOKED_AT = 20


def recognise(file: RecordFile) -> str:
    """The name of the first preset that recognises most of the first rows.

    Raises:
        T3Error: none does, or the file holds no row at all.
    """
    rows = list(islice(_decoded(file), _LOOKED_AT))
    if not rows:
        raise T3Error(f"{file.path}: no readable row in it{_first_fault(file)}")
    for name in preset_names():
        preset = load_preset(name)
        if 2 * sum(preset.recognises(row, key) for row, key in rows) > len(rows):
            return name
    first = rows[0][0]
    found = ", ".join(map(repr, list(first)[:8])) if isinstance(first, dict) else repr(first)[:80]
    raise T3Error(
        f"{file.path}: no preset recognises these rows ({found}); name the caption's field with "
        f"--text-field, or choose --preset {' | '.join(preset_names())}"
    )


def _first_fault(file: RecordFile) -> str:
    """What is wrong with the first bad row, and where it is."""
    fault = next((row for row in file.rows() if isinstance(row, Reject)), None)
    if fault is None:
        return "; expected captions"
    place = f"row {fault.place.row}" if fault.place.byte is None else f"byte {fault.place.byte}"
    return f"; {place}: {fault.reason}: {fault.detail}"


def _decoded(file: RecordFile) -> Iterator[tuple[object, str | None]]:
    for record in file.rows():
        if isinstance(record, Record):
            try:
                yield record.decode(object), record.key
            except (msgspec.DecodeError, UnicodeError):
                continue
