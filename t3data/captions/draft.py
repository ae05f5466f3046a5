"""What a preset takes out of a row, before anything is cleaned, checked or named."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Draft:
    """A caption as the row states it. Fields that the row gets wrong are rejected later."""

    text: object
    name: str | None = None
    """What the row calls itself; it becomes the caption's id where it is new."""
    video: str | None = None
    start: object = None
    end: object = None
    duration: object = None
    """Seconds, in all three."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why something is no caption."""

    reason: str
    """A code in snake_case."""
    detail: str
    """One sentence for a person."""
    text: str = ""


class WrongShapeError(Exception):
    """The row lacks what the preset needs; the message says what was expected."""


@runtime_checkable
class Preset(Protocol):
    """A shape of caption files: a module with these two functions (and a docstring to be shown).

    A module whose rows of one video are scattered over the file sets `GATHER = True`: then a file
    is read to its end, and its captions come video by video.
    """

    def recognises(self, row: Any, key: str | None) -> bool:
        """Whether `row` has this shape. Never raises, whatever the row is."""
        ...

    def drafts(self, row: Any, key: str | None) -> Iterable[Draft | Flaw]:
        """The captions in `row`; `key` is its name where the file is an object `{name: row}`.

        Raises:
            WrongShapeError: the row has another shape.
        """
        ...
