"""One caption per row in a field such as `caption` or `text`: `{"id": .., "caption": ..}`.

With `video`, `start` and `end` in seconds the caption is timed. `--text-field` names another
field, dots lead into nested ones (`meta.caption`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from t3data.captions.draft import Draft, WrongShapeError
from t3data.captions.fields import has, name_of, video_of

TEXT_FIELDS = (
    "caption", "text", "description", "dense_caption", "detailed_caption", "long_caption",
    "recaption", "recaptioned_text", "caption_text",
)  # fmt: skip
_TIMES = ("start", "end")


def recognises(row: Any, key: str | None) -> bool:
    """An object with one of the usual fields, which holds a string."""
    return isinstance(row, Mapping) and any(isinstance(row.get(f), str) for f in TEXT_FIELDS)


def drafts(row: Any, key: str | None) -> Iterator[Draft]:
    """The caption in the first of the usual fields that the row has."""
    if not isinstance(row, Mapping):
        raise WrongShapeError(f"expected an object, found {type(row).__name__}")
    field = next((name for name in TEXT_FIELDS if name in row), None)
    if field is None:
        found = ", ".join(map(repr, list(row)[:6])) or "none"
        raise WrongShapeError(f"expected a field 'caption' or 'text', found {found}")
    yield draft(row, key, row[field])


def draft(row: Mapping[str, Any], key: str | None, text: object) -> Draft:
    """`text` with the row's name and, where it has them, its times."""
    name = key or name_of(row)
    if not has(row, *_TIMES) or not any(has(row, field) for field in ("video", "video_id")):
        return Draft(text, name)
    own = name_of(row, ("id", "uid"))
    return Draft(text, own, video_of(row), row["start"], row["end"], row.get("duration"))
