"""What the commands that ask a model have in common: how frames and vLLM's settings are written."""

import json
from collections.abc import Callable, Sequence
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


_ASKING = (
    click.option("--concurrency", type=click.IntRange(1), default=16, show_default=True),
    click.option(
        "--timeout", type=float, default=180.0, show_default=True, help="Seconds a request."
    ),
    click.option(
        "--video-form",
        type=click.Choice(FORMS),
        default=FORMS[0],
        show_default=True,
        help="How a server is sent frames: as vLLM takes them, or as pictures with their seconds.",
    ),
    click.option(
        "--video-backend",
        type=click.Choice(["auto", "pyav", "decord"]),
        default="auto",
        show_default=True,
        help="What decodes videos; auto is whichever is faster among those that are exact.",
    ),
    click.option("--revision", help="Of the model's weights."),
    click.option(
        "--vllm",
        metavar="NAME=VALUE",
        multiple=True,
        callback=engine_options,
        help=(
            "Of vLLM in this process: dtype, max_model_len, processor (JSON), or any argument of "
            "its engine such as tensor_parallel_size=2. May be given several times."
        ),
    ),
)


def asking_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds what may be chosen about any model and how it is asked, in one order and wording."""
    for option in reversed(_ASKING):
        command = option(command)
    return command
