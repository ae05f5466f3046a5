"""T3 rows written by hand from docs/rows.md, independently of the generators.

`Hand` is a row in parts; `example()` renders it. `HANDS` are correct rows of every task, with what
the fault tests need to know to spoil each of them.
"""

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


def _timed(task: str, stem: str, options: Sequence[str], answer: int, **fields: Any) -> Hand:
    lines = tuple(line for line, _, _ in TIMED)
    times = tuple((start, end) for _, start, end in TIMED)
    return Hand(task, stem, tuple(options), answer, lines=lines, times=times, **fields)


def told(line: int) -> str:
    """The event of a timed line, as an item."""
    return TIMED[line][0].rstrip(".")


HANDS: dict[str, tuple[Hand, Spoil]] = {}

_THINGS = ["a red car", "a blue umbrella", "a brown dog", "a striped kite"]
_A_CAR = Spoil(
    key_line=0,
    move_to=2,
    item="A red car is parked beside a brick wall.",
    plural="Three cars drive by.",
    synonym="An automobile waits in the street.",
    other="a brick wall",
    also_true="",
    flip=("order", "reverse order"),
)
_order = {"relation": "order", "kind": "thing", "items": _THINGS[:3], "events": [0, 1, 2]}
HANDS["order_list composed"] = (
    Hand(
        "order_list",
        "In which order do these things appear?",
        (
            "a blue umbrella, then a red car, then a brown dog",
            "a red car, then a blue umbrella, then a brown dog",
            "a brown dog, then a blue umbrella, then a red car",
        ),
        1,
        _order,
    ),
    replace(_A_CAR, also_true="a red car -> a blue umbrella -> a brown dog"),
)
_AN_UMBRELLA = "a woman in a yellow coat opens a blue umbrella"
_A_DOG = "a brown dog sleeps on a wooden bench"
HANDS["order_list composed events"] = (
    Hand(
        "order_list",
        "Which sequence is right?",
        (f"{_A_DOG} -> {_AN_UMBRELLA}", f"{_AN_UMBRELLA} -> {_A_DOG}"),
        1,
        {"relation": "order", "kind": "event", "items": [_AN_UMBRELLA, _A_DOG], "events": [1, 2]},
    ),
    Spoil(
        key_line=1,
        move_to=3,
        item="A woman in a yellow coat opens a blue umbrella.",
        plural="Women in yellow coats are opening blue umbrellas.",
        synonym="A lady wearing a yellow coat is opening a blue umbrella.",
        other="rain drips from the awning of a bakery",
        also_true=f"{_AN_UMBRELLA}; then {_A_DOG}",
        flip=("sequence", "sequence, backwards,"),
    ),
)
_EGGS = Spoil(
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
HANDS["order_list timed"] = (
    _timed(
        "order_list",
        "What is the chronological order of these events?",
        [
            f"{told(1)}; then {told(2)}; then {told(5)}",
            f"{told(2)}; then {told(1)}; then {told(5)}",
            f"{told(5)}; then {told(2)}; then {told(1)}",
            f"{told(2)}; then {told(5)}; then {told(1)}",
        ],
        0,
        evidence={
            "relation": "order",
            "kind": "event",
            "items": [told(1), told(2), told(5)],
            "events": [1, 2, 5],
        },
    ),
    replace(_EGGS, also_true=f"{told(1)} -> {told(2)} -> {told(5)}"),
)


def _arranged(hand: Hand, order: Sequence[int]) -> Hand:
    """Shows the items as statements, item `order[i]` as statement i + 1."""
    items = hand.evidence["items"]
    right = [list(order).index(at) + 1 for at in range(len(items))]
    wrong = [right[::-1], [right[1], right[0], *right[2:]]]
    texts = [", ".join(f"({n})" for n in numbers) for numbers in (wrong[0], right, wrong[1])]
    return hand.but(statements=tuple(items[at] for at in order), options=tuple(texts), answer=1)


def _arrows(hand: Hand) -> str:
    return hand.options[hand.answer].replace(", ", " -> ")


def _add_arranged(name: str, hand: Hand, spoil: Spoil, order: Sequence[int] = (1, 2, 0)) -> None:
    arranged = _arranged(hand, order)
    HANDS[name] = arranged, replace(spoil, also_true=_arrows(arranged))


_add_arranged(
    "order_arrange composed",
    Hand("order_arrange", "Arrange these things from first to last.", (), 1, _order),
    replace(_A_CAR, flip=("first to last", "last to first")),
)
_timed_items = {
    "relation": "order",
    "kind": "event",
    "items": [told(1), told(2), told(5)],
    "events": [1, 2, 5],
}
_add_arranged(
    "order_arrange timed",
    _timed("order_arrange", "Put the events in order.", (), 1, evidence=_timed_items),
    _EGGS,
)
_pieces = {
    "order_phrase": [
        "parked beside a brick wall",
        "in a yellow coat opens a blue umbrella",
        "a striped kite over a green meadow",
    ],
    "order_prefix": ["A red car is parked...", "A woman in a yellow...", "The sun sets behind..."],
    "order_sentence": [
        "Two pigeons peck at crumbs on the curb.",
        "Rain drips from the awning of a bakery.",
        "The sun sets behind distant hills.",
    ],
}
_again = {
    "order_phrase": (CARS.split(". ")[0], "Bikes are parked beside brick walls."),
    "order_prefix": (CARS.split(". ")[0], "Red cars are parked there."),
    "order_sentence": (CARS.split(". ")[1], "Two more pigeons pecked at a crumb on the curbs."),
}
_in_other_words = {
    "order_phrase": "Someone was parking it beside the brick wall.",
    "order_prefix": "A red automobile was parked there.",
    "order_sentence": "On the curb, two pigeons were pecking crumbs.",
}
for _task, _items in _pieces.items():
    _add_arranged(
        f"{_task} composed",
        Hand(
            _task,
            "Which order of these pieces follows the captions?",
            (),
            1,
            {"relation": "order", "kind": "fragment", "items": _items, "events": [0, 1, 3]},
        ),
        replace(
            _A_CAR,
            item=_again[_task][0].rstrip(".") + ".",
            plural=_again[_task][1],
            synonym=_in_other_words[_task],
            other="a fountain sprays water",
        ),
    )
    _cut = {
        "order_phrase": ["cracks three eggs into a bowl", "a block of cheese", "four plates on"],
        "order_prefix": ["The man cracks three eggs...", "He grates a block...", "A girl sets..."],
        "order_sentence": [TIMED[at][0] for at in (1, 2, 5)],
    }[_task]
    _add_arranged(
        f"{_task} timed",
        _timed(
            _task,
            "Which order of these pieces follows the captions?",
            (),
            1,
            evidence={"relation": "order", "kind": "fragment", "items": _cut, "events": [1, 2, 5]},
        ),
        replace(_EGGS, other="a radio plays music"),
    )

_RED_SOFA = "A red leather sofa stands in a bright room. A lamp glows in the corner."
_BLUE_SOFA = "A blue leather sofa stands in a bright room. A lamp glows in the corner."
_A_SOFA = Spoil(
    key_line=0,
    move_to=1,
    item="A red leather sofa stands in a bright room.",
    plural="There are more sofas here.",
    synonym="A couch is for sale.",
    other="lamp",
    also_true="It turns from crimson to blue",
    flip=("change", "smell"),
    in_stem="sofa",
)
HANDS["attribute change"] = (
    Hand(
        "attribute",
        "How does the color of the sofa change?",
        (
            "It changes from blue to red",
            "It stays red",
            "It changes from red to blue",
            "It stays blue",
        ),
        2,
        {
            "relation": "attribute",
            "attribute": "color",
            "thing": "sofa",
            "events": [0, 2],
            "values": ["red", "blue"],
        },
        lines=(_RED_SOFA, CARS, _BLUE_SOFA),
    ),
    _A_SOFA,
)
HANDS["attribute stays"] = (
    Hand(
        "attribute",
        "Does the sofa become another color, or does it stay as it is?",
        ("from red to blue", "stays blue", "from blue to red", "stays red"),
        3,
        {
            "relation": "attribute",
            "attribute": "color",
            "thing": "sofa",
            "events": [0, 2],
            "values": ["red", "red"],
        },
        lines=(_RED_SOFA, RAIN, _RED_SOFA.replace("bright", "dim")),
    ),
    replace(
        _A_SOFA,
        also_true="stays crimson",
        flip=("become another color, or does it stay as it is?", "have a color?"),
    ),
)
HANDS["refer_position composed"] = (
    Hand(
        "refer_position",
        "What is shown at the end of the video?",
        ("a red car", "a grand piano", "a striped kite", "a brown dog"),
        2,
        {"relation": "at", "kind": "thing", "position": "end", "event": 3},
    ),
    Spoil(
        key_line=3,
        move_to=1,
        item="A boy flies a striped kite over a green meadow.",
        plural="Kites hang on a wall.",
        synonym="A kite's tail lies there.",
        other="a brick wall",
        also_true="a green meadow",
        flip=("end", "beginning"),
    ),
)
HANDS["refer_position timed"] = (
    _timed(
        "refer_position",
        "What happens at the beginning?",
        [told(5), told(1), told(3)],
        1,
        evidence={"relation": "at", "kind": "event", "position": "begin", "event": 1},
    ),
    replace(_EGGS, also_true=told(0), flip=("beginning", "midpoint"), times=((1, (28.0, 39.0)),)),
)
HANDS["refer_anchor after"] = (
    Hand(
        "refer_anchor",
        "What is shown right after a blue umbrella?",
        ("a red car", "a striped kite", "a brown dog"),
        2,
        {
            "relation": "after",
            "kind": "thing",
            "anchor": "a blue umbrella",
            "anchor_event": 1,
            "event": 2,
        },
    ),
    Spoil(
        key_line=2,
        move_to=3,
        item="A brown dog sleeps on a wooden bench.",
        plural="Two dogs run about.",
        synonym="A puppy runs about.",
        other="a yellow coat",
        also_true="a wooden bench",
        flip=("after", "before"),
        in_stem="a blue umbrella",
    ),
)
HANDS["refer_anchor before"] = (
    _timed(
        "refer_anchor",
        f'Which of the following directly precedes "{told(2)}"?',
        [told(1), told(0), told(5), told(4)],
        0,
        evidence={
            "relation": "before",
            "kind": "event",
            "anchor": told(2),
            "anchor_event": 2,
            "event": 1,
        },
    ),
    replace(
        _EGGS,
        also_true="cracks three eggs",
        flip=("precedes", "follows"),
        in_stem=told(2),
        other=told(0),
        times=((1, (12.0, 23.0)), (1, (30.0, 31.0))),
    ),
)
HANDS["ground_position composed"] = (
    Hand(
        "ground_position",
        "When is a red car shown?",
        ("In the middle of the video", "At the beginning of the video", "At the end of the video"),
        1,
        {"relation": "when", "kind": "thing", "item": "a red car", "event": 0},
    ),
    replace(
        _A_CAR, also_true="Near the start of it", flip=("When", "How long"), in_stem="a red car"
    ),
)
HANDS["ground_position timed"] = (
    _timed(
        "ground_position",
        f'In which part of the video does this happen: "{told(1)}"?',
        ["the beginning", "the middle", "the end"],
        0,
        evidence={"relation": "when", "kind": "event", "item": told(1), "event": 1},
    ),
    replace(
        _EGGS,
        also_true="the opening",
        flip=("In which part", "For which reason"),
        in_stem=told(1),
        times=((1, (28.0, 39.0)), (1, (32.0, 39.0))),
    ),
)
HANDS["ground_seconds"] = (
    _timed(
        "ground_seconds",
        f'At what time does this take place: "{told(1)}"?',
        ["0.0s - 10.0s", "60.0s - 75.0s", "12.0s - 20.0s"],
        2,
        evidence={"relation": "seconds", "kind": "event", "item": told(1), "event": 1},
    ),
    replace(
        _EGGS,
        also_true="from 12.0 to 20.0 seconds",
        flip=("At what time", "In what way"),
        in_stem=told(1),
        times=((1, (12.1, 20.0)), (1, (12.0, 19.9))),
    ),
)
_PAN = Spoil(
    key_line=3,
    move_to=6,
    item="A pan heats on the stove while butter melts.",
    plural="Pans heat on stoves while butter melts.",
    synonym="A skillet is heating on the stove as the butter melts.",
    other=told(4),
    also_true="butter melts",
    flip=("longest", "shortest"),
    times=((3, (40.0, 44.0)), (3, (45.0, 56.9)), (3, (40.0, 50.9))),
)
HANDS["duration longest"] = (
    _timed(
        "duration",
        "Which event lasts the longest?",
        [told(0), told(3), told(2), told(6)],
        1,
        evidence={"relation": "longest", "kind": "event", "events": [0, 3, 2, 6]},
    ),
    _PAN,
)
HANDS["duration shortest"] = (
    _timed(
        "duration",
        "Which of these takes the least time?",
        [told(2), told(3), told(6)],
        0,
        evidence={"relation": "shortest", "kind": "event", "events": [2, 3, 6]},
    ),
    Spoil(
        key_line=2,
        move_to=6,
        item="He grates a block of cheese.",
        plural="They grate blocks of cheese.",
        synonym="A block of cheese is being grated.",
        other=told(0),
        also_true="a block of cheese",
        flip=("least", "most"),
        times=((2, (22.0, 32.0)), (2, (22.0, 31.5)), (2, (22.0, 36.0))),
    ),
)
HANDS["overlap"] = (
    _timed(
        "overlap",
        f'What else happens while this goes on: "{told(4)}"?',
        [told(0), told(3), told(6), told(2)],
        1,
        evidence={
            "relation": "while",
            "kind": "event",
            "anchor": told(4),
            "anchor_event": 4,
            "event": 3,
        },
    ),
    replace(
        _PAN,
        also_true="music in the kitchen",
        flip=("while this goes on", "before this begins"),
        in_stem=told(4),
        other=told(5),
        times=((3, (40.0, 45.0)), (3, (40.0, 45.9)), (3, (40.0, 47.0))),
    ),
)
HANDS["count_between"] = (
    _timed(
        "count_between",
        f'How many events are there between "{told(0)}" and "{told(3)}"?',
        ["1", "2", "3", "0"],
        1,
        evidence={
            "relation": "between",
            "kind": "event",
            "anchors": [told(0), told(3)],
            "events": [0, 3],
        },
    ),
    replace(
        _PAN,
        also_true="02",
        flip=("between", "outside of"),
        in_stem=told(0),
        other=told(5),
        times=((3, (25.0, 58.0)), (0, (0.0, 13.0)), (2, (19.0, 26.0))),
    ),
)
for _relation, _stem, _line, _flip, _times in (
    ("starts_first", "Which event starts first?", 3, ("first", "last"), (3, (44.5, 58.0))),
    ("starts_last", "Which event begins last?", 6, ("begins", "ends"), (6, (60.5, 88.0))),
    ("ends_first", "Which of these ends the earliest?", 4, ("ends", "starts"), (4, (45.0, 57.5))),
    ("ends_last", "Which event is the last to stop?", 6, ("last", "first"), (6, (70.0, 75.5))),
):
    _shown = [5, 3, 6, 4]
    HANDS[f"first_last {_relation}"] = (
        _timed(
            "first_last",
            _stem,
            [told(at) for at in _shown],
            _shown.index(_line),
            evidence={"relation": _relation, "kind": "event", "events": _shown},
        ),
        {
            3: _PAN,
            4: replace(
                _PAN,
                key_line=4,
                item=TIMED[4][0],
                plural="Radios play music in kitchens.",
                synonym="Music is playing in the kitchen, from the radio.",
                also_true="music in the kitchen",
                other=told(0),
            ),
            6: replace(
                _PAN,
                key_line=6,
                move_to=0,
                item=TIMED[6][0],
                plural="Dogs bark at doors.",
                synonym="A puppy is barking at the door.",
                also_true="barks at the door",
                other=told(0),
            ),
        }[_line],
    )
    HANDS[f"first_last {_relation}"] = (
        HANDS[f"first_last {_relation}"][0],
        replace(HANDS[f"first_last {_relation}"][1], flip=_flip, times=(_times,)),
    )
