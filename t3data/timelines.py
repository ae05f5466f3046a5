"""From captions to timelines: image captions are composed, timed captions already are one.

Which captions meet on a composed timeline is a pure function of (seed, pool, number): the same
timeline comes out whichever worker makes it, and whenever.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from t3data.seeding import keyed_rng
from t3data.types import Caption, Event, Scene, Timeline

BASE_LENGTHS = (3, 4, 5)
SCALES = (1, 2, 4, 8)


def compose(pool: Sequence[Scene], pool_id: str, number: int, seed: int, scale: int) -> Timeline:
    """Timeline `number` of a pool: 3 to 5 scenes at scale 1, k times as many at scale k.

    Scenes are drawn without replacement; a pool smaller than the draw gives a shorter timeline.
    """
    rng = keyed_rng(seed, "compose", pool_id, number, scale)
    length = min(len(pool), rng.choice(BASE_LENGTHS) * scale)
    events = tuple(Event(pool[at]) for at in rng.sample(range(len(pool)), length))
    return Timeline(f"{pool_id}/{scale}x/{number}", "composed", events, scale)


def by_video(scenes: Iterable[Scene]) -> list[Timeline]:
    """One timeline per video, events in order of start; scenes of a video must be adjacent."""
    timelines = []
    for video, group in groupby(scenes, key=lambda scene: scene.caption.video):
        events = sorted(
            (
                Event(scene, _seconds(scene.caption.start), _seconds(scene.caption.end))
                for scene in group
            ),
            key=lambda event: (event.start, event.end),
        )
        first = events[0].scene.caption
        latest = max(event.end or 0.0 for event in events)
        duration = max(_seconds(first.duration) or 0.0, latest)
        timelines.append(
            Timeline(f"{first.source}/{video}", "timed", tuple(events), duration=duration)
        )
    return timelines


def chain(timelines: Sequence[Timeline], scale: int) -> Timeline:
    """`scale` videos one after the other as one long video; each is shifted by those before it."""
    if len(timelines) == 1:
        return timelines[0]
    events: list[Event] = []
    offset = 0.0
    for timeline in timelines:
        events.extend(
            Event(event.scene, _shifted(event.start, offset), _shifted(event.end, offset))
            for event in timeline.events
        )
        offset = round(offset + (timeline.duration or 0.0), 1)
    name = "+".join([timelines[0].id, *(t.id.rsplit("/", 1)[-1] for t in timelines[1:])])
    return Timeline(name, "timed", tuple(events), scale, offset)


def is_timed(caption: Caption) -> bool:
    """Whether a caption tells a stretch of a video."""
    return caption.video is not None and caption.start is not None and caption.end is not None


def _seconds(value: float | None) -> float | None:
    """Rounded to the one decimal that prompts show, so that truth is judged on what is read."""
    return None if value is None else round(value, 1)


def _shifted(value: float | None, offset: float) -> float | None:
    return None if value is None else round(value + offset, 1)
