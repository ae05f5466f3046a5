"""Order, referring, grounding: two or three items, one after the other, for equally long."""

from itertools import permutations

from PIL import Image

from probing.suite.casting import Studio
from probing.suite.scene import Scene, phase_at, segments_of, sentence, thirds
from probing.suite.settings import Shot

_KIND = {"cats": "cat", "people": "person", "bloom": "flower"}
_PLACES = ("begin", "middle", "end")
_PATTERNS = ("{who}.", "there is {who}.", "the picture shows {who}.", "{who} can be seen.")


def kinds_of(aspect: str) -> tuple[str, ...]:
    """Who is in a cast for the aspect."""
    return ("cat", "person") if aspect == "order" else ("cat", "person", "flower")


def sequence_of(shot: Shot) -> tuple[str, ...]:
    """The items of a clip in order of time, by their official names.

    Where the category leaves two orders open, even and odd numbers take one each.
    """
    family, _, rest = shot.aspect.partition("_")
    if family == "order":
        return tuple(shot.category.split("_"))
    item, place = (shot.category, rest) if family == "referring" else (rest, shot.category)
    fitting = [each for each in permutations(_KIND) if each[_PLACES.index(place)] == item]
    return fitting[shot.number % 2]


def item_scene(studio: Studio) -> Scene:
    """The items of the clip, each at a place of its own, idly moving; a flower opens."""
    fps, total = studio.settings.fps, studio.settings.frames
    kinds = [_KIND[item] for item in sequence_of(studio.shot)]
    actors = {kind: studio.actor(kind, 0.62, 0.86) for kind in kinds}
    places = {
        kind: studio.place(studio.of_clip("place", kind), actors[kind].share) for kind in kinds
    }
    offset = studio.of_clip("offset").random()
    parts = thirds(total, len(kinds))
    states = []
    for frame, part in enumerate(parts):
        if kinds[part] == "flower":
            first = parts.index(part)
            phase = round((frame - first) / (parts.count(part) - 1), 4)
        else:
            phase = phase_at(frame, fps, 0.5, offset)
        states.append((kinds[part], phase))

    def paint(state: tuple[str, float]) -> Image.Image:
        kind, phase = state
        return studio.frame(actors[kind].picture(phase), places[kind])

    def caption(stretch: int, kind: str) -> str:
        return sentence(studio, stretch, _PATTERNS, who=actors[kind].phrase)

    segments = segments_of([kind for kind, _ in states], fps, caption)
    return Scene(studio.source, fps, states, paint, segments)
