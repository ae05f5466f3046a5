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
    """Options are counts that all occur in the video; the true one is drawn evenly among them.

    Small counts are the common ones. Drawn in any other way, "1" would be a good blind guess.
    """

    name = "count_between"

    def ask(self, timeline: Timeline, seed: int) -> Sequence[Posed]:
        """At most one question."""
        if timeline.kind != "timed" or len(timeline.events) < 4:
            return []
        rng = keyed_rng(seed, self.name, timeline.id)
        pairs = _pairs_by_count(timeline, items_of(timeline, rng))
        most = next(count for count in range(len(timeline.events)) if count not in pairs)
        if most < 3:
            return []
        start = rng.below(max(1, most - _MOST + 1))
        counts = list(range(start, min(start + _MOST, most)))
        true = rng.choice(counts)
        # The same pair whatever the seed: a video never gives more questions to small counts.
        first, second = keyed_rng(self.name, timeline.id, true).choice(pairs[true])
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


def _pairs_by_count(
    timeline: Timeline, items: Sequence[Item]
) -> dict[int, list[tuple[Item, Item]]]:
    """Pairs of items with so many events between them, all of them apart in time."""
    found: dict[int, list[tuple[Item, Item]]] = {}
    for at, first in enumerate(items):
        for second in items[at + 1 :]:
            if _disjoint(timeline, first.event, second.event):
                found.setdefault(second.event - first.event - 1, []).append((first, second))
    return found


def _disjoint(timeline: Timeline, first: int, last: int) -> bool:
    stretch = timeline.events[first : last + 1]
    return all(
        overlap(stretch[i], stretch[j]) <= 0
        for i in range(len(stretch))
        for j in range(i + 1, len(stretch))
    )
