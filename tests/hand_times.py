"""Correct rows of the tasks that only timed captions have, by hand."""

from dataclasses import replace

from hand import TIMED, Hand, Spoil, timed, told

HANDS: dict[str, tuple[Hand, Spoil]] = {}

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
    timed(
        "duration",
        "Which event lasts the longest?",
        [told(0), told(3), told(2), told(6)],
        1,
        evidence={"relation": "longest", "kind": "event", "events": [0, 3, 2, 6]},
    ),
    _PAN,
)
HANDS["duration shortest"] = (
    timed(
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
    timed(
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
    timed(
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
        timed(
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
