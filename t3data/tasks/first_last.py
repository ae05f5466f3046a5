"""First and last: which of these events starts or ends first or last?"""

from collections.abc import Sequence

from t3data.seeding import keyed_rng
from t3data.tasks.items import FREE_SHARE, items_of, listed, question, quoted, shuffled
from t3data.types import Event, Posed, Timeline

STEMS = {
    "starts_first": ("Which of these starts first?", "Which event begins the earliest?"),
    "starts_last": ("Which of these starts last?", "Which event begins the latest?"),
    "ends_first": ("Which of these ends first?", "Which event finishes the earliest?"),
    "ends_last": ("Which of these ends last?", "Which event finishes the latest?"),
}
FREE_STEMS = {
    "starts_first": ("Which starts first: {items}?",),
    "starts_last": ("Which starts last: {items}?",),
    "ends_first": ("Which ends first: {items}?",),
    "ends_last": ("Which ends last: {items}?",),
}


class FirstLast:
    """Three or four events of one video; the winner is clear by a second."""

    name = "first_last"

    def ask(self, timeline: Timeline, seed: int) -> Sequence[Posed]:
        """At most one question."""
        if timeline.kind != "timed":
            return []
        rng = keyed_rng(seed, self.name, timeline.id)
        items = items_of(timeline, rng)
        if len(items) < 3:
            return []
        shown = shuffled(rng.sample(items, min(len(items), rng.choice((3, 4)))), rng)
        relation = rng.choice(tuple(STEMS))
        ranked = sorted(
            shown,
            key=lambda item: _moment(timeline.events[item.event], relation),
            reverse=relation.endswith("last"),
        )
        moments = [_moment(timeline.events[item.event], relation) for item in ranked]
        if round(abs(moments[0] - moments[1]), 1) < 1.0:
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


def _moment(event: Event, relation: str) -> float:
    moment = event.start if relation.startswith("starts") else event.end
    assert moment is not None
    return moment
