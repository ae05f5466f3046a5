"""What a user writes finds its model, or one line that says what to do."""

from importlib.metadata import EntryPoint
from typing import Any

import pytest

from t3data.errors import T3Error, UsageError
from t3data.models import Chance, OpenAIServer, open_model, registry


@pytest.fixture
def plugins(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Names of entry points with the objects they stand for."""
    found: dict[str, str] = {}

    def entry_points(group: str, name: str) -> list[EntryPoint]:
        assert group == "t3data.models"
        return [EntryPoint(name, found[name], group)] if name in found else []

    monkeypatch.setattr(registry, "entry_points", entry_points)
    return found


@pytest.fixture
def no_vllm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda name: None)


@pytest.mark.parametrize("name", ["chance", "always-first", "oracle"])
def test_built_in_models(name: str) -> None:
    assert open_model(name).name == name
    with pytest.raises(UsageError, match=f"model {name} is built in; leave out --base-url"):
        open_model(name, "http://127.0.0.1/v1")


def test_the_seed_is_that_of_chance() -> None:
    model = open_model("chance", seed=7)
    assert isinstance(model, Chance)
    assert model.identity == "chance seed=7"


def test_a_server() -> None:
    model = open_model(
        "Qwen/Qwen2-VL-2B",
        "http://127.0.0.1:8000/v1",
        api_key="k",
        revision="abc",
        video_form="stamped_images",
        timeout=5.0,
    )
    assert model == OpenAIServer(
        "Qwen/Qwen2-VL-2B",
        "http://127.0.0.1:8000/v1",
        "k",
        5.0,
        video_form="stamped_images",
        revision="abc",
    )


@pytest.mark.parametrize("url", ["localhost:8000/v1", "ftp://x", "127.0.0.1"])
def test_not_an_address(url: str) -> None:
    with pytest.raises(UsageError, match="does not start with http"):
        open_model("m", url)


@pytest.mark.parametrize("spec", ["", "  "])
def test_no_model(spec: str) -> None:
    with pytest.raises(UsageError, match="no model named"):
        open_model(spec, "http://127.0.0.1/v1")


def test_without_vllm_one_line_says_what_to_install(plugins: dict[str, str], no_vllm: None) -> None:
    told = r"^model some/model: vLLM is not installed; pip install 't3data\[vllm\]'"
    with pytest.raises(T3Error, match=told) as error:
        open_model("some/model")
    assert "\n" not in str(error.value)


def broken(argument: str) -> Any:
    raise ValueError("line one\nline two")


def test_a_plugin_gets_what_follows_its_name(plugins: dict[str, str]) -> None:
    plugins["mine"] = "t3data.models:Oracle"
    plugins["gone"] = "no.such.module:thing"
    assert open_model("mine:a/b:c")._truth == "a/b:c"
    assert open_model("mine")._truth == ""
    with pytest.raises(T3Error, match=r"plugin no\.such\.module:thing: ModuleNotFoundError: No"):
        open_model("gone")


def test_a_plugin_that_fails_is_one_line() -> None:
    with pytest.raises(T3Error, match=r"^model plugin p: ValueError: line one line two$"):
        registry._from_plugin("p", lambda: broken, "")
