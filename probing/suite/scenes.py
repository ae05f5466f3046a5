"""From a shot to its scene."""

from collections.abc import Callable

from probing.suite.assets import Assets
from probing.suite.ball_scenes import direction_scene, repetition_scene, speed_scene
from probing.suite.casting import Studio
from probing.suite.change_scenes import blooming_scene, brightness_scene
from probing.suite.item_scenes import item_scene, kinds_of
from probing.suite.needle_scene import needle_scene
from probing.suite.scene import Scene
from probing.suite.settings import Settings, Shot

_SCENES: dict[str, Callable[[Studio], Scene]] = {
    "blooming": blooming_scene,
    "brightness": brightness_scene,
    "speed": speed_scene,
    "direction": direction_scene,
    "repetition": repetition_scene,
    "needle": needle_scene,
}


def scene_of(shot: Shot, settings: Settings, assets: Assets) -> Scene:
    """The scene of a shot: the same for the same arguments, wherever and whenever it is made."""
    make = _SCENES.get(shot.aspect, item_scene)
    return make(Studio(settings, assets, shot, _cast(shot)))


def _cast(shot: Shot) -> tuple[str, ...]:
    if shot.aspect == "brightness":
        return ("car",) if shot.split == "train" else ("cat",)
    if shot.aspect == "blooming":
        return ("bloom",)
    if shot.aspect == "needle":
        return ("tree", "cat")
    if shot.aspect in ("speed", "direction", "repetition"):
        return ("ball",)
    return kinds_of(shot.aspect)
