"""Correct rows of the attribute, referring and grounding tasks, by hand."""

from dataclasses import replace

from hand import A_CAR, CARS, EGGS, RAIN, Hand, Spoil, timed, told

HANDS: dict[str, tuple[Hand, Spoil]] = {}

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
    timed(
        "refer_position",
        "What happens at the beginning?",
        [told(5), told(1), told(3)],
        1,
        evidence={"relation": "at", "kind": "event", "position": "begin", "event": 1},
    ),
    replace(EGGS, also_true=told(0), flip=("beginning", "midpoint"), times=((1, (28.0, 39.0)),)),
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
    timed(
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
        EGGS,
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
        A_CAR, also_true="Near the start of it", flip=("When", "How long"), in_stem="a red car"
    ),
)
HANDS["ground_position timed"] = (
    timed(
        "ground_position",
        f'In which part of the video does this happen: "{told(1)}"?',
        ["the beginning", "the middle", "the end"],
        0,
        evidence={"relation": "when", "kind": "event", "item": told(1), "event": 1},
    ),
    replace(
        EGGS,
        also_true="the opening",
        flip=("In which part", "For which reason"),
        in_stem=told(1),
        times=((1, (28.0, 39.0)), (1, (32.0, 39.0))),
    ),
)
HANDS["ground_seconds"] = (
    timed(
        "ground_seconds",
        f'At what time does this take place: "{told(1)}"?',
        ["0.0s - 10.0s", "60.0s - 75.0s", "12.0s - 20.0s"],
        2,
        evidence={"relation": "seconds", "kind": "event", "item": told(1), "event": 1},
    ),
    replace(
        EGGS,
        also_true="from 12.0 to 20.0 seconds",
        flip=("At what time", "In what way"),
        in_stem=told(1),
        times=((1, (12.1, 20.0)), (1, (12.0, 19.9))),
    ),
)
