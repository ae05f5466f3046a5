"""Referring, absolute: what is shown at the beginning, in the middle or at the end?"""

from collections.abc import Sequence

from t3data.seeding import KeyedRandom, keyed_rng
from t3data.tasks.items import (
    FREE_SHARE,
    Item,
    Position,
    among,
    items_of,
    listed,
    position_of,
    question,
    quoted,
)
from t3data.types import Posed, Timeline

POSITIONS: tuple[Position, ...] = ("begin", "middle", "end")
PLACES: dict[Position, tuple[str, ...]] = {
    "begin": ("at the beginning", "at the start", "near the beginning"),
    "middle": ("in the middle", "around the middle", "about halfway through"),
    "end": ("at the end", "towards the end", "near the end"),
}
THIRDS: dict[Position, tuple[str, ...]] = {
    "begin": ("in the first third", "in the beginning third"),
    "middle": ("in the middle third", "in the second third, the middle one,"),
    "end": ("in the last third", "in the final third"),
}
"""Timed captions say how far the beginning reaches, so the question does too."""
THING_STEMS = (
    "What is shown {place}?",
    "Which of these appears {place}?",
    "What can be seen {place}?",
    "Which of the following comes up {place}?",
)
EVENT_STEMS = (
    "What happens {place} of the video?",
    "Which of these takes place {place} of the video?",
    "Which event lies {place} of the video?",
    "Going by the times, what goes on {place} of the video?",
)
FREE_STEMS = ("Which of these is shown {place}: {items}?", "What comes {place}: {items}?")
FREE_EVENT_STEMS = ("Which of these lies {place} of the video: {items}?",)


class ReferPosition:
    """The position is drawn first, evenly; the distractors lie at the other positions."""

    name = "refer_position"

    def ask(self, timeline: Timeline, seed: int) -> Sequence[Posed]:
        """At most one question."""
        rng = keyed_rng(seed, self.name, timeline.id)
        items = items_of(timeline, rng)
        places = {item: position_of(timeline, item.event) for item in items}
        position = rng.choice(POSITIONS)
        there = [item for item in items if places[item] == position]
        elsewhere = [item for item in items if places[item] not in (position, None)]
        if not there or len(elsewhere) < 2:
            return []
        true = rng.choice(there)
        shown = among([true, *elsewhere], true, elsewhere, rng)
        free = rng.random() < FREE_SHARE
        stem = _stem(true, position, free, rng)
        evidence: dict[str, object] = {
            "relation": "at",
            "kind": true.kind,
            "position": position,
            "event": true.event,
        }
        return [
            Posed(
                timeline,
                question(
                    self.name,
                    stem.replace("{items}", listed([quoted(item) for item in shown])),
                    [item.text for item in shown],
                    true.text,
                    evidence,
                    free=free,
                ),
            )
        ]


def _stem(true: Item, position: Position, free: bool, rng: KeyedRandom) -> str:
    stems: tuple[str, ...]
    if true.kind == "thing":
        stems, places = (FREE_STEMS if free else THING_STEMS), PLACES[position]
    else:
        stems, places = (FREE_EVENT_STEMS if free else EVENT_STEMS), THIRDS[position]
    return rng.choice(stems).replace("{place}", rng.choice(places))
