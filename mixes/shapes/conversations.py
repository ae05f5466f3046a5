"""`conversations`: LLaVA, LLaVA-Video, ShareGPT text, tool calls, and our own shards.

Nearly all rows of a mix have this shape, so `LlavaRow` decodes it in one step; `read` takes what
does not fit at once: other key names, ids that are lists, nulls where text belongs.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from mixes.shapes.media import first_present, mark_videos, media_list
from mixes.shapes.roles import KNOWN, speaker_of
from mixes.shapes.row import Row, UnfitRowError, Utterance, id_of, text_of, wrong_type

_SPEAKER_KEYS = ("from", "role", "speaker")
_TEXT_KEYS = ("value", "content", "text")


class LlavaRow(msgspec.Struct):
    """The usual types of the usual fields; `conversations` is UNSET in rows of other shapes."""

    conversations: list[Utterance] | msgspec.UnsetType = msgspec.UNSET
    id: str | int | None = None
    image: str | list[str] | None = None
    images: list[str] | None = None
    video: str | list[str] | None = None
    videos: list[str] | None = None
    system: str | None = None
    tools: object = None
    task: object = None
    meta: object = None


def from_llava(row: LlavaRow, turns: list[Utterance]) -> Row:
    """The `Row` of a decoded LLaVA row, whose list of turns it takes over.

    `task` and `meta` are taken from rows of our own shards only, where `meta` is a JSON object.
    """
    if row.system:
        turns.insert(0, Utterance("system", row.system))
    for index, turn in enumerate(turns):
        if turn.speaker not in KNOWN:
            turn.speaker = speaker_of(turn.speaker, index)
    images = _paths(row.images or row.image)
    videos = _paths(row.videos or row.video)
    mark_videos(turns, images, videos)
    result = Row(
        turns,
        images,
        videos,
        None if row.id is None or row.id == "" else str(row.id),
    )
    if isinstance(row.task, str) and isinstance(row.meta, str) and row.meta.startswith("{"):
        result.task, result.meta = row.task, row.meta
    elif row.tools:
        result.meta = _tools_meta(row.tools)
    return result


def _paths(media: str | list[str] | None) -> Sequence[str]:
    return (media,) if isinstance(media, str) else media or ()


def read(row: dict[str, Any]) -> Row:
    """The `Row` of a row with `conversations` that `LlavaRow` did not fit.

    Raises:
        UnfitRowError: it cannot be understood, with the place where it goes wrong.
    """
    conversations = row["conversations"]
    if not isinstance(conversations, list):
        raise wrong_type("conversations", conversations, "a list of turns")
    turns = [_turn(turn, index) for index, turn in enumerate(conversations)]
    return with_media(row, turns)


def with_media(row: dict[str, Any], turns: list[Utterance]) -> Row:
    """Puts `turns` together with what the row says beside them: media, id, system, tools."""
    if row.get("system"):
        turns.insert(0, Utterance("system", text_of(row["system"], "system")))
    tools = row.get("tools")
    name, image = first_present(row, "images", "image")
    images = media_list(image, name)
    name, video = first_present(row, "videos", "video")
    videos = media_list(video, name)
    mark_videos(turns, images, videos)
    return Row(
        turns,
        images,
        videos,
        id_of(first_present(row, "id", "_id", "qid", "question_id")[1]),
        meta=_tools_meta(tools) if tools else "{}",
    )


def _turn(turn: Any, index: int) -> Utterance:
    if not isinstance(turn, dict):
        raise wrong_type(f"conversations[{index}]", turn, "an object with from and value")
    speaker = _field(turn, _SPEAKER_KEYS, index)
    return Utterance(speaker_of(speaker, index), _field(turn, _TEXT_KEYS, index))


def _field(turn: dict[str, Any], names: tuple[str, ...], index: int) -> str:
    for name in names:
        if name in turn:
            return text_of(turn[name], f"conversations[{index}].{name}")
    raise UnfitRowError("missing_key", f"conversations[{index}] has no {names[0]!r}")


def _tools_meta(tools: Any) -> str:
    """LLaMA-Factory's `tools` column has no place in the schema of a mix; `meta` keeps it."""
    return msgspec.json.encode({"tools": tools}).decode()
