"""A T3 row by hand: `Hand` is a row in parts, written from docs/rows.md; `example()` renders it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from t3data.types import Example, Turn

CARS = "A red car is parked beside a brick wall. Two pigeons peck at crumbs on the curb."
RAIN = "A woman in a yellow coat opens a blue umbrella. Rain drips from the awning of a bakery."
DOGS = "A brown dog sleeps on a wooden bench. Behind the bench, a fountain sprays water."
KITE = "A boy flies a striped kite over a green meadow. The sun sets behind distant hills."
COMPOSED = (CARS, RAIN, DOGS, KITE)

TIMED = (
    ("A man chops two onions on a board.", 0.0, 10.0),
    ("The man cracks three eggs into a bowl.", 12.0, 20.0),
    ("He grates a block of cheese.", 22.0, 26.0),
    ("A pan heats on the stove while butter melts.", 40.0, 58.0),
    ("A radio plays music in the kitchen.", 45.0, 57.0),
    ("A girl sets four plates on the table.", 60.0, 75.0),
    ("A dog barks at the door.", 78.0, 88.0),
)
DURATION = 90.0
TIME_FORMS = ("[{:.1f}s - {:.1f}s] ", "{:.1f}s to {:.1f}s: ", "({:.1f} - {:.1f} seconds) ")
LABELS = ("", "Frame {}: ", "Scene {}: ", "Clip {}: ")
CHOOSING = ("order_list", "refer_position", "refer_anchor", "overlap", "duration", "first_last")
STYLES = ("({}) ", "{}. ", "{}) ")


@dataclass(frozen=True)
class Layout:
    """How a row is printed."""

    label: str = ""
    times: str = TIME_FORMS[0]
    question: str = "Question: "
    style: str = STYLES[0]
    closing: str = "Answer with the correct option only."
    answer: str = "line"
    """line, letter, (letter), text or sentence; the last two are free rows."""

    @property
    def free(self) -> bool:
        return self.answer in ("text", "sentence")


LETTER = Layout(closing="Answer with the letter of the correct option only.", answer="letter")
FREE = Layout(closing="Answer in a few words.", answer="text")


@dataclass(frozen=True)
class Hand:
    """A row in parts. Fields after `layout` overwrite what rendering would derive."""

    task: str
    stem: str
    options: tuple[str, ...]
    answer: int
    evidence: dict[str, Any]
    lines: tuple[str, ...] = COMPOSED
    times: tuple[tuple[float, float], ...] = ()
    statements: tuple[str, ...] = ()
    layout: Layout = Layout()
    numbers: tuple[int, ...] = ()
    letters: str = "ABCDEFGH"
    printed_answer: str | None = None
    meta_answer: int | None = None
    meta: dict[str, Any] = field(default_factory=dict)

    @property
    def timed(self) -> bool:
        return bool(self.times)

    def but(self, **changes: Any) -> "Hand":
        return replace(self, **changes)

    def claiming(self, **changes: Any) -> "Hand":
        return replace(self, evidence={**self.evidence, **changes})

    def option_lines(self) -> list[str]:
        return [
            self.layout.style.format(letter) + text
            for letter, text in zip(self.letters, self.options, strict=False)
        ]

    def printed_stem(self) -> str:
        """Free rows of tasks that ask for an item say in the stem what to choose from."""
        listed = self.evidence.get("items") if self.task == "order_list" else self.options
        if not self.layout.free or self.task not in CHOOSING or not listed:
            return self.stem
        return f"{self.stem.rstrip('?.')}: {'; '.join(map(str, listed[::-1]))}?"

    def prompt(self) -> str:
        if self.timed:
            opening = f"Here is what happens. The video is {DURATION:.1f} seconds long."
            before = [self.layout.times.format(*span) for span in self.times]
        else:
            opening = "These captions describe a video."
            before = [self.layout.label.format(at) for at in range(1, len(self.lines) + 1)]
        events = [a + b for a, b in zip(before, self.lines, strict=True)]
        numbers = self.numbers or range(1, len(self.statements) + 1)
        asked = [
            self.layout.question + self.printed_stem(),
            *(f"({n}) {text}" for n, text in zip(numbers, self.statements, strict=True)),
            *([] if self.layout.free else self.option_lines()),
        ]
        sections = [opening, "\n".join(["Captions:", *events]), "\n".join(asked)]
        if self.layout.closing:
            sections.append(self.layout.closing)
        return "\n\n".join(sections)

    def gpt(self) -> str:
        if self.printed_answer is not None:
            return self.printed_answer
        letter, text = self.letters[self.answer], self.options[self.answer]
        return {
            "line": self.option_lines()[self.answer],
            "letter": letter,
            "(letter)": f"({letter})",
            "text": text,
            "sentence": f"{text[:1].upper()}{text[1:]}.",
        }[self.layout.answer]

    def example(self) -> Example:
        meta = {
            "v": 1,
            "timeline": "hand/1",
            "kind": "timed" if self.timed else "composed",
            "scale": 1,
            "format": "free" if self.layout.free else "lettered",
            "captions": [f"c{at}" for at in range(len(self.lines))],
            "answer": self.answer if self.meta_answer is None else self.meta_answer,
            "evidence": self.evidence,
            **({"candidates": list(self.options)} if self.layout.free else {}),
            **self.meta,
        }
        return Example(
            id="hand-1",
            conversations=(Turn("human", self.prompt()), Turn("gpt", self.gpt())),
            source="hand",
            task=self.task,
            meta=json.dumps(meta, ensure_ascii=False),
        )


@dataclass(frozen=True)
class Spoil:
    """What must be known of a row to spoil it."""

    key_line: int
    """The line that decides the answer, and another one to move its item to."""
    move_to: int
    item: str
    """What to move: it stands in the key line in these words."""
    plural: str
    """A sentence that names the item again, in another number or form."""
    synonym: str
    """One that names it with other words."""
    other: str
    """Some other item of the same kind, for evidence and stem."""
    also_true: str
    """A second true option."""
    flip: tuple[str, str]
    """Words of the stem, and words that turn the question round."""
    in_stem: str = ""
    """The anchor or item that the stem holds."""
    times: tuple[tuple[int, tuple[float, float]], ...] = ()
    """Timed rows: edits of lines' seconds after which the answer is no longer right."""


def timed(task: str, stem: str, options: Sequence[str], answer: int, **fields: Any) -> Hand:
    lines = tuple(line for line, _, _ in TIMED)
    times = tuple((start, end) for _, start, end in TIMED)
    return Hand(task, stem, tuple(options), answer, lines=lines, times=times, **fields)


def told(line: int) -> str:
    """The event of a timed line, as an item."""
    return TIMED[line][0].rstrip(".")


A_CAR = Spoil(
    key_line=0,
    move_to=2,
    item="A red car is parked beside a brick wall.",
    plural="Three cars drive by.",
    synonym="An automobile waits in the street.",
    other="a brick wall",
    also_true="",
    flip=("order", "reverse order"),
)
EGGS = Spoil(
    key_line=1,
    move_to=6,
    item="The man cracks three eggs into a bowl.",
    plural="Three more eggs are cracked into the bowls.",
    synonym="A guy is cracking three eggs into a bowl.",
    other=told(0),
    also_true="",
    flip=("order", "reversed order"),
    times=((1, (30.0, 39.0)), (1, (21.5, 25.0)), (1, (12.0, 30.0))),
)
