"""First and last: which of these events starts or ends first or last?"""

from collections.abc import Sequence

from t3data.tasks.extreme import ask_extreme
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
        return ask_extreme(self.name, timeline, seed, STEMS, FREE_STEMS, _ranked_by, _is_clear)


def _ranked_by(event: Event, relation: str) -> float:
    moment = event.start if relation.startswith("starts") else event.end
    assert moment is not None
    return -moment if relation.endswith("last") else moment


def _is_clear(winner: float, second: float) -> bool:
    return round(abs(winner - second), 1) >= 1.0
