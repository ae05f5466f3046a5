"""Duration: which of these events lasts longest, or shortest?"""

from collections.abc import Sequence

from t3data.tasks.extreme import ask_extreme
from t3data.tasks.items import length
from t3data.types import Event, Posed, Timeline

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
        return ask_extreme(self.name, timeline, seed, STEMS, FREE_STEMS, _ranked_by, _is_clear)


def _ranked_by(event: Event, relation: str) -> float:
    return -length(event) if relation == "longest" else length(event)


def _is_clear(winner: float, second: float) -> bool:
    shorter = min(abs(winner), abs(second))
    return shorter > 0 and round(abs(winner - second), 1) >= max(1.0, 0.2 * shorter)
