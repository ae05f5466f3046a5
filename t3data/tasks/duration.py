"""Duration: which of these events lasts longest, or shortest?"""

from collections.abc import Sequence

from t3data.seeding import keyed_rng
from t3data.tasks.items import (
    FREE_SHARE,
    Item,
    items_of,
    length,
    listed,
    question,
    quoted,
    shuffled,
)
from t3data.types import Posed, Timeline

STEMS = {
    "longest": (
        "Which of these events lasts the longest?",
        "Which event takes the most time?",
        "Going by the timestamps, which of these goes on longest?",
    ),
    "shortest": (
        "Which of these events lasts the shortest?",
        "Which event takes the least time?",
        "Going by the timestamps, which of these is the briefest?",
    ),
}
FREE_STEMS = {
    "longest": ("Which lasts the longest: {items}?",),
    "shortest": ("Which is the shortest in time: {items}?",),
}


class Duration:
    """Three or four events of one video; the winner is clear by a second and a fifth."""

    name = "duration"

    def ask(self, timeline: Timeline, seed: int) -> Sequence[Posed]:
        """At most one question."""
        if timeline.kind != "timed":
            return []
        rng = keyed_rng(seed, self.name, timeline.id)
        items = items_of(timeline, rng)
        if len(items) < 3:
            return []
        shown = shuffled(rng.sample(items, min(len(items), rng.choice((3, 4)))), rng)
        relation = rng.choice(("longest", "shortest"))
        ranked = sorted(
            shown, key=lambda i: length(timeline.events[i.event]), reverse=relation == "longest"
        )
        if not _clear(timeline, ranked[0], ranked[1]):
            return []
        free = rng.random() < FREE_SHARE
        stem = rng.choice((FREE_STEMS if free else STEMS)[relation])
        evidence: dict[str, object] = {
            "relation": relation,
            "kind": "event",
            "events": [item.event for item in shown],
        }
        return [
            Posed(
                timeline,
                question(
                    self.name,
                    stem.replace("{items}", listed([quoted(item) for item in shown])),
                    [item.text for item in shown],
                    ranked[0].text,
                    evidence,
                    free=free,
                ),
            )
        ]


def _clear(timeline: Timeline, winner: Item, second: Item) -> bool:
    a, b = length(timeline.events[winner.event]), length(timeline.events[second.event])
    return min(a, b) > 0 and round(abs(a - b), 1) >= max(1.0, 0.2 * min(a, b))
