"""Referring, absolute: what is shown at the beginning, in the middle or at the end?"""

from collections.abc import Sequence

from t3data.seeding import keyed_rng
from t3data.tasks.items import (
    FREE_SHARE,
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
THING_STEMS = (
    "What is shown {place}?",
    "Which of these appears {place}?",
    "What can be seen {place} of the video?",
    "Which of the following comes up {place}?",
)
EVENT_STEMS = (
    "What happens {place} of the video?",
    "Which of these takes place {place}?",
    "Which event is shown {place} of the video?",
    "What is going on {place}?",
)
FREE_STEMS = ("Which of these is shown {place}: {items}?", "What comes {place}: {items}?")


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
        stems = FREE_STEMS if free else THING_STEMS if true.kind == "thing" else EVENT_STEMS
        stem = rng.choice(stems).replace("{place}", rng.choice(PLACES[position]))
        stem = stem.replace("halfway through of", "halfway through")
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
