"""Referring, relative: what comes right before or right after an anchor?"""

from collections.abc import Sequence

from t3data.seeding import keyed_rng
from t3data.tasks.items import (
    FREE_SHARE,
    Item,
    among,
    items_of,
    listed,
    overlap,
    question,
    quoted,
)
from t3data.types import Posed, Timeline

STEMS = {
    "before": (
        "What comes right before {anchor}?",
        "What is shown immediately before {anchor}?",
        "Which of these directly precedes {anchor}?",
        "Right before {anchor}, what is shown?",
    ),
    "after": (
        "What comes right after {anchor}?",
        "What is shown immediately after {anchor}?",
        "Which of these directly follows {anchor}?",
        "Right after {anchor}, what comes next?",
    ),
}
FREE_STEMS = {
    "before": ("Which comes right before {anchor}: {items}?",),
    "after": ("Which comes right after {anchor}: {items}?",),
}


class ReferAnchor:
    """The neighbour on one side; the neighbour on the other side is among the distractors."""

    name = "refer_anchor"

    def ask(self, timeline: Timeline, seed: int) -> Sequence[Posed]:
        """At most one question."""
        rng = keyed_rng(seed, self.name, timeline.id)
        items = items_of(timeline, rng)
        at = {item.event: item for item in items}
        relation, step = rng.choice((("before", -1), ("after", 1)))
        neighbours = [
            (item, at[item.event + step])
            for item in items
            if item.event + step in at and _apart(timeline, item, at[item.event + step])
        ]
        if not neighbours or len(items) < 4:
            return []
        anchor, true = rng.choice(neighbours)
        others = [item for item in items if item not in (anchor, true)]
        shown = among(items, true, others, rng)
        free = rng.random() < FREE_SHARE
        stem = rng.choice((FREE_STEMS if free else STEMS)[relation])
        evidence: dict[str, object] = {
            "relation": relation,
            "kind": true.kind,
            "anchor": anchor.text,
            "anchor_event": anchor.event,
            "event": true.event,
        }
        stem = stem.replace("{anchor}", quoted(anchor))
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


def _apart(timeline: Timeline, a: Item, b: Item) -> bool:
    if timeline.kind == "composed":
        return True
    return overlap(timeline.events[a.event], timeline.events[b.event]) <= 0
