"""`rounds.jsonl`: every round of every conversation, without the bytes of the frames."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from benchmarks.windows.window import Window
from benchmarks.zoom.calls import Fault
from benchmarks.zoom.rounds import Kind
from t3data.models.chat import Message, Part

ROUNDS = "rounds.jsonl"


class RoundEntry(msgspec.Struct, omit_defaults=True):
    """One round: what was sent, what came back, what followed."""

    id: str
    round: int
    """From 1."""
    messages: list[dict[str, Any]]
    """All that was sent; a video as `{"frames", "indices", "times", "offset", "digest"}`."""
    reply: str | None = None
    """Beside a failure, what there was of it."""
    failure: str = ""
    then: Kind | None = None
    windows: tuple[Window, ...] = ()
    """Clips that the next round shows, in seconds of what the model saw first."""
    faults: tuple[Fault, ...] = ()
    prompt_tokens: int = 0
    completion_tokens: int = 0


def round_id(entry: RoundEntry) -> str:
    """By which a round is known again: one that is asked once more replaces itself."""
    return f"{entry.round} {entry.id}"


def sorted_rounds(entries: Iterable[RoundEntry], ids: Sequence[str]) -> list[RoundEntry]:
    """Conversations in the order of `ids`, each in the order of its rounds."""
    places = {id: place for place, id in enumerate(ids)}
    known = (entry for entry in entries if entry.id in places)
    return sorted(known, key=lambda entry: (places[entry.id], entry.round))


def told(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Messages as they are logged."""
    return [{"role": message.role, "content": _content(message)} for message in messages]


def _content(message: Message) -> str | list[Any]:
    if isinstance(message.content, str):
        return message.content
    return [_part(part) for part in message.content]


def _part(part: Part) -> str | dict[str, Any]:
    if isinstance(part, str):
        return part
    return {
        "frames": len(part),
        "indices": part.indices,
        "times": [round(time, 6) for time in part.times],
        "offset": part.offset,
        "digest": part.digest,
    }
