"""A simple classifier on the suite's own pixels: the labels are in the videos, and only in time.

Sixteen by sixteen pixels of eight uniform frames, less the background; tested on sources that it
has not seen, as in the other domain.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from probing.suite.aspects import ASPECTS
from probing.suite.assets import NOTHING
from probing.suite.build import make_suite, plan
from probing.suite.casting import pixels
from probing.suite.read import load_suite
from probing.suite.scenes import scene_of
from probing.suite.settings import Settings
from t3data.video.read import read_frames
from t3data.video.sampling import UniformFrames
from t3data.video.select import uniform

Pixels = NDArray[np.float64]
SIDE = 16


def small(picture: NDArray[np.uint8]) -> Pixels:
    image = Image.fromarray(picture).resize((SIDE, SIDE), Image.Resampling.BOX)
    return np.asarray(image, dtype=float)


def without_background(clip: Pixels) -> Pixels:
    """(8, 16, 16, 3): how far each pixel is from the median of the rim of its frame."""
    rims = np.concatenate([clip[:, 0], clip[:, -1], clip[:, :, 0], clip[:, :, -1]], axis=1)
    difference: Pixels = np.abs(clip - np.median(rims, axis=1)[:, None, None, :])
    return difference


def features(clip: Pixels) -> Pixels:
    """What is where, and what changes: nothing of it depends on the background."""
    shown = without_background(clip)
    mass = shown.mean(-1)
    total = mass.sum((1, 2)) + 1e-6
    places = np.arange(SIDE)
    x = (mass.sum(1) * places).sum(1) / total
    y = (mass.sum(2) * places).sum(1) / total
    shifts = zip(shown, np.rint(7.5 - y).astype(int), np.rint(7.5 - x).astype(int), strict=True)
    centred = np.stack([np.roll(frame, (down, right), (0, 1)) for frame, down, right in shifts])
    coarse = centred.reshape(8, 8, 2, 8, 2, 3).mean((2, 4)) / (shown.max() + 1e-6)
    moved = [np.abs(np.diff(x)), np.abs(np.diff(y))]
    return np.concatenate([coarse.ravel(), x, y, *moved, total, clip.mean((1, 2, 3))])


def jumps(clip: Pixels) -> Pixels:
    """How much changes from frame to frame, largest first, against the largest."""
    steps = np.sort(np.abs(np.diff(without_background(clip), axis=0)).mean((1, 2, 3)))[::-1]
    shares: Pixels = steps / (steps[0] + 1e-6)
    return np.concatenate([shares, [(shares > 0.25).sum()]])


def table(clips: list[Pixels], aspect: str) -> Pixels:
    make = jumps if aspect == "repetition" else features
    return np.stack([make(clip) for clip in clips])


def model() -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=200))


def held_out(x: Pixels, labels: list[str], sources: list[str]) -> float:
    """Accuracy on sources that were not trained on."""
    from sklearn.model_selection import GroupKFold, cross_val_predict

    said = cross_val_predict(model(), x, labels, groups=sources, cv=GroupKFold(6))
    return float((said == np.array(labels)).mean())


def painted(aspect: str, count: int) -> tuple[list[Pixels], list[str], list[str]]:
    """Val clips without the detour through files; only the frames that are seen."""
    settings = Settings((aspect,), count, size=48)
    clips, labels, sources = [], [], []
    for shot in plan(settings):
        if shot.split == "val":
            scene = scene_of(shot, settings, NOTHING)
            places = uniform(len(scene.states), 8)
            frames = [small(pixels(scene.paint(scene.states[place]))) for place in places]
            clips.append(np.stack(frames))
            labels.append(shot.category)
            sources.append(scene.source)
    return clips, labels, sources


@pytest.mark.parametrize(
    "aspect", ["order", "brightness", "speed", "direction", "repetition", "needle"]
)
def test_pixels_in_time_tell_the_label_of_unseen_sources(aspect: str) -> None:
    clips, labels, sources = painted(aspect, 12)
    assert held_out(table(clips, aspect), labels, sources) > 0.95


SLOW = [
    pytest.param(name, marks=pytest.mark.slow) for name in ("order_3", "grounding_cats", "needle")
]


@pytest.mark.parametrize("aspect", ["order", *SLOW])
def test_frames_without_their_order_tell_nothing(aspect: str) -> None:
    clips, labels, sources = painted(aspect, 12)
    bags = np.stack([np.concatenate([c.mean(0).ravel(), c.std(0).ravel()]) for c in clips])
    chance = 1 / len(set(labels))
    allowed = chance + 2.6 * np.sqrt(chance * (1 - chance) / len(labels))
    assert held_out(bags, labels, sources) < allowed


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_videos_of_every_aspect_tell_their_labels(tmp_path: Path) -> None:
    make_suite(tmp_path, Settings(tuple(ASPECTS), 24, size=64), workers=2)
    suite = load_suite(tmp_path)
    within, across = {}, {}
    for aspect in suite.aspects:
        x, y = {}, {}
        for split in ("train", "val"):
            shown = suite.clips(aspect, split)  # type: ignore[arg-type]
            bundles = [read_frames(suite.file(clip), UniformFrames(8)) for clip in shown]
            clips = [np.stack([small(frame) for frame in b.pixels()]) for b in bundles]
            x[split], y[split] = table(clips, aspect), [clip.category for clip in shown]
        sources = [clip.source for clip in suite.clips(aspect, "val")]
        within[aspect] = held_out(x["val"], y["val"], sources)
        said = model().fit(x["train"], y["train"]).predict(x["val"])
        across[aspect] = float((said == np.array(y["val"])).mean())
    print({name: (round(within[name], 3), round(across[name], 3)) for name in within})
    assert {name: share for name, share in within.items() if share <= 0.95} == {}
    assert {name: share for name, share in across.items() if share <= 0.80} == {}
