"""Order, by number: arrange the numbered items (1) ... (4)."""

from collections.abc import Sequence

from t3data.seeding import KeyedRandom, keyed_rng
from t3data.tasks.items import FREE_SHARE, Item, items_of, orders, question, sequential, shuffled
from t3data.types import Posed, Question, Timeline

STEMS = (
    "Arrange the following in the order in which they appear.",
    "Put these in chronological order.",
    "What is the correct order of the numbered items?",
    "In what sequence do the following come up?",
    "Sort the items below from first to last.",
    "Order these from earliest to latest.",
)


class OrderArrange:
    """Three or four numbered items and sequences of their numbers."""

    name = "order_arrange"

    def ask(self, timeline: Timeline, seed: int) -> Sequence[Posed]:
        """At most one question."""
        rng = keyed_rng(seed, self.name, timeline.id)
        items = sequential(timeline, items_of(timeline, rng), rng, most=rng.choice((3, 4)))
        if len(items) < 3:
            return []
        return [Posed(timeline, arrange(self.name, items, STEMS, rng))]


def arrange(task: str, items: Sequence[Item], stems: Sequence[str], rng: KeyedRandom) -> Question:
    """The question that shows `items` (chronological) shuffled and numbered."""
    shown = shuffled(range(len(items)), rng)
    true = tuple(shown.index(at) for at in range(len(items)))
    link = rng.choice((", ", " -> "))
    sequences = orders(len(items), true, 4, rng)
    texts = [link.join(f"({number + 1})" for number in order) for order in sequences]
    evidence: dict[str, object] = {
        "relation": "order",
        "kind": items[0].kind,
        "items": [item.text for item in items],
        "events": [item.event for item in items],
    }
    return question(
        task,
        rng.choice(list(stems)),
        texts,
        texts[sequences.index(true)],
        evidence,
        statements=[items[at].text for at in shown],
        free=rng.random() < FREE_SHARE,
    )
