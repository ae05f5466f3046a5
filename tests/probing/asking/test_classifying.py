from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clips_by_hand import PAIR, TRIPLE, item_of

from probing.asking import classifying
from probing.asking.classifying import Weights, classify, discard_classified, read_classified
from probing.features import FeatureOptions
from probing.suite.read import Suite
from probing.types import Answer
from t3data.errors import T3Error
from t3data.video.sampling import UniformFrames

TRAIN = [item_of("cat", "person", stem=str(n), split="train").clip for n in range(2)]


class Machine:
    """Stands for transformers: counts loadings, and may break on an aspect."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.loaded = 0
        self.breaks_on = ""
        self.options: list[FeatureOptions] = []
        monkeypatch.setattr(classifying, "load_model", self.load)
        monkeypatch.setattr(classifying, "probe_features", self.probe)

    def load(self, name: str, **_: Any) -> str:
        self.loaded += 1
        return name

    def probe(
        self, loaded: str, suite: Suite, aspects: list[str], places: Any, **given: Any
    ) -> Iterator[Answer]:
        self.options.append(given["options"])
        for item in given["items"]:
            if item.clip.aspect not in aspects:
                continue
            if item.clip.aspect == self.breaks_on:
                raise T3Error("no memory left")
            blank = Answer(item.id, item.clip.aspect, "s", "features", "plain", 0, 2, "right", 0)
            yield replace(blank, place="vision", classifier="lstm", seed=12)


def run(output: Path, suite: Suite | None = None) -> list[Answer]:
    return classify(
        Weights("m"),
        suite or Suite(output, tuple(TRAIN), official=False),
        [PAIR, TRIPLE],
        UniformFrames(8),
        4,
        output,
        output / "cache",
        lambda stage, done, total: None,
    )


def test_what_is_whole_is_not_computed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(monkeypatch)
    machine.breaks_on = "referring_begin"
    with pytest.raises(T3Error, match="no memory"):
        run(tmp_path)
    assert [path.name for path in (tmp_path / "features").iterdir()] == ["order.jsonl"]
    machine.breaks_on = "order"
    answers = run(tmp_path)
    assert [answer.item for answer in answers] == [PAIR.id, TRIPLE.id]
    assert machine.loaded == 2
    assert run(tmp_path) == answers
    assert machine.loaded == 2
    assert sorted(read_classified(tmp_path), key=str) == sorted(answers, key=str)


def test_no_more_shots_than_there_are_clips(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(monkeypatch)
    run(tmp_path)
    assert [options.shots for options in machine.options] == [2, 0]
    assert machine.options[0].sampling == UniformFrames(8)


def test_discarding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    run(tmp_path)
    discard_classified(tmp_path)
    assert list(read_classified(tmp_path)) == []
    run(tmp_path)
    assert machine.loaded == 2
