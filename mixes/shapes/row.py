"""What every shape is brought into, and what is said of a row that has none of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from t3data.types import Turn


class Utterance(msgspec.Struct):
    """One turn as it is decoded: `Turn` in all but name, and built without a copy."""

    speaker: str = msgspec.field(name="from")
    value: str


@dataclass(slots=True)
class Row:
    """A conversation with its media, before any filter."""

    turns: list[Utterance]
    images: Sequence[str] = ()
    videos: Sequence[str] = ()
    id: str | None = None
    task: str = ""
    meta: str = "{}"
    n_tokens: int = -1
    """Exact length where somebody counted it, else -1."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is left out: a code in snake_case and a sentence."""

    reason: str
    detail: str


class UnfitRowError(Exception):
    """A row that no reader can bring into shape."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.refusal = Refusal(reason, detail)


def as_turns(turns: Sequence[Utterance]) -> Sequence[Turn]:
    """`turns` under the name that the rest of the project knows: same attributes, no copy."""
    return cast("Sequence[Turn]", turns)


def wrong_type(field_name: str, found: Any, expected: str) -> UnfitRowError:
    """The error for a field that holds something else than it should."""
    return UnfitRowError("wrong_type", f"{field_name} is {kind_of(found)}, expected {expected}")


def kind_of(value: Any) -> str:
    """The JSON type of `value`, as a person calls it."""
    names: dict[type, str] = {
        str: "text",
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
        bytes: "binary data",
        type(None): "null",
    }
    return names.get(type(value), type(value).__name__)


def text_of(value: Any, field_name: str) -> str:
    """`value` if it is text.

    Raises:
        UnfitRowError: it is not.
    """
    if isinstance(value, str):
        return value
    raise wrong_type(field_name, value, "text")


def id_of(value: Any) -> str | None:
    """A row's id as text; data sets number their rows as often as they name them."""
    if value is None or value == "" or isinstance(value, list | dict | bool):
        return None
    return str(value)
