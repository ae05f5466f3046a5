"""Grounding, fine: from which second to which second does this happen?"""

from collections.abc import Sequence

from t3data.seeding import keyed_rng
from t3data.tasks.items import FREE_SHARE, items_of, length, overlap, question, quoted, shuffled
from t3data.types import Event, Posed, Timeline

STEMS = (
    "When does this happen: {item}?",
    "At what time does the following take place: {item}?",
    "Which time span covers this event: {item}?",
    "From when to when does this happen: {item}?",
    "Give the timestamps of this event: {item}.",
)
FREE_STEMS = (
    "When does this happen: {item}? Give the start and the end in seconds.",
    "From which second to which second does this happen: {item}? Answer with the time span.",
)
FORMS = ("{start:.1f}s - {end:.1f}s", "from {start:.1f} to {end:.1f} seconds")


class GroundSeconds:
    """The spans of other events of the same video are the distractors."""

    name = "ground_seconds"

    def ask(self, timeline: Timeline, seed: int) -> Sequence[Posed]:
        """At most one question."""
        if timeline.kind != "timed":
            return []
        rng = keyed_rng(seed, self.name, timeline.id)
        items = items_of(timeline, rng)
        if not items:
            return []
        item = rng.choice(items)
        own = timeline.events[item.event]
        others = [e for e in timeline.events if e is not own and _differs(own, e)]
        if len(others) < 2 or length(own) <= 0:
            return []
        spans = [own, *rng.sample(others, min(3, len(others)))]
        form = rng.choice(FORMS)
        texts = list(dict.fromkeys(form.format(start=e.start, end=e.end) for e in spans))
        if len(texts) < 3:
            return []
        free = rng.random() < FREE_SHARE
        evidence: dict[str, object] = {
            "relation": "seconds",
            "kind": item.kind,
            "item": item.text,
            "event": item.event,
        }
        stem = rng.choice(FREE_STEMS if free else STEMS).replace("{item}", quoted(item))
        return [
            Posed(
                timeline,
                question(self.name, stem, shuffled(texts, rng), texts[0], evidence, free=free),
            )
        ]


def _differs(own: Event, other: Event) -> bool:
    """Whether nobody would accept `other`'s span for `own`: they share less than 30 %."""
    shared = max(0.0, overlap(own, other))
    union = length(own) + length(other) - shared
    return length(other) > 0 and shared < 0.3 * union
