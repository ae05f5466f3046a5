"""Overlap: what else is going on while the anchor happens?"""

from collections.abc import Sequence

from t3data.seeding import keyed_rng
from t3data.tasks.items import (
    FREE_SHARE,
    items_of,
    length,
    listed,
    overlap,
    question,
    quoted,
    shuffled,
)
from t3data.types import Event, Posed, Timeline

STEMS = (
    "What else happens while this goes on: {anchor}?",
    "Which of these takes place at the same time as this: {anchor}?",
    "Which event overlaps in time with this one: {anchor}?",
    "During this event, what else is happening: {anchor}?",
)
FREE_STEMS = ("Which of these happens at the same time as {anchor}: {items}?",)


class Overlap:
    """One option shares time with the anchor, the others share none at all."""

    name = "overlap"

    def ask(self, timeline: Timeline, seed: int) -> Sequence[Posed]:
        """At most one question."""
        if timeline.kind != "timed":
            return []
        rng = keyed_rng(seed, self.name, timeline.id)
        items = items_of(timeline, rng)
        for anchor in shuffled(items, rng):
            event = timeline.events[anchor.event]
            rest = [item for item in items if item is not anchor]
            during = [item for item in rest if _overlaps(event, timeline.events[item.event])]
            apart = [item for item in rest if overlap(event, timeline.events[item.event]) <= 0]
            if not during or not apart:
                continue
            true = rng.choice(during)
            shown = shuffled([true, *rng.sample(apart, min(3, len(apart)))], rng)
            free = rng.random() < FREE_SHARE
            stem = rng.choice(FREE_STEMS if free else STEMS).replace("{anchor}", quoted(anchor))
            evidence: dict[str, object] = {
                "relation": "while",
                "kind": "event",
                "anchor": anchor.text,
                "anchor_event": anchor.event,
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
        return []


def _overlaps(a: Event, b: Event) -> bool:
    return overlap(a, b) >= max(1.0, 0.5 * min(length(a), length(b)))
