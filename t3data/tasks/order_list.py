"""Order, as a list: in which sequence do these things appear? Options spell the sequences out."""

from collections.abc import Sequence

from t3data.seeding import keyed_rng
from t3data.tasks.items import (
    FREE_SHARE,
    items_of,
    listed,
    orders,
    question,
    quoted,
    sequential,
    shuffled,
)
from t3data.types import Posed, Timeline

STEMS = (
    "In which order do these appear?",
    "Which option gives the correct order of appearance?",
    "Which sequence matches the captions, from first to last?",
    "What is the chronological order of the following?",
    "Which of these sequences follows the order of the video?",
    "From earliest to latest, how do these come up?",
)
FREE_STEMS = (
    "In which order do these appear: {items}?",
    "Put these in the order in which they appear: {items}.",
    "What is the chronological order of {items}?",
)


class OrderList:
    """A sequence of three or four items; the distractors are other orders of the same items."""

    name = "order_list"

    def ask(self, timeline: Timeline, seed: int) -> Sequence[Posed]:
        """At most one question."""
        rng = keyed_rng(seed, self.name, timeline.id)
        items = sequential(timeline, items_of(timeline, rng), rng, most=rng.choice((3, 4)))
        if len(items) < 3:
            return []
        link = " -> " if items[0].kind == "event" else rng.choice((", then ", " -> "))
        true = tuple(range(len(items)))
        options = [
            link.join(items[at].text for at in order) for order in orders(len(items), true, 4, rng)
        ]
        free = rng.random() < FREE_SHARE
        stem = rng.choice(FREE_STEMS if free else STEMS)
        evidence: dict[str, object] = {
            "relation": "order",
            "kind": items[0].kind,
            "items": [item.text for item in items],
            "events": [item.event for item in items],
        }
        names = listed([quoted(item) for item in shuffled(items, rng)], "and")
        answer = link.join(item.text for item in items)
        return [
            Posed(
                timeline,
                question(
                    self.name, stem.replace("{items}", names), options, answer, evidence, free=free
                ),
            )
        ]
