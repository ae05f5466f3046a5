"""Blooming and brightness: one thing changes all the time; the opposite is the same backwards."""

from PIL import Image

from probing.suite.casting import Studio
from probing.suite.pen import RGB
from probing.suite.scene import Scene, phase_at, segments_of, sentence

LEVELS = 8
_OPEN = (
    "a closed bud", "hardly open at all", "about a quarter open", "a little less than half open",
    "a little more than half open", "about three quarters open", "almost wide open", "wide open",
)  # fmt: skip
_LIGHT = (
    "almost black", "very dark", "dark", "rather dark", "rather bright", "bright", "very bright",
    "as bright as can be",
)  # fmt: skip
_OPEN_PATTERNS = ("{who}: {level}.", "{who}, {level}.", "the picture shows {who}, {level}.")
_LIGHT_PATTERNS = ("the picture is {level}; it shows {who}.", "{who}; the picture is {level}.",
                   "{who} in a picture that is {level}.")  # fmt: skip


def blooming_scene(studio: Studio) -> Scene:
    """A flower that opens, or closes, from the first frame to the last."""
    actor = studio.actor("bloom", 0.7, 0.9)
    centre = studio.place(studio.of_number("place"), actor.share)
    states = _ramp(studio, "bloom")

    def paint(state: float) -> Image.Image:
        return studio.frame(actor.picture(state), centre)

    def caption(stretch: int, label: str) -> str:
        level = _OPEN[int(label[len("open ")]) - 1]
        return sentence(studio, stretch, _OPEN_PATTERNS, who=actor.phrase, level=level)

    labels = [f"open {_level(state)}/{LEVELS}" for state in states]
    fps = studio.settings.fps
    return Scene(studio.source, fps, states, paint, segments_of(labels, fps, caption))


def brightness_scene(studio: Studio) -> Scene:
    """A car or a cat before a grey wall; the whole picture gets brighter, or darker."""
    fps = studio.settings.fps
    actor = studio.actor(studio.kinds[0], 0.6, 0.86)
    rng = studio.of_source("light")
    grey = 96 + rng.below(96)
    wall: RGB = (grey, grey, grey)
    lowest, highest = 0.10 + 0.10 * rng.random(), 0.9 + 0.15 * rng.random()
    centre = studio.place(studio.of_number("place"), actor.share)
    offset = studio.of_clip("offset").random()
    lights = _ramp(studio, "brighten")
    states = [(phase_at(frame, fps, 0.5, offset), light) for frame, light in enumerate(lights)]

    def paint(state: tuple[float, float]) -> Image.Image:
        phase, light = state
        factor = lowest + (highest - lowest) * light
        lit = [min(255, round(value * factor)) for value in range(256)]
        return studio.frame(actor.picture(phase), centre, wall).point(lit * 3)

    def caption(stretch: int, label: str) -> str:
        level = _LIGHT[int(label[len("bright ")]) - 1]
        return sentence(studio, stretch, _LIGHT_PATTERNS, who=actor.phrase, level=level)

    labels = [f"bright {_level(light)}/{LEVELS}" for light in lights]
    return Scene(studio.source, fps, states, paint, segments_of(labels, fps, caption))


def _ramp(studio: Studio, upwards: str) -> list[float]:
    """From 0 to 1 in equal steps for the category `upwards`, back for the other."""
    last = studio.settings.frames - 1
    ramp = [round(frame / last, 4) for frame in range(last + 1)]
    return ramp if studio.shot.category == upwards else ramp[::-1]


def _level(share: float) -> int:
    """1 to `LEVELS`."""
    return min(LEVELS, int(share * LEVELS) + 1)
