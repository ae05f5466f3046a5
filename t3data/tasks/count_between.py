"""Counting: how many events lie between two others?"""

from collections.abc import Sequence

from t3data.seeding import keyed_rng
from t3data.tasks.items import FREE_SHARE, Item, items_of, overlap, question, quoted, shuffled
from t3data.types import Posed, Timeline

STEMS = (
    "How many of the described events lie between {first} and {second}?",
    "How many events are described between {first} and {second}?",
    "Between {first} and {second}, how many other events take place?",
)
_MOST = 4


class CountBetween:
    """The options are drawn first and the true count evenly among them.

    Small counts are the common ones; drawn the other way round, "1" would be a good blind guess.
    """

    name = "count_between"

    def ask(self, timeline: Timeline, seed: int) -> Sequence[Posed]:
        """At most one question."""
        if timeline.kind != "timed":
            return []
        rng = keyed_rng(seed, self.name, timeline.id)
        most = len(timeline.events) - 2
        if most < 2:
            return []
        start = rng.below(max(1, most - _MOST + 2))
        counts = list(range(start, min(start + _MOST, most + 1)))
        true = rng.choice(counts)
        anchors = self._anchors(timeline, items_of(timeline, rng), true)
        if not anchors or len(counts) < 3:
            return []
        first, second = rng.choice(anchors)
        stem = rng.choice(STEMS).replace("{first}", quoted(first))
        evidence: dict[str, object] = {
            "relation": "between",
            "kind": "event",
            "anchors": [first.text, second.text],
            "events": [first.event, second.event],
        }
        return [
            Posed(
                timeline,
                question(
                    self.name,
                    stem.replace("{second}", quoted(second)),
                    [str(count) for count in shuffled(counts, rng)],
                    str(true),
                    evidence,
                    free=rng.random() < FREE_SHARE,
                ),
            )
        ]

    def _anchors(
        self, timeline: Timeline, items: Sequence[Item], count: int
    ) -> list[tuple[Item, Item]]:
        at = {item.event: item for item in items}
        return [
            (item, at[item.event + count + 1])
            for item in items
            if item.event + count + 1 in at
            and _disjoint(timeline, item.event, item.event + count + 1)
        ]


def _disjoint(timeline: Timeline, first: int, last: int) -> bool:
    stretch = timeline.events[first : last + 1]
    return all(
        overlap(stretch[i], stretch[j]) <= 0
        for i in range(len(stretch))
        for j in range(i + 1, len(stretch))
    )
