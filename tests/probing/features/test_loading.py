import json
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from shutil import copytree

import pytest

from probing.features import ModuleNames, load_model
from t3data.errors import T3Error, UsageError


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed")
def test_without_torch_the_extra_is_named() -> None:
    with pytest.raises(UsageError, match=r"needs torch.*pip install 't3data\[features\]'"):
        load_model("some/model")


def test_a_model_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    for name in (tmp_path / "absent", tmp_path):
        with pytest.raises(T3Error, match="transformers cannot load it") as caught:
            load_model(str(name))
        assert "\n" not in str(caught.value)


def test_damaged_weights_are_one_line(
    model_directory: Callable[[str], Path], tmp_path: Path
) -> None:
    copy = copytree(model_directory("qwen2_vl"), tmp_path / "copy")
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(T3Error, match="transformers cannot load it") as caught:
        load_model(str(copy), device="cpu")
    assert "\n" not in str(caught.value)


def test_a_model_of_text_is_one_line(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "qwen2"}))
    with pytest.raises(T3Error, match="transformers cannot load it") as caught:
        load_model(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_the_fingerprint_follows_what_decides_features(
    model_directory: Callable[[str], Path], tmp_path: Path
) -> None:
    directory = model_directory("qwen2_vl")
    plain = load_model(str(directory), device="cpu").fingerprint
    assert load_model(str(directory), device="cpu").fingerprint == plain
    assert load_model(str(directory), device="cpu", dtype="bfloat16").fingerprint != plain
    names = ModuleNames(vision="visual.blocks.0")
    assert load_model(str(directory), device="cpu", names=names).fingerprint != plain
    copy = copytree(directory, tmp_path / "copy")
    settings = json.loads((copy / "config.json").read_text())
    settings["vision_config"]["initializer_range"] = 0.5
    (copy / "config.json").write_text(json.dumps(settings))
    assert load_model(str(copy), device="cpu").fingerprint != plain
