"""From what a user writes to a model: built in, behind a server, of a plugin, or run by vLLM."""

from collections.abc import Callable
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import Any

from t3data.errors import T3Error, UsageError
from t3data.models.baselines import AlwaysFirst, Chance, Oracle
from t3data.models.chat import ChatModel
from t3data.models.openai_server import OpenAIServer
from t3data.models.payload import VideoForm

GROUP = "t3data.models"
"""Entry points: each a function that takes what follows "name:" in the specification."""

_BUILT_IN: dict[str, Callable[[int], ChatModel]] = {
    "chance": Chance,
    "always-first": lambda seed: AlwaysFirst(),
    "oracle": lambda seed: Oracle(),
}


def open_model(
    spec: str,
    base_url: str | None = None,
    *,
    api_key: str | None = None,
    revision: str | None = None,
    video_form: VideoForm = "jpeg_sequence",
    timeout: float = 180.0,
    seed: int = 0,
    **engine_options: Any,
) -> ChatModel:
    """The model that `spec` names; nothing is loaded and no connection is made yet.

    Args:
        spec: "chance", "always-first" or "oracle"; else the model's name on the server at
            `base_url`; else "name" or "name:argument" of an entry point of the group
            `t3data.models`; else a Hub id or a directory for vLLM in this process.
        base_url: Of an OpenAI-compatible server; usually ends with /v1.
        api_key: For the server.
        revision: Of the weights.
        video_form: How the server is sent videos.
        timeout: Seconds for one attempt at the server.
        seed: Of `chance`.
        **engine_options: For `InProcessVLLM`.

    Raises:
        UsageError: no model can be meant, or `base_url` is no address.
        T3Error: what the model needs is not installed.
    """
    if built_in := _BUILT_IN.get(spec):
        if base_url:
            raise UsageError(f"model {spec} is built in; leave out --base-url")
        return built_in(seed)
    if not spec.strip():
        raise UsageError("no model named; give a name, a Hub id or a directory")
    if base_url:
        if not base_url.startswith(("http://", "https://")):
            raise UsageError(f"--base-url {base_url}: does not start with http:// or https://")
        return OpenAIServer(
            spec, base_url, api_key, timeout, video_form=video_form, revision=revision
        )
    name, _, argument = spec.partition(":")
    for plugin in entry_points(group=GROUP, name=name):
        return _from_plugin(plugin.value, plugin.load, argument)
    if find_spec("vllm") is None:
        raise T3Error(
            f"model {spec}: vLLM is not installed; pip install 't3data[vllm]', or name a server "
            "that has the model with --base-url"
        )
    from t3data.models.in_process import InProcessVLLM

    return InProcessVLLM(spec, revision=revision, **engine_options)


def _from_plugin(
    place: str, load: Callable[[], Callable[[str], ChatModel]], argument: str
) -> ChatModel:
    try:
        return load()(argument)
    except T3Error:
        raise
    except Exception as error:  # it is not ours: whatever it raises, a person gets one line
        told = " ".join(str(error).split()) or "no reason given"
        raise T3Error(f"model plugin {place}: {type(error).__name__}: {told}") from error
