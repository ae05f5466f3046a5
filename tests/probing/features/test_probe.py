"""Whole runs on a tiny model: every row, resuming, and the examples that few-shot is trained on."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import probing.features.probe as module
from probing.features import FeatureOptions, Settings, few_shot_examples, probe_features
from probing.types import Answer, Clip, Item, Split
from t3data.errors import T3Error
from t3data.video import FrameBundle, UniformFrames

pytest.importorskip("torch")
pytest.importorskip("transformers")

OPTIONS = ("red, then green", "green, then red")
ANSWER = {"red_green": 0, "green_red": 1}
QUICK = FeatureOptions(
    seeds=(12, 22),
    shots=2,
    settings=lambda kind, aspect: Settings(rate=5e-3, batch=8, epochs=40, steps=0),
)
LINEAR = replace(QUICK, kinds=("linear",), seeds=(12,), shots=0)


@dataclass
class Suite:
    root: Path
    every: Sequence[Clip]

    def clips(self, aspect: str, split: Split) -> list[Clip]:
        return [clip for clip in self.every if (clip.aspect, clip.split) == (aspect, split)]

    def items(self, aspect: str) -> list[Item]:
        return [
            Item(clip, "Which order?", OPTIONS, ANSWER[clip.category])
            for clip in self.clips(aspect, "val")
        ]


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Eight clips to train on and six questions; a file holds the clip's name alone."""
    every = []
    for split, count in (("train", 4), ("val", 3)):
        for category in ANSWER:
            for number in range(count):
                name = f"{split} {category} {number} 🎞"
                (tmp_path / name).write_text(name)
                every.append(
                    Clip(
                        f"{category}_{number}", "order", split, category, name, f"s{number}", 4, ()
                    )  # type: ignore[arg-type]
                )
    return Suite(tmp_path, every)


@pytest.fixture
def read(make_bundle: Callable[..., FrameBundle]) -> Callable[..., FrameBundle]:
    def frames(path: Path, sampling: object, *, longest_side: int | None = None) -> FrameBundle:
        split, category, number, _ = path.read_text().split()
        dark = 20 * int(number) + (70 if split == "val" else 0)
        red, green = (250 - dark, 20, 20), (20, 250 - dark, 20)
        first, second = (red, green) if category == "red_green" else (green, red)
        return make_bundle([first] * 4 + [second] * 4)

    return frames


@pytest.fixture
def run(
    suite: Suite,
    read: Callable[..., FrameBundle],
    loaded_model: Callable[[str], Any],
    tmp_path: Path,
) -> Callable[..., list[Answer]]:
    def answers(places: Sequence[str] = (), **changes: Any) -> list[Answer]:
        settings = {"cache": tmp_path / "cache", "read": read, "options": LINEAR} | changes
        return list(probe_features(loaded_model("qwen2_vl"), suite, ["order"], places, **settings))

    return answers


@pytest.fixture
def runs_of_the_model(loaded_model: Callable[[str], Any]) -> Any:
    ran: list[int] = []
    base = loaded_model("qwen2_vl").modules.base
    hook = base.register_forward_pre_hook(lambda *_: ran.append(1))
    yield ran
    hook.remove()


def share(answers: Sequence[Answer]) -> float:
    return sum(answer.mark == "right" for answer in answers) / len(answers)


def test_every_item_place_classifier_and_seed_is_a_row(run: Callable[..., list[Answer]]) -> None:
    told: list[tuple[str, int, int]] = []
    answers = run(options=QUICK, progress=lambda *step: told.append(step))
    counts = Counter((one.place, one.classifier, one.seed) for one in answers)
    places = ("vision", "connector", "layer 1", "layer 2")
    assert counts == {
        (place, classifier, seed): 6
        for place in places
        for classifier in ("linear", "lstm", "few-shot")
        for seed in (12, 22)
    }
    for one in answers:
        assert (one.probe, one.condition, one.rotation, one.options) == ("features", "plain", 0, 2)
        category, _, number = one.item.removeprefix("order/").rpartition("_")
        assert (one.answer, one.source) == (ANSWER[category], f"s{number}")
        assert (one.mark == "right") == (one.chosen == one.answer)
    for classifier in ("lstm", "few-shot"):
        for place in ("vision", "connector"):
            found = [one for one in answers if (one.classifier, one.place) == (classifier, place)]
            assert share(found) == 1, (classifier, place)
    assert told[:14] == [("order: features", done, 14) for done in range(1, 15)]
    assert told[14:] == [("order: classifiers", done, 24) for done in range(1, 25)]


