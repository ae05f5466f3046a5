"""One example of a task, asked of two little timelines that live here."""

from t3data.rows import render
from t3data.scenes import describe
from t3data.tasks import load_task
from t3data.types import Caption, Event, Example, Timeline

_IMAGES = (
    "A red lifebuoy hangs on the railing of a ferry deck. Two gulls stand by a coil of thick rope.",
    "Snow has drifted up to the sills of a wooden hut. A blue sled leans against a pile of logs.",
    "A baker slides a long peel under six loaves in a brick oven. Flour covers a square table.",
    "A goalie in orange pads kneels in front of a small net. A dented trophy stands forgotten.",
)
_VIDEO = (
    (0.0, 9.5, "A woman unrolls a dragon kite on a windy beach."),
    (12.0, 30.0, "The cord runs off a wooden reel while the dragon climbs."),
    (13.5, 29.0, "A spaniel chases the shadow across the sand."),
    (33.0, 36.0, "A gust snaps one of the bamboo struts."),
    (38.5, 49.0, "Three children carry the dripping cloth ashore."),
    (51.0, 60.0, "An old man pours everybody lemonade."),
)
_MOST_SEEDS = 200


def example_of(task: str) -> Example | None:
    """The first question that `task` asks of either timeline; None if it finds nothing to ask."""
    asker = load_task(task)
    for seed in range(_MOST_SEEDS):
        for timeline in (_composed(), _timed()):
            for posed in asker.ask(timeline, seed):
                if posed.question.lettered:
                    return render(posed, seed)
    return None


def _composed() -> Timeline:
    captions = [Caption(text, f"image-{at}", "example") for at, text in enumerate(_IMAGES)]
    events = tuple(Event(describe(caption)) for caption in captions)
    return Timeline("example/images", "composed", events)


def _timed() -> Timeline:
    events = tuple(
        Event(describe(Caption(text, f"event-{at}", "example", video="kite")), start, end)
        for at, (start, end, text) in enumerate(_VIDEO)
    )
    return Timeline("example/video", "timed", events, duration=62.0)
