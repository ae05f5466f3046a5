"""Small questions that presets ask of a row."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from t3data.captions.draft import WrongShapeError

ID_FIELDS = (
    "id", "image/key", "image_id", "key", "uid", "image", "image_file", "image_path", "file_name",
    "filename", "path", "video_id", "video", "video_name", "url", "image_url",
)  # fmt: skip
"""Where rows keep their name, best first."""


def has(row: Any, *names: str) -> bool:
    """Whether `row` is an object with all these fields, none of them null."""
    return isinstance(row, Mapping) and all(row.get(name) is not None for name in names)


def name_of(row: Mapping[str, Any], fields: tuple[str, ...] = ID_FIELDS) -> str | None:
    """The first of `fields` that names the row: a string, an integer, or a picture's path."""
    for field in fields:
        value = row.get(field)
        if isinstance(value, Mapping):
            value = value.get("path")
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def video_of(row: Mapping[str, Any], key: str | None = None) -> str:
    """The video a row belongs to.

    Raises:
        WrongShapeError: it names none.
    """
    name = key or name_of(row, ("video_id", "video", "vid", "video_name", "video_path", "id"))
    if name is None:
        raise WrongShapeError("expected the name of a video in 'video_id' or 'video'")
    return PurePosixPath(name).name or name


def number(value: object) -> float | None:
    """`value` as a float where it is a number, or a string that is one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def pair_of(value: object) -> tuple[object, object]:
    """The two members of a pair of times; two Nones, which are rejected later, for other things."""
    return (value[0], value[1]) if isinstance(value, list) and len(value) == 2 else (None, None)


def longest(texts: list[str]) -> str:
    """The text with the most words, the first of them among equals.

    Several captions of one picture are all true of it, so only one may enter a timeline; the
    longest names most things, and questions need things.
    """
    return max(texts, key=lambda text: len(text.split()))


def list_of_texts(value: object) -> list[str]:
    """The strings of a non-empty list of strings, else nothing."""
    if isinstance(value, list) and value and all(isinstance(text, str) for text in value):
        return value
    return []