def test_a_second_run_answers_from_the_cache_alone(
    run: Callable[..., list[Answer]], runs_of_the_model: list[int]
) -> None:
    first = run(["vision", "layer -1"])
    assert len(runs_of_the_model) == 14
    assert run(["vision", "layer -1"]) == first
    assert len(runs_of_the_model) == 14
    run(["vision", "layer 1"])
    assert len(runs_of_the_model) == 28, "another layer is another run of the model"


def test_a_cut_or_missing_file_is_computed_again(
    run: Callable[..., list[Answer]], runs_of_the_model: list[int], tmp_path: Path
) -> None:
    first = run(["vision"])
    one, two, *_ = sorted((tmp_path / "cache").rglob("*.npz"))
    one.write_bytes(one.read_bytes()[:-40])
    two.unlink()
    assert run(["vision"]) == first
    assert len(runs_of_the_model) == 14 + 2


def test_a_stopped_run_goes_on(
    run: Callable[..., list[Answer]],
    read: Callable[..., FrameBundle],
    runs_of_the_model: list[int],
) -> None:
    calls: list[int] = []

    def interrupted(*args: Any, **kwargs: Any) -> FrameBundle:
        calls.append(1)
        if len(calls) == 9:
            raise KeyboardInterrupt
        return read(*args, **kwargs)

    with pytest.raises(KeyboardInterrupt):
        run(["vision"], read=interrupted)
    assert len(runs_of_the_model) == 8
    run(["vision"])
    assert len(runs_of_the_model) == 14


def test_other_frames_or_another_size_are_other_features(
    run: Callable[..., list[Answer]], runs_of_the_model: list[int]
) -> None:
    run(["vision"])
    run(["vision"], options=replace(LINEAR, sampling=UniformFrames(4)))
    run(["vision"], options=replace(LINEAR, longest_side=28))
    assert len(runs_of_the_model) == 3 * 14


def test_few_shot_is_trained_on_the_shared_examples(
    run: Callable[..., list[Answer]],
    suite: Suite,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[tuple[list[Any], list[int]]] = []
    honest = module.few_shot_predict

    def spied(train: Any, labels: Any, test: Any) -> list[int]:
        given.append((train, labels))
        return honest(train, labels, test)

    whole: dict[str, Any] = {}
    gather = module.Gatherer.features

    def noted(self: Any, clips: Any, place: str) -> Any:
        clips = list(clips)
        found = gather(self, clips, place)
        whole.update(zip(((clip.split, clip.id) for clip in clips), found, strict=True))
        return found

    monkeypatch.setattr(module, "few_shot_predict", spied)
    monkeypatch.setattr(module.Gatherer, "features", noted)
    run(["vision"], options=replace(QUICK, kinds=()))
    assert len(given) == 2
    for (train, labels), seed in zip(given, (12, 22), strict=True):
        examples = few_shot_examples(suite, "order", 2, seed)
        assert labels == [ANSWER[clip.category] for clip in examples]
        for features, clip in zip(train, examples, strict=True):
            np.testing.assert_array_equal(features.sequence, whole["train", clip.id].sequence)


def test_some_items_are_answered_where_some_are_asked(
    run: Callable[..., list[Answer]], suite: Suite
) -> None:
    some = suite.items("order")[:2]
    answers = run(["vision"], items=some)
    assert {one.item for one in answers} == {item.id for item in some}
    assert run(["vision"], items=[]) == []


def test_a_missing_video_is_one_line(run: Callable[..., list[Answer]], suite: Suite) -> None:
    (suite.root / suite.every[3].path).unlink()
    with pytest.raises(T3Error, match="cannot read: No such file") as caught:
        run(["vision"])
    assert "\n" not in str(caught.value)


def test_a_suite_without_training_clips_or_questions_is_refused(
    run: Callable[..., list[Answer]], suite: Suite
) -> None:
    every = suite.every
    suite.every = [clip for clip in every if clip.split == "val"]
    with pytest.raises(T3Error, match="order: the suite has no clips to train on"):
        run(["vision"])
    suite.every = [clip for clip in every if clip.split == "train" or clip.category == "red_green"]
    with pytest.raises(T3Error, match="order: no question about clips of green_red"):
        run(["vision"])
