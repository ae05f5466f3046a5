"""LLaVA-ReCap, ShareGPT4V and their likes: conversations whose `gpt` turn is the caption.

`{"id": .., "image": .., "conversations": [{"from": "human", ..}, {"from": "gpt", "value": ..}]}`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from t3data.captions.draft import Draft, WrongShapeError
from t3data.captions.fields import has, name_of


def recognises(row: Any, key: str | None) -> bool:
    """An object with a list of `conversations`."""
    return has(row, "conversations") and isinstance(row["conversations"], list)


def drafts(row: Any, key: str | None) -> Iterator[Draft]:
    """The answer of a conversation of one question; longer ones are dialogues, not captions."""
    if not isinstance(row, Mapping) or not recognises(row, key):
        raise WrongShapeError("expected an object with 'conversations'")
    turns = [turn for turn in row["conversations"] if not _is(turn, "system")]
    if (
        len(turns) != 2
        or not _is(turns[0], "human", "user")
        or not _is(turns[1], "gpt", "assistant")
    ):
        raise WrongShapeError(f"expected one human and one gpt turn, found {len(turns)} turns")
    yield Draft(turns[1].get("value"), key or name_of(row))


def _is(turn: object, *speakers: str) -> bool:
    return isinstance(turn, Mapping) and turn.get("from") in speakers
