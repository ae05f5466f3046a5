"""What the commands that ask a model have in common: how frames and vLLM's settings are written."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from t3data.video.sampling import FrameSampling

FORMS = ("jpeg_sequence", "stamped_images")
"""How a server can be sent frames."""
_OWN = ("dtype", "max_model_len", "processor")
"""Settings of vLLM that decide answers, or are common; the rest are its engine's."""


def engine_options(ctx: click.Context, param: click.Parameter, pairs: Sequence[str]) -> Any:
    """What `InProcessVLLM` takes; values are JSON where they can be read as such."""
    given: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not (name and equals):
            raise click.BadParameter(f"{pair!r} is not NAME=VALUE", param_hint="--vllm")
        try:
            given[name] = json.loads(value)
        except ValueError:
            given[name] = value
    own = {name: value for name, value in given.items() if name in _OWN}
    others = {name: value for name, value in given.items() if name not in _OWN}
    return {**own, "engine": others} if others else own


def frames(ctx: click.Context, param: click.Parameter, value: str) -> "FrameSampling":
    """Which frames are taken of a video."""
    from t3data.video.written import parse_frames

    return parse_frames(value)
