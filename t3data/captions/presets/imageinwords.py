"""ImageInWords: `{"IIW": caption, "image/key" | "image" | "ex_id": .., ...}`.

`IIW` is the human caption; `IIW-P5B`, `DOCCI` and other texts beside it come from models or from
other data sets and are left alone (`--text-field` takes them).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from t3data.captions.draft import Draft, WrongShapeError
from t3data.captions.fields import has, name_of

_NAMES = ("image/key", "image", "ex_id", "id")


def recognises(row: Any, key: str | None) -> bool:
    """An object with the field `IIW`."""
    return has(row, "IIW")


def drafts(row: Any, key: str | None) -> Iterator[Draft]:
    """The human caption."""
    if not isinstance(row, Mapping) or "IIW" not in row:
        raise WrongShapeError("expected an object with the field 'IIW'")
    yield Draft(row["IIW"], name_of(row, _NAMES))
