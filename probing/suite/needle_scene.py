"""The needle: ten minutes of a tree, and a cat beside it for a while in one of the quarters."""

from PIL import Image

from probing.suite.casting import Studio, put
from probing.suite.scene import Scene, segments_of, sentence
from probing.suite.settings import NEEDLE_FPS, NEEDLE_MINUTES, needle_start

_KEYFRAME_SECONDS = 20
_WITHOUT = ("{tree}, and no animal.", "{tree} and nothing else.", "there is {tree} only.")
_WITH = ("{who} beside {tree}.", "there is {who} beside {tree}.", "{tree} and {who}.")


def needle_scene(studio: Studio) -> Scene:
    """Still pictures: the tree alone, the tree and the cat, the tree alone."""
    settings, shot = studio.settings, studio.shot
    tree, cat = studio.actor("tree", 0.55, 0.7), studio.actor("cat", 0.4, 0.46)
    swapped = studio.of_number("side").below(2) == 1
    where = {"tree": 0.68 if swapped else 0.32, "cat": 0.24 if swapped else 0.76}
    quarter = int(shot.category[-1]) - 1
    share = (studio.of_number("start").random() + quarter / 4) % 1
    start = needle_start(quarter, settings.needle_seconds, share)
    end = start + settings.needle_seconds
    times = [frame / NEEDLE_FPS for frame in range(NEEDLE_MINUTES * 60 * NEEDLE_FPS)]
    states = ["cat" if start <= time < end else "tree" for time in times]

    def paint(state: str) -> Image.Image:
        frame = studio.frame(tree.picture(0), (where["tree"], 0.5))
        if state == "cat":
            picture = cat.picture(0)
            if picture.width > settings.size // 2:
                picture = picture.reduce(-(-2 * picture.width // settings.size))
            put(frame, picture, (where["cat"], 0.66))
        return frame

    def caption(stretch: int, label: str) -> str:
        patterns = _WITH if label == "cat" else _WITHOUT
        return sentence(studio, stretch, patterns, who=cat.phrase, tree=tree.phrase)

    segments = segments_of(states, NEEDLE_FPS, caption)
    return Scene(studio.source, NEEDLE_FPS, states, paint, segments, _KEYFRAME_SECONDS)
