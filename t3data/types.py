"""The types every package shares: what a caption becomes on its way to a training row.

    Caption -> Scene -> Timeline(Event...) -> Question(options, answer, evidence) -> Example

Standard library only, no logic. Times are seconds from the start of the video.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

Evidence = Mapping[str, Any]
"""What a question claims, in JSON types: `relation` and the fields docs/rows.md lists for it."""


@dataclass(frozen=True, slots=True)
class Caption:
    """One dense caption: of an image, or of a stretch of a video when `video` is set."""

    text: str
    id: str
    """Unique within its source, and the same whenever the same file is read."""
    source: str
    license: str | None = None
    video: str | None = None
    start: float | None = None
    end: float | None = None
    duration: float | None = None
    """Length of the whole video, where the source states it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of one attribute of one thing, made inside a caption's text."""

    attribute: str
    """The kind of attribute: color, size, state, ..."""
    thing: str
    """The noun that carries it, as the caption writes it: "balloon"."""
    before: str
    after: str
    text: str
    """The whole caption with `after` in the place of `before`."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A caption and what can be asked about it, proposed offline or by a language model."""

    caption: Caption
    sentences: tuple[str, ...]
    items: tuple[str, ...] = ()
    """Short noun phrases for things the caption shows, best first: "a red balloon"."""
    edits: tuple[Edit, ...] | None = None
    """None where nobody has looked for them yet."""


@dataclass(frozen=True, slots=True)
class Event:
    """One scene in its place on a timeline. `start` and `end` are None on composed timelines."""

    scene: Scene
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events in the order in which they start."""

    id: str
    kind: Literal["composed", "timed"]
    events: tuple[Event, ...]
    scale: int = 1
    """How many times the base context length the timeline has: 1, 2, 4 or 8."""
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a task asks of a timeline. Exactly one of `options` is true."""

    task: str
    stem: str
    options: tuple[str, ...]
    answer: int
    """Index of the true option."""
    evidence: Evidence
    statements: tuple[str, ...] = ()
    """Numbered lines shown between stem and options: "(1) ...", "(2) ..."."""
    lettered: bool = True
    """False: the options are not listed and the answer is given in words."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation. `speaker` is written as `from`: human, gpt, system, ..."""

    speaker: str
    value: str


@dataclass(frozen=True, slots=True)
class Example:
    """One training row, as `t3data.shards.SCHEMA` writes it."""

    id: str
    conversations: tuple[Turn, ...]
    source: str
    task: str = ""
    """Name of the T3 task, empty for general rows."""
    images: tuple[str, ...] = ()
    videos: tuple[str, ...] = ()
    n_tokens: int = -1
    """Exact length with template and media; -1 where it was not counted."""
    meta: str = "{}"
    """A JSON object; for T3 rows docs/rows.md describes it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row came from. `byte` is its offset in text files, None in columnar ones."""

    file: str
    row: int
    byte: int | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was left out, and why."""

    reason: str
    """A code in snake_case; manifests count rejects by it."""
    place: Place
    source: str = ""
    detail: str = ""
    """One sentence for a person: what was found and what was expected."""
    row: str = ""
    """The row as JSON or text, cut to a readable length."""


@dataclass(frozen=True, slots=True)
class Posed:
    """A question together with the timeline it is asked of."""

    timeline: Timeline
    question: Question


@runtime_checkable
class Task(Protocol):
    """A T3 task: asks a timeline. One small file each under `t3data/tasks`."""

    name: str

    def ask(self, timeline: Timeline, seed: int) -> Sequence[Posed]:
        """Questions about `timeline`, a pure function of (timeline, seed); none when it cannot.

        The timeline of the answer is the one given, unless the task edits captions.
        """
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checker says of one row."""

    ok: bool
    reason: str = ""
    """A code in snake_case when not ok, else empty."""
    detail: str = ""
    truths: tuple[bool | None, ...] = field(default=())
    """For each option: true, false, or None where the captions leave it open."""
