"""What became of reading a reply."""

from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "",  # an option was read
    "none",  # nothing that states an option
    "several",  # more than one option, and no clear last word
    "refusal",  # the model declines, or says that no option is right
    "failure",  # not a reply at all: an error message or a harness's marker
]


@dataclass(frozen=True, slots=True)
class Choice:
    """The option that a reply states."""

    index: int | None
    """Which option, from 0; None where none was read."""
    rule: str
    """What read it ("letter", "declared", …), or what kept it from being read."""
    reason: Reason
    """Empty where an option was read."""
    start: int
    """Where in the reply the letter or text stands that was read."""
    end: int


def unread(reason: Reason, rule: str = "") -> Choice:
    """No option was read, and why."""
    return Choice(None, rule or reason, reason, 0, 0)
