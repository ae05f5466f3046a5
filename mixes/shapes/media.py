"""Media fields: one path, a list of paths, or the dictionaries in which the Hub stores them."""

from collections.abc import Sequence
from typing import Any

from mixes.shapes.row import UnfitRowError, Utterance, wrong_type


def media_list(value: Any, field_name: str) -> list[str]:
    """The paths that a media field holds; none for null, an empty text or an empty list.

    Raises:
        UnfitRowError: it holds something else, or the pixels themselves instead of a path.
    """
    if value is None or value == "":
        return []
    return [_path(item, field_name) for item in (value if isinstance(value, list) else [value])]


def first_present(row: dict[str, Any], *names: str) -> tuple[str, Any]:
    """The first of the fields that is there and not null, with its name."""
    for name in names:
        if row.get(name) is not None:
            return name, row[name]
    return names[0], None


def mark_videos(turns: list[Utterance], images: Sequence[str], videos: Sequence[str]) -> None:
    """Turns `<image>` into `<video>` where a row has videos alone.

    LLaVA-Video and LongVA write `<image>` for either; LLaMA-Factory and ms-swift do not.
    """
    if images or not videos or any("<video>" in turn.value for turn in turns):
        return
    if sum(turn.value.count("<image>") for turn in turns) == len(videos):
        for turn in turns:
            turn.value = turn.value.replace("<image>", "<video>")


def _path(item: Any, field_name: str) -> str:
    if isinstance(item, dict):
        path = item.get("path") or item.get("url")
        if path is None and item.get("bytes"):
            raise UnfitRowError(
                "embedded_media",
                f"{field_name} holds the file itself, expected a path; write the media out first",
            )
        item = path
    if not isinstance(item, str):
        raise wrong_type(field_name, item, "a path or a list of paths")
    if item.startswith("data:"):
        raise UnfitRowError(
            "embedded_media",
            f"{field_name} holds a data: URL, expected a path; write the media out first",
        )
    return item
