"""What clips show: nothing but order in time tells the label, and captions tell it to a reader."""

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from probing.suite.aspects import ASPECTS
from probing.suite.assets import NOTHING
from probing.suite.ball_scenes import _PLACES as PLACES
from probing.suite.change_scenes import _LIGHT, _OPEN
from probing.suite.item_scenes import sequence_of
from probing.suite.scene import Scene
from probing.suite.scenes import scene_of
from probing.suite.settings import Settings, Shot, needle_start
from probing.types import Split
from t3data.errors import UsageError
from t3data.video.select import uniform

SETTINGS = Settings(tuple(ASPECTS), count=4, seed=5, size=48)
SHOTS = [
    Shot(aspect, split, category, number)
    for aspect in ASPECTS
    for split in ("train", "val")
    for category in ASPECTS[aspect].categories
    for number in range(4)
]
NAMES = {"cat": "cats", "person": "people", "flower": "bloom"}


def scene(shot: Shot, **changes: Any) -> Scene:
    return scene_of(shot, Settings(**{**_fields(), **changes}), NOTHING)


def _fields() -> dict[str, Any]:
    names = ("aspects", "count", "seed", "size", "fps", "seconds", "needle_seconds")
    return {name: getattr(SETTINGS, name) for name in names}


def captions(found: Scene, count: int = 8) -> list[str]:
    """Of uniform frames."""
    return [
        next(s.caption for s in found.segments if s.start <= place / found.fps < s.end)
        for place in uniform(len(found.states), count)
    ]


def read(aspect: str, texts: list[str]) -> str:
    """The category, from captions alone."""
    if aspect == "blooming":
        levels = [next(k for k, words in enumerate(_OPEN) if words in text) for text in texts]
        assert levels in (sorted(levels), sorted(levels, reverse=True))
        return "bloom" if levels[0] < levels[-1] else "bloom_reverse"
    if aspect == "brightness":
        levels = [max((len(w), k) for k, w in enumerate(_LIGHT) if w in text)[1] for text in texts]
        return "brighten" if levels[0] < levels[-1] else "darken"
    if aspect == "direction":
        edges = {"left": "right", "right": "left", "top": "down", "bottom": "up"}
        return next(to for edge, to in edges.items() if f"at the {edge} edge" in texts[0])
    if aspect == "speed":
        edges = ["left" in text for text in texts if "edge" in text]
        crossings = sum(a != b for a, b in pairwise(edges))
        return "fast" if crossings > 1 else "slow"
    if aspect == "repetition":
        places = [next(p for p in PLACES if p in text) for text in texts]
        return str(sum(a != b for a, b in pairwise(places)))
    if aspect == "needle":
        seen = [k for k, text in enumerate(texts) if "cat" in text]
        return f"quarter_{int(599 * seen[0] / (len(texts) - 1) / 150) + 1}"
    items = [next(NAMES[k] for k in NAMES if k in text) for text in texts]
    sequence = [item for k, item in enumerate(items) if k == 0 or items[k - 1] != item]
    family, _, rest = aspect.partition("_")
    if family == "order":
        return "_".join(sequence)
    places = ("begin", "middle", "end")
    return sequence[places.index(rest)] if family == "referring" else places[sequence.index(rest)]


@pytest.mark.parametrize("shot", SHOTS, ids=lambda s: f"{s.aspect}/{s.split}/{s.id}")
def test_a_perfect_reader_of_eight_captions_knows_the_answer(shot: Shot) -> None:
    found = scene(shot)
    assert read(shot.aspect, captions(found)) == shot.category
    assert found.segments[0].start == 0
    assert all(a.end == b.start for a, b in pairwise(found.segments))
    assert found.segments[-1].end == found.duration
    assert len({segment.shows for segment in found.segments}) > 1


@pytest.mark.parametrize("frames", [24, 25, 30, 31, 37, 44, 48, 60, 97, 240])
@pytest.mark.parametrize("category", ["2", "5"])
def test_no_rest_of_a_jumping_ball_falls_between_eight_frames(frames: int, category: str) -> None:
    for number in range(6):
        shot = Shot("repetition", "val", category, number)
        found = scene(shot, fps=1, seconds=float(frames))
        assert len(found.states) == frames
        assert read("repetition", captions(found)) == category
        assert set(found.states) == {0, 1, 2}


@pytest.mark.parametrize("frames", [48, 50])
def test_items_are_there_for_equally_long(frames: int) -> None:
    found = scene(Shot("order_3", "train", "bloom_cats_people", 0), fps=frames, seconds=1.0)
    lengths = [round((s.end - s.start) * frames) for s in found.segments]
    assert lengths == ([16, 16, 16] if frames == 48 else [17, 17, 16])
    assert [s.shows for s in found.segments] == ["flower", "cat", "person"]


