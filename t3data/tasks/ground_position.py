"""Grounding, coarse: in which part is this shown? Begin, middle or end."""

from collections.abc import Sequence

from t3data.seeding import keyed_rng
from t3data.tasks.items import (
    FREE_SHARE,
    Position,
    items_of,
    position_of,
    question,
    quoted,
    shuffled,
)
from t3data.types import Posed, Timeline

WORDS: tuple[dict[Position, str], ...] = (
    {"begin": "At the beginning", "middle": "In the middle", "end": "At the end"},
    {
        "begin": "Near the beginning of the video",
        "middle": "Around the middle of the video",
        "end": "Near the end of the video",
    },
    {"begin": "the beginning", "middle": "the middle", "end": "the end"},
    {
        "begin": "In the beginning part",
        "middle": "In the middle part",
        "end": "In the end part",
    },
)
THIRDS: tuple[dict[Position, str], ...] = (
    {
        "begin": "In the first third of the video",
        "middle": "In the middle third of the video",
        "end": "In the last third of the video",
    },
    {"begin": "the first third", "middle": "the middle third", "end": "the final third"},
    {"begin": "In the beginning third", "middle": "In the middle third", "end": "In the end third"},
)
"""Timed captions say how far the beginning reaches, so the options do too."""
THING_STEMS = (
    "When is {item} shown?",
    "At what point does {item} appear?",
    "Where in the video can {item} be seen?",
    "In which part of the video is {item} shown?",
)
EVENT_STEMS = (
    "When does this happen: {item}?",
    "At what point of the video does the following take place: {item}?",
    "Where in the video does this take place: {item}?",
    "In which part of the video does this happen: {item}?",
)


class GroundPosition:
    """The position is drawn first, evenly, and then an item that lies there."""

    name = "ground_position"

    def ask(self, timeline: Timeline, seed: int) -> Sequence[Posed]:
        """At most one question."""
        rng = keyed_rng(seed, self.name, timeline.id)
        position: Position = rng.choice(("begin", "middle", "end"))
        there = [i for i in items_of(timeline, rng) if position_of(timeline, i.event) == position]
        if not there or len(timeline.events) < 3:
            return []
        item = rng.choice(there)
        words = rng.choice(WORDS if item.kind == "thing" else THIRDS)
        stem = rng.choice(THING_STEMS if item.kind == "thing" else EVENT_STEMS)
        if item.text.split()[0] in ("two", "three", "four", "five", "six", "several"):
            stem = stem.replace("is {item}", "are {item}").replace("does {item}", "do {item}")
        evidence: dict[str, object] = {
            "relation": "when",
            "kind": item.kind,
            "item": item.text,
            "event": item.event,
        }
        return [
            Posed(
                timeline,
                question(
                    self.name,
                    stem.replace("{item}", quoted(item)),
                    shuffled(list(words.values()), rng),
                    words[position],
                    evidence,
                    free=rng.random() < FREE_SHARE,
                ),
            )
        ]
