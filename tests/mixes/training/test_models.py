from pathlib import Path

import pytest

from mixes.training.models import MODELS, check_fits, find_model
from mixes.training.request import Framework, Method
from t3data.errors import UsageError


@pytest.mark.parametrize(
    ("name", "path", "family", "template"),
    [
        ("qwen2-vl-2b", "Qwen/Qwen2-VL-2B-Instruct", "qwen2_vl", "qwen2_vl"),
        ("qwen2-vl-72b", "Qwen/Qwen2-VL-72B-Instruct", "qwen2_vl", "qwen2_vl"),
        ("qwen2.5-vl-3b", "Qwen/Qwen2.5-VL-3B-Instruct", "qwen2_5_vl", "qwen2_vl"),
        ("qwen3-vl-8b", "Qwen/Qwen3-VL-8B-Instruct", "qwen3_vl", "qwen3_vl_nothink"),
        ("qwen3-vl-4b-thinking", "Qwen/Qwen3-VL-4B-Thinking", "qwen3_vl", "qwen3_vl"),
    ],
)
def test_known_models(name: str, path: str, family: str, template: str) -> None:
    model = find_model(name)
    assert (model.path, model.family, model.template) == (path, family, template)
    assert find_model(path) == model
    assert find_model(name.upper()) == model


def test_there_are_the_models_of_the_paper_and_their_successors() -> None:
    assert list(MODELS) == [
        *("qwen2-vl-2b", "qwen2-vl-7b", "qwen2-vl-72b"),
        *("qwen2.5-vl-3b", "qwen2.5-vl-7b", "qwen2.5-vl-72b"),
        *("qwen3-vl-2b", "qwen3-vl-4b", "qwen3-vl-8b", "qwen3-vl-32b"),
        *(f"qwen3-vl-{size}b-thinking" for size in (2, 4, 8, 32)),
        "longva-7b",
    ]


def test_a_model_of_ones_own_needs_its_family(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"say what it is, e\.g\. --family qwen2_vl"):
        find_model("me/tower")
    with pytest.raises(UsageError, match="model : not one of"):
        find_model("", "qwen2_vl")
    model = find_model("me/My Tower 😀 v2", "qwen3_vl")
    assert (model.name, model.path) == ("my-tower---v2", "me/My Tower 😀 v2")
    assert model.template == "qwen3_vl_nothink"
    assert find_model("me/Qwen3-VL-9B-Thinking", "qwen3_vl").template == "qwen3_vl"
    assert find_model(str(tmp_path), "qwen2_vl").path == str(tmp_path.resolve())
    assert find_model("///", "qwen2_vl").name == "model"


def test_a_known_model_is_of_one_family() -> None:
    with pytest.raises(UsageError, match="qwen2-vl-7b is of the family qwen2_vl"):
        find_model("qwen2-vl-7b", "qwen3_vl")


@pytest.mark.parametrize(
    ("name", "framework", "method", "message"),
    [
        ("longva-7b", "llamafactory", "full", "use --framework longva"),
        ("qwen2-vl-7b", "longva", "full", "use --framework llamafactory or ms-swift"),
        ("qwen2-vl-72b", "llamafactory", "full", "use --method lora"),
        ("qwen3-vl-32b", "ms-swift", "full", "use --method lora"),
        ("longva-7b", "longva", "lora", "use --method full"),
    ],
)
def test_what_does_not_go_together(
    name: str, framework: Framework, method: Method, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        check_fits(find_model(name), framework, method)