def test_what_a_category_leaves_open_is_balanced() -> None:
    sequences = [
        sequence_of(Shot("grounding_cats", "val", "middle", number)) for number in range(10)
    ]
    assert Counter(sequences) == {
        ("people", "cats", "bloom"): 5,
        ("bloom", "cats", "people"): 5,
    }
    assert sequence_of(Shot("referring_end", "val", "people", 0))[2] == "people"


@pytest.mark.parametrize("split", ["train", "val"])
@pytest.mark.parametrize(
    ("aspect", "label", "opposite"),
    [
        ("blooming", "bloom", "bloom_reverse"),
        ("speed", "fast", "slow"),
        ("direction", "left", "right"),
        ("direction", "up", "down"),
    ],
)
def test_eight_frames_are_the_same_for_opposite_labels(
    aspect: str, label: str, opposite: str, split: Split
) -> None:
    bags = []
    for category in (label, opposite):
        found = scene(Shot(aspect, split, category, 1))
        pictures = list(found.frames())
        bags.append(sorted(pictures[place].tobytes() for place in uniform(len(pictures), 8)))
    assert bags[0] == bags[1]


def test_light_grows_as_it_fails() -> None:
    lights = []
    for category in ("brighten", "darken"):
        found = scene(Shot("brightness", "val", category, 1))
        states: list[Any] = list(found.states)
        lights.append([states[place][1] for place in uniform(len(states), 8)])
        frames = [float(frame.mean()) for frame in found.frames()]
        assert frames in (sorted(frames), sorted(frames, reverse=True))
    assert lights[0] == lights[1][::-1]


def test_a_fast_ball_crosses_three_times() -> None:
    found = scene(Shot("speed", "val", "fast", 0))
    signs = np.sign(np.diff(np.array(found.states, dtype=float)))
    assert (np.diff(signs[signs != 0]) != 0).sum() == 2


def test_clips_of_a_source_look_alike_and_splits_do_not_share_sources() -> None:
    orders = [scene(Shot("order_3", "val", c, 2)) for c in ASPECTS["order_3"].categories]
    assert {found.source for found in orders} == {"val/cat+person+flower/0002"}
    words = {s.caption.lower().split("picture shows ")[-1] for f in orders for s in f.segments}
    colours = {("cat", word) for text in words for word in text.split() if word in
               ("grey", "orange", "brown") and "cat" in text}  # fmt: skip
    assert len(colours) == 1
    sources = {split: {scene(s).source for s in SHOTS if s.split == split and s.aspect != "needle"}
               for split in ("train", "val")}  # fmt: skip
    assert sources["train"].isdisjoint(sources["val"])


def test_the_domains_differ_in_background_and_in_what_is_lit() -> None:
    for split, colour in (("train", 0), ("val", 255)):
        for aspect in ("order", "blooming", "speed", "needle"):
            shot = Shot(aspect, split, ASPECTS[aspect].categories[0], 0)  # type: ignore[arg-type]
            corner = next(iter(scene(shot).frames()))[0, 0]
            assert corner.tolist() == [colour] * 3
    assert scene(Shot("brightness", "train", "darken", 0)).source == "train/car/0000"
    assert scene(Shot("brightness", "val", "darken", 0)).source == "val/cat/0000"


def test_needles_stay_in_their_quarter() -> None:
    assert needle_start(0, 90, 0.0) == 4
    assert needle_start(3, 90, 1.0) == 450 + 4 + 52
    starts = set()
    for number in range(40):
        for quarter in range(4):
            found = scene(Shot("needle", "val", f"quarter_{quarter + 1}", number))
            before, needle, after = found.segments
            assert 150 * quarter < needle.start
            assert needle.end < 150 * (quarter + 1)
            assert needle.end - needle.start == 90
            assert (before.shows, needle.shows, after.shows) == ("tree", "cat", "tree")
            starts.add(needle.start - 150 * quarter)
    assert len(starts) > 25
    assert min(starts) < 10
    assert max(starts) > 50


def test_a_scene_is_a_function_of_its_arguments() -> None:
    shot = Shot("referring_middle", "val", "bloom", 3)
    again = [np.stack(list(scene(shot).frames())) for _ in range(2)]
    assert np.array_equal(*again)
    assert again[0].shape == (36, 48, 48, 3)
    other = np.stack(list(scene(shot, seed=6).frames()))
    assert not np.array_equal(again[0], other)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"count": 0}, "-n 0: at least one clip"),
        ({"size": 33}, "--size 33: needs an even number"),
        ({"size": 16}, "--size 16"),
        ({"seconds": 2.0}, "12 frames; at least 24"),
        ({"needle_seconds": 150.0}, "between 1 and 142"),
        ({"needle_seconds": float("nan")}, "between 1 and 142"),
        ({"seconds": float("nan")}, "--seconds"),
        ({"seconds": float("inf")}, "--seconds"),
    ],
)
def test_settings_that_make_no_sense(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as error:
        Settings(**{**_fields(), **changes})
    assert said in str(error.value)
