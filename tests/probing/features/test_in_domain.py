"""The control within the val split: who is trained on whom, and what it reads there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import probing.features.in_domain as module
from probing.features import FeatureOptions, Settings, probe_features
from probing.features.in_domain import NAME
from probing.types import Answer, Clip, Item, Split
from t3data.video import FrameBundle

pytest.importorskip("torch")
pytest.importorskip("transformers")

ANSWER = {"red_green": 0, "green_red": 1}
QUICK = FeatureOptions(
    kinds=("lstm",),
    seeds=(12, 22),
    shots=0,
    settings=lambda kind, aspect: Settings(rate=5e-3, batch=8, epochs=40, steps=0),
)


@dataclass
class Suite:
    root: Path
    every: Sequence[Clip]

    def clips(self, aspect: str, split: Split) -> list[Clip]:
        return [clip for clip in self.every if clip.split == split]

    def items(self, aspect: str) -> list[Item]:
        return [
            Item(clip, "Which order?", ("red first", "green first"), ANSWER[clip.category])
            for clip in self.clips(aspect, "val")
        ]


def suite_of(root: Path, val: int, turned: bool) -> Suite:
    """A source shows both categories. In a turned val split the colours stand for the opposite."""
    every = []
    for split, count in (("train", 4), ("val", val)):
        for category in ANSWER:
            for number in range(count):
                path = f"{split} {category} {number}"
                first = category.partition("_")[0]
                other = "green" if first == "red" else "red"
                (root / path).write_text(other if turned and split == "val" else first)
                name = f"{category}_{number}"
                source = f"{split}/{number}"
                every.append(Clip(name, "order", split, category, path, source, 4, ()))  # type: ignore[arg-type]
    return Suite(root, every)


@pytest.fixture
def run(
    make_bundle: Callable[..., FrameBundle], loaded_model: Callable[[str], Any], tmp_path: Path
) -> Callable[..., list[Answer]]:
    def read(path: Path, sampling: object, *, longest_side: int | None = None) -> FrameBundle:
        dark = 5 * int(path.name.rpartition(" ")[2])
        red, green = (250 - dark, 20, 20), (20, 250 - dark, 20)
        shown = (red, green) if path.read_text() == "red" else (green, red)
        return make_bundle([shown[0]] * 4 + [shown[1]] * 4)

    def answers(suite: Suite, **changes: Any) -> list[Answer]:
        given = {"cache": tmp_path / "cache", "read": read, "options": QUICK} | changes
        places = ["vision", "connector", "layer 1"]
        return list(probe_features(loaded_model("qwen2_vl"), suite, ["order"], places, **given))

    return answers


def controls(answers: Sequence[Answer], place: str) -> list[Answer]:
    return [one for one in answers if (one.classifier, one.place) == (NAME, place)]


def share(answers: Sequence[Answer]) -> float:
    return sum(answer.mark == "right" for answer in answers) / len(answers)


def test_what_does_not_carry_over_is_read_within_the_domain(
    run: Callable[..., list[Answer]], tmp_path: Path
) -> None:
    told: list[tuple[str, int, int]] = []
    suite = suite_of(tmp_path, 8, turned=True)
    answers = run(suite, progress=lambda *step: told.append(step))
    across = [one for one in answers if (one.classifier, one.place) == ("lstm", "vision")]
    assert share(across) < 0.2, "all that it learnt is turned round"
    ids = sorted(item.id for item in suite.items("order"))
    for place in ("vision", "connector"):
        found = controls(answers, place)
        assert sorted(one.item for one in found) == ids, "every item once"
        assert {one.seed for one in found} == {12}
        assert share(found) == 1
    assert controls(answers, "layer 1") == []
    # two seeds at three places, and the control at two of them
    assert told[-1] == ("order: classifiers", 8, 8)


def test_no_source_is_in_training_and_test(
    run: Callable[..., list[Answer]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gathered: list[list[str]] = []
    gather = module.Gatherer.features

    def noted(self: Any, clips: Any, place: str) -> Any:
        clips = list(clips)
        gathered.append([clip.source for clip in clips])
        return gather(self, clips, place)

    monkeypatch.setattr(module.Gatherer, "features", noted)
    suite = suite_of(tmp_path, 9, turned=False)
    run(suite)
    pairs = gathered[-8:]  # training and test, of two halves at two places
    for train, test in zip(pairs[::2], pairs[1::2], strict=True):
        assert not set(train) & set(test)
        assert {*train, *test} == {f"val/{number}" for number in range(9)}
        assert len(train) + len(test) == 18


def test_too_few_sources_are_no_control(run: Callable[..., list[Answer]], tmp_path: Path) -> None:
    answers = run(suite_of(tmp_path, 7, turned=False))
    assert {one.classifier for one in answers} == {"lstm"}


def test_without_an_lstm_there_is_nothing_to_control(
    run: Callable[..., list[Answer]], tmp_path: Path
) -> None:
    answers = run(suite_of(tmp_path, 8, turned=False), options=replace(QUICK, kinds=("linear",)))
    assert {one.classifier for one in answers} == {"linear"}


def test_where_few_items_are_asked_it_learns_from_all(
    run: Callable[..., list[Answer]], tmp_path: Path
) -> None:
    suite = suite_of(tmp_path, 8, turned=True)
    asked = suite.items("order")[:3]
    answers = run(suite, items=asked)
    for place in ("vision", "connector"):
        found = controls(answers, place)
        assert sorted(one.item for one in found) == sorted(item.id for item in asked)
        assert share(found) == 1
