"""Which of a few timed events comes out on top: the earliest, latest, longest or shortest."""

from collections.abc import Callable, Mapping, Sequence

from t3data.seeding import keyed_rng
from t3data.tasks.items import FREE_SHARE, items_of, listed, question, quoted, shuffled
from t3data.types import Event, Posed, Timeline

Stems = Mapping[str, Sequence[str]]
"""Ways to ask, by relation."""


def ask_extreme(
    task: str,
    timeline: Timeline,
    seed: int,
    stems: Stems,
    free_stems: Stems,
    measure: Callable[[Event, str], float],
    is_clear: Callable[[float, float], bool],
) -> Sequence[Posed]:
    """At most one question about three or four events of a timed timeline.

    Args:
        task: the name under which it is asked.
        timeline: what it is about.
        seed: of the run.
        stems: by relation, for lettered options.
        free_stems: likewise, with `{items}`, for answers in words.
        measure: what an event is ranked by under a relation, in seconds; the least wins.
        is_clear: whether the winner's and the second's measure lie far enough apart.
    """
    if timeline.kind != "timed":
        return []
    rng = keyed_rng(seed, task, timeline.id)
    items = items_of(timeline, rng)
    if len(items) < 3:
        return []
    shown = shuffled(rng.sample(items, min(len(items), rng.choice((3, 4)))), rng)
    relation = rng.choice(tuple(stems))
    measures = {item: measure(timeline.events[item.event], relation) for item in shown}
    ranked = sorted(shown, key=measures.__getitem__)
    if not is_clear(measures[ranked[0]], measures[ranked[1]]):
        return []
    free = rng.random() < FREE_SHARE
    stem = rng.choice((free_stems if free else stems)[relation])
    evidence: dict[str, object] = {
        "relation": relation,
        "kind": "event",
        "events": [item.event for item in shown],
    }
    asked = question(
        task,
        stem.replace("{items}", listed([quoted(item) for item in shown])),
        [item.text for item in shown],
        ranked[0].text,
        evidence,
        free=free,
    )
    return [Posed(timeline, asked)]
