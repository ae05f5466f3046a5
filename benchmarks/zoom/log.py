"""`rounds.jsonl`: every round of every conversation, without the bytes of the frames."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the conversations."""

    rounds: Mapping[int, int] = field(default_factory=dict)
    """How many ended, well or not, after so many rounds."""
    faults: Mapping[str, int] = field(default_factory=dict)
    """What was wrong with replies, by `Fault`."""


def sorted_rounds(entries: Iterable[RoundEntry], ids: Sequence[str]) -> list[RoundEntry]:
    """Conversations in the order of `ids`, each in the order of its rounds.

    Of one that was held again and was shorter, the rounds behind its end are left out.
    """
    places = {id: place for place, id in enumerate(ids)}
    known = (entry for entry in entries if entry.id in places)
    found: list[RoundEntry] = []
    over = ""
    for entry in sorted(known, key=lambda entry: (places[entry.id], entry.round)):
        if entry.id != over:
            found.append(entry)
            over = entry.id if _ends(entry) else ""
    return found


def counts_of(entries: Sequence[RoundEntry]) -> Counts:
    """Adds up conversations."""
    return Counts(
        dict(sorted(Counter(entry.round for entry in entries if _ends(entry)).items())),
        Counter(fault for entry in entries for fault in entry.faults),
    )


def _ends(entry: RoundEntry) -> bool:
    return entry.then not in ("look", "retry")


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
