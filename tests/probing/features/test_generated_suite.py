"""From videos on disk to answers: the project's own suite and reader of frames."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from probing.features import FeatureOptions, Settings, probe_features
from probing.suite.build import make_suite
from probing.suite.read import load_suite
from probing.suite.settings import Settings as SuiteSettings

pytest.importorskip("torch")
pytest.importorskip("transformers")


def test_a_generated_suite_is_probed(loaded_model: Callable[[str], Any], tmp_path: Path) -> None:
    aspects = ("brightness", "grounding_cats")
    make_suite(tmp_path / "suite", SuiteSettings(aspects, 3, size=64))
    suite = load_suite(tmp_path / "suite")
    options = FeatureOptions(
        kinds=("linear",),
        shots=3,
        seeds=(12,),
        settings=lambda kind, aspect: Settings(rate=1e-2, batch=8, epochs=20, steps=0),
    )
    answers = list(
        probe_features(
            loaded_model("qwen2_5_vl"), suite, aspects, ["vision", "layer 1"],
            cache=tmp_path / "cache", options=options,
        )
    )  # fmt: skip
    items = [item for aspect in aspects for item in suite.items(aspect)]
    assert len(items) == 2 * 3 + 3 * 3
    assert len(answers) == len(items) * 2 * 2
    assert {answer.item for answer in answers} == {item.id for item in items}
    assert {(answer.aspect, answer.options) for answer in answers} == {
        ("brightness", 2),
        ("grounding_cats", 3),
    }
