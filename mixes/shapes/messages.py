"""`messages`: the OpenAI style, with content as text or as a list of typed parts.

Parts that are media become `<image>` or `<video>` where they stand, unless the text already marks
the places (xtuner writes `<IMG_CONTEXT>` for them).
"""

import re
from typing import Any

import msgspec

from mixes.shapes.conversations import with_media
from mixes.shapes.media import media_list
from mixes.shapes.roles import speaker_of
from mixes.shapes.row import Row, UnfitRowError, Utterance, text_of, wrong_type

_MARKS = {
    "image": re.compile(r"<image>|<IMG_CONTEXT>"),
    "video": re.compile(r"<video>|<VIDEO_CONTEXT>"),
}
_VALUE_KEYS = ("value", "text", "url", "path")


def read(row: dict[str, Any]) -> Row:
    """The `Row` of a row with `messages`.

    Raises:
        UnfitRowError: it cannot be understood, with the place where it goes wrong.
    """
    messages = row["messages"]
    if not isinstance(messages, list):
        raise wrong_type("messages", messages, "a list of messages")
    media: dict[str, list[str]] = {"image": [], "video": []}
    turns: list[Utterance] = []
    for index, message in enumerate(messages):
        turns.append(_turn(message, index, media))
    result = with_media(row, turns)
    result.images = [*result.images, *media["image"]]
    result.videos = [*result.videos, *media["video"]]
    return result


def _turn(message: Any, index: int, media: dict[str, list[str]]) -> Utterance:
    place = f"messages[{index}]"
    if not isinstance(message, dict):
        raise wrong_type(place, message, "an object with role and content")
    if "role" not in message:
        raise UnfitRowError("missing_key", f"{place} has no 'role'")
    speaker = speaker_of(text_of(message["role"], f"{place}.role"), index)
    content = message.get("content")
    if message.get("tool_calls") and not content:
        return Utterance("function_call", _calls(message["tool_calls"], place))
    if "content" not in message:
        raise UnfitRowError("missing_key", f"{place} has no 'content'")
    if isinstance(content, list):
        return Utterance(speaker, _joined(content, f"{place}.content", media))
    return Utterance(speaker, text_of(content, f"{place}.content"))


def _joined(parts: list[Any], place: str, media: dict[str, list[str]]) -> str:
    """The text of typed parts; the paths of media parts are added to `media`."""
    pieces: list[tuple[str, str]] = []
    for index, part in enumerate(parts):
        kind, value = _part(part, f"{place}[{index}]")
        pieces.append((kind, value))
        if kind in media:
            media[kind].append(value)
    text = "".join(value for kind, value in pieces if kind == "text")
    marked = {
        kind: len(mark.findall(text)) == sum(kind == other for other, _ in pieces)
        for kind, mark in _MARKS.items()
    }
    joined = ""
    for kind, value in pieces:
        if kind == "text":
            for name, mark in _MARKS.items():
                value = mark.sub(f"<{name}>", value) if marked[name] else value
            joined += value
        elif not marked[kind]:
            joined += f"<{kind}>"
    return joined


def _part(part: Any, place: str) -> tuple[str, str]:
    """Kind (text, image, video) and value (text or path) of one typed part."""
    if isinstance(part, str):
        return "text", part
    if not isinstance(part, dict):
        raise wrong_type(place, part, "text or an object with a type")
    given = text_of(part.get("type"), f"{place}.type")
    kind = given.removesuffix("_url").removeprefix("input_")
    if kind not in ("text", "image", "video"):
        raise UnfitRowError("unknown_part", f"{place} is of type {given[:40]!r}")
    value = next((part[key] for key in (given, kind, *_VALUE_KEYS) if key in part), None)
    if kind == "text":
        return kind, text_of(value, f"{place}.text")
    paths = media_list(value, place)
    if len(paths) != 1:
        raise wrong_type(place, value, f"the path of one {kind}")
    return kind, paths[0]


def _calls(calls: Any, place: str) -> str:
    """OpenAI's `tool_calls` as LLaMA-Factory reads them: JSON with name and arguments."""
    try:
        found = [call.get("function", call) for call in calls]
        named = [{"name": c["name"], "arguments": _arguments(c["arguments"])} for c in found]
    except (AttributeError, KeyError, TypeError, msgspec.DecodeError):
        raise UnfitRowError(
            "wrong_type", f"{place}.tool_calls: expected objects with name and arguments"
        ) from None
    return msgspec.json.encode(named[0] if len(named) == 1 else named).decode()


def _arguments(arguments: Any) -> Any:
    return msgspec.json.decode(arguments) if isinstance(arguments, str) else arguments
