"""Speed, direction and repetition: a ball that moves.

All of them can be told from eight evenly spaced frames. Fast and slow balls are seen at the same
eight places, in another order; every jumping ball visits all three places, however often it jumps.
"""

from collections.abc import Sequence
from itertools import pairwise

from PIL import Image

from probing.suite.casting import Studio
from probing.suite.scene import Scene, segments_of, sentence

CROSSINGS = {"slow": 1, "fast": 3}
_ACROSS = ("at the left edge", "left of the middle", "in the middle", "right of the middle",
           "at the right edge")  # fmt: skip
_ALONG = ("at the top edge", "above the middle", "in the middle", "below the middle",
          "at the bottom edge")  # fmt: skip
_PLACES = ("on the left", "in the middle", "on the right")
_PATTERNS = ("{who} {where}.", "{who} {where} of the picture.", "there is {who} {where}.",
             "the picture shows {who} {where}.")  # fmt: skip
_UNIFORM = 8


def speed_scene(studio: Studio) -> Scene:
    """A ball that crosses the picture from edge to edge three times, or once."""
    last = studio.settings.frames - 1
    crossings = CROSSINGS[studio.shot.category]
    along = [_zigzag(crossings * frame / last) for frame in range(last + 1)]
    if studio.of_number("side").below(2):
        along = [1 - share for share in along]
    return _rolling(studio, along, upright=False)


def direction_scene(studio: Studio) -> Scene:
    """A ball that rolls from one edge to the one opposite."""
    last = studio.settings.frames - 1
    along = [frame / last for frame in range(last + 1)]
    if studio.shot.category in ("left", "up"):
        along.reverse()
    return _rolling(studio, along, upright=studio.shot.category in ("up", "down"))


def repetition_scene(studio: Studio) -> Scene:
    """A ball that rests on the left, in the middle or on the right, and jumps between them."""
    actor = studio.actor("ball", 0.20, 0.28)
    height = 0.3 + 0.4 * studio.of_number("height").random()
    jumps = int(studio.shot.category)
    places = jump_places(studio, jumps)
    lengths = rests(studio, jumps + 1)
    states = [place for place, length in zip(places, lengths, strict=True) for _ in range(length)]

    def paint(state: int) -> Image.Image:
        return studio.frame(actor.picture(0), (0.18 + 0.32 * state, height))

    def caption(stretch: int, label: str) -> str:
        return sentence(studio, stretch, _PATTERNS[::2], who=actor.phrase, where=label)

    fps = studio.settings.fps
    labels = [_PLACES[place] for place in states]
    return Scene(studio.source, fps, states, paint, segments_of(labels, fps, caption))


def jump_places(studio: Studio, jumps: int) -> list[int]:
    """Where the ball rests, one place more than jumps, all three places among them."""
    rng = studio.of_clip("jumps")
    while True:
        places = [rng.below(3)]
        while len(places) <= jumps:
            places.append((places[-1] + 1 + rng.below(2)) % 3)
        if len(set(places)) == 3:
            return places


def rests(studio: Studio, count: int) -> list[int]:
    """How many frames each of `count` rests lasts; none falls between eight uniform frames."""
    total = studio.settings.frames
    shortest = -(-(total - 1) // (_UNIFORM - 1))
    rng = studio.of_clip("rests")
    spare = total - count * shortest
    cuts = sorted(rng.below(spare + 1) for _ in range(count - 1))
    bounds = [0, *cuts, spare]
    return [shortest + after - before for before, after in pairwise(bounds)]


def _zigzag(distance: float) -> float:
    """Where a ball is that rolls between 0 and 1, after `distance`."""
    folded = distance % 2
    return min(folded, 2 - folded)


def _rolling(studio: Studio, along: Sequence[float], upright: bool) -> Scene:
    actor = studio.actor("ball", 0.20, 0.28)
    edge = actor.share / 2 + 0.02
    lane = edge + (1 - 2 * edge) * studio.of_number("lane").random()
    states = [round(edge + (1 - 2 * edge) * share, 4) for share in along]
    zones = _ALONG if upright else _ACROSS

    def paint(state: float) -> Image.Image:
        # The turn belongs to the place, so that a frame does not tell which way the ball rolls.
        centre = (lane, state) if upright else (state, lane)
        return studio.frame(actor.picture(state), centre)

    def caption(stretch: int, label: str) -> str:
        patterns = [_PATTERNS[0], *_PATTERNS[2:]]
        return sentence(studio, stretch, patterns, who=actor.phrase, where=label)

    fps = studio.settings.fps
    labels = [zones[min(len(zones) - 1, int(share * len(zones)))] for share in along]
    return Scene(studio.source, fps, states, paint, segments_of(labels, fps, caption))
