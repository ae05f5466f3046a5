"""Grounding, fine: from which second to which second does this happen?"""

from collections.abc import Sequence

from t3data.seeding import keyed_rng
from t3data.tasks.items import (
    FREE_SHARE,
    Item,
    items_of,
    length,
    overlap,
    question,
    quoted,
    shuffled,
)
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
    """The spans of other events that could have been asked about are the distractors.

    The options are drawn first and the truth evenly among them, so that neither the earliest nor
    the longest span is a good guess.
    """

    name = "ground_seconds"

    def ask(self, timeline: Timeline, seed: int) -> Sequence[Posed]:
        """At most one question."""
        if timeline.kind != "timed":
            return []
        rng = keyed_rng(seed, self.name, timeline.id)
        shown: list[Item] = []
        for item in shuffled(items_of(timeline, rng), rng):
            event = timeline.events[item.event]
            if all(_differs(event, timeline.events[other.event]) for other in shown):
                shown.append(item)
        if len(shown) < 3:
            return []
        shown = shown[:4]
        true = rng.choice(shown)
        form = rng.choice(FORMS)
        spans = [timeline.events[item.event] for item in shown]
        texts = [form.format(start=span.start, end=span.end) for span in spans]
        free = rng.random() < FREE_SHARE
        evidence: dict[str, object] = {
            "relation": "seconds",
            "kind": true.kind,
            "item": true.text,
            "event": true.event,
        }
        stem = rng.choice(FREE_STEMS if free else STEMS).replace("{item}", quoted(true))
        answer = texts[shown.index(true)]
        return [
            Posed(timeline, question(self.name, stem, texts, answer, evidence, free=free)),
        ]


def _differs(a: Event, b: Event) -> bool:
    """Whether nobody would accept one span for the other: they share less than 30 %."""
    shared = max(0.0, overlap(a, b))
    union = length(a) + length(b) - shared
    return min(length(a), length(b)) > 0 and shared < 0.3 * union
