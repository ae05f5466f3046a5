"""ms-swift 4.6.0: a launch script; its loader reads the shards as they are, from the directory.

The media limits and the 72B's settings are those of the paper's `run_72b_video.sh`, under today's
names: `NFRAMES` of ms-swift 2 is no longer read, a fixed number of frames is the least and the most
in one. Smaller models have the paper's 7B settings.
"""

import shlex
from collections.abc import Mapping
from typing import Any

from mixes.training.batch import Batch, batch_for
from mixes.training.lengths import MediaTokens, longer_than, longest
from mixes.training.llamafactory import tuning_of
from mixes.training.mix import Mix
from mixes.training.models import MODELS, Model
from mixes.training.place import Place
from mixes.training.request import TrainRequest
from mixes.training.settings import Group, Setting, decimal, overridden, values_of
from mixes.training.shell import (
    PLACEHOLDER,
    Decision,
    head,
    option_lines,
    refusal_of_another_mix,
    variables,
)
from t3data.errors import UsageError

VERSION = "4.6.0"
_PIXELS = 401_408
"""512 tokens of 28 x 28 pixels for an image or two frames."""
_FRAMES = 8
_PAPER_LENGTH = 5120
_TEXT_PER_PAIR = 12
"""Qwen3-VL's time stamp and marks before two frames, see `t3data.tokens.media`."""
_ROOT = Decision(
    "ROOT_IMAGE_DIR", "the directory that paths of images and videos start from"
)  # fmt: skip
_LEAST_PAIR = 134
"""Tokens of two frames that smaller limits of pixels do not go below: 1.05 x 128."""
_INTEGERS = ("MAX_PIXELS", "VIDEO_MAX_PIXELS", "FPS_MAX_FRAMES")


def ms_swift_files(
    mix: Mix, model: Model, request: TrainRequest, place: Place
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The launch script by its name, and what to say about it.

    Raises:
        UsageError: settings under which rows of the mix would be left out.
    """
    batch = batch_for(request.gpus, request.settings)
    stem = f"{model.name}-{request.method}"
    given = request.settings
    environment = overridden(_environment(mix, given), _upper(given, True))
    limits = values_of(environment)
    media = _media_tokens(model, limits)
    needed = longest(mix, media)
    groups = overridden(
        _arguments(model, request, place, batch, max(_PAPER_LENGTH, needed), stem),
        _upper(given, False),
    )
    length = values_of(groups).get("max_length")
    if isinstance(length, int) and length < needed:
        raise UsageError(
            f"max_length {length}: {longer_than(mix, media, length):,} rows can be longer, the "
            f"longest has up to {needed:,} tokens, and ms-swift leaves them out; use --set "
            f"max_length={needed}, or build the mix with --max-tokens {length}"
        )
    decisions = (_ROOT,) if limits.get(_ROOT.name) == PLACEHOLDER else ()
    notes = [
        *(f"set {decision.name} in {stem}.sh: {decision.what}" for decision in decisions),
        *batch.notes(),
    ]
    if length is None or length > _PAPER_LENGTH:
        over = longer_than(mix, media, _PAPER_LENGTH)
        notes.append(
            f"the paper's 72B run had max_length {_PAPER_LENGTH}; {over:,} rows of this mix can be "
            f"longer, so it is {length}: to match, build the mix with --max-tokens {_PAPER_LENGTH}"
        )
    notes.append(
        "ms-swift needs an environment of its own, with datasets newer than the 4.0.0 that "
        "LLaMA-Factory allows: pip install ms-swift==4.6.0 'datasets>=4.8,<4.8.5' deepspeed "
        "qwen-vl-utils decord"
    )
    text = _script(mix, model, request, place, batch, environment, groups, decisions)
    return {f"{stem}.sh": text}, tuple(notes)


def _environment(mix: Mix, given: Mapping[str, Any]) -> tuple[Group, ...]:
    root = mix.media_root or (PLACEHOLDER if mix.relative_media else None)
    media = (
        Setting("MAX_PIXELS", _PIXELS),
        Setting("VIDEO_MAX_PIXELS", _PIXELS),
        Setting("FPS_MIN_FRAMES", _FRAMES),
        Setting("FPS_MAX_FRAMES", _FRAMES),
        *((Setting(_ROOT.name, root),) if root and _ROOT.name not in given else ()),
    )
    return (Group("media", media if mix.has_media else ()),)


def _arguments(
    model: Model, request: TrainRequest, place: Place, batch: Batch, length: int, stem: str
) -> tuple[Group, ...]:
    tuning = tuning_of(model, request)
    lora = request.method == "lora"
    paper_72b = lora and model.billions == 72
    stage = 3 if model.shares_weights else 2
    own = (Setting("model_type", model.family), Setting("template", model.family))
    data = f"{place.mix_path}/data" if place.mix_path != "." else "data"
    return (
        Group(
            "model",
            (
                Setting("model", model.path),
                # Several of its types have one architecture: a model of one's own is told which.
                *(own if model.name not in MODELS else ()),
                Setting("use_hf", True),
                Setting("tuner_type", request.method),
                *(() if lora else (Setting("freeze_aligner", False),)),
                Setting("freeze_vit", True),
                Setting("torch_dtype", "bfloat16"),
                Setting("deepspeed", f"zero{stage}"),
            ),
        ),
        Group(
            "data",
            (
                Setting("dataset", data),
                Setting("split_dataset_ratio", 0),
                Setting("max_length", length),
                Setting("truncation_strategy", "delete"),
                Setting("strict", True),
                Setting("dataset_num_proc", 4),
                Setting("dataloader_num_workers", 2),
            ),
        ),
        Group(
            "train",
            (
                *(
                    (Setting("max_steps", 1000),)
                    if paper_72b
                    else (Setting("num_train_epochs", 1),)
                ),
                Setting("per_device_train_batch_size", batch.per_gpu),
                Setting("gradient_accumulation_steps", batch.accumulated),
                Setting("gradient_checkpointing", True),
                Setting("learning_rate", tuning.learning_rate),
                *((Setting("weight_decay", tuning.weight_decay),) if tuning.weight_decay else ()),
                Setting("warmup_ratio", tuning.warmup_ratio),
            ),
        ),
        Group(
            "output",
            (
                Setting("output_dir", place.path(f"output/{stem}")),
                Setting("save_steps", 100 if paper_72b else 500),
                Setting("logging_steps", 10),
                Setting("report_to", "none"),
            ),
        ),
    )


def _media_tokens(model: Model, limits: Mapping[str, Any]) -> MediaTokens:
    """The most tokens: its processors round down to limits of pixels, so this is exact."""
    cell = model.budget.cell**2
    sizes = {"MAX_PIXELS": _PIXELS, "VIDEO_MAX_PIXELS": _PIXELS, "FPS_MAX_FRAMES": _FRAMES}
    for key in _INTEGERS:
        value = limits.get(key, sizes[key])
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise UsageError(f"--set {key}={value}: expected a whole number from 1")
        sizes[key] = value
    image, pair = sizes["MAX_PIXELS"] // cell, sizes["VIDEO_MAX_PIXELS"] // cell
    pair = max(pair, _LEAST_PAIR)
    pair += _TEXT_PER_PAIR if model.family == "qwen3_vl" else 0
    video = -(-sizes["FPS_MAX_FRAMES"] // 2) * pair
    return lambda images, videos: images * image + videos * video


def _upper(given: Mapping[str, Any], upper: bool) -> dict[str, Any]:
    """The settings that are environment variables, or those that are not."""
    return {key: value for key, value in given.items() if key.isupper() == upper}


def _script(
    mix: Mix,
    model: Model,
    request: TrainRequest,
    place: Place,
    batch: Batch,
    environment: tuple[Group, ...],
    groups: tuple[Group, ...],
    decisions: tuple[Decision, ...],
) -> str:
    about = [
        f"Trains {model.name} ({request.method}) on this mix with ms-swift {VERSION}.",
        batch.comment,
        "What follows is passed on to the trainer.",
    ]
    lines = [
        *head(about, place, decisions),
        *refusal_of_another_mix(place.mix_path, mix.digest),
        *variables(decisions),
    ]
    if environment:
        lines.append("# Limits of images and videos, by which the lengths of rows were checked.")
    for setting in (s for group in environment for s in group.settings):
        word = f'"${setting.key}"' if setting.value == PLACEHOLDER else _word(setting.value)
        lines.append(f"export {setting.key}={word}")
    if batch.gpus > 1:
        lines.append(f"export NPROC_PER_NODE={batch.gpus_per_node}")
    if batch.nodes > 1:
        lines += [
            "# On each machine: its number from 0, and the address of machine 0.",
            f"export NNODES={batch.nodes} MASTER_PORT=${{MASTER_PORT:-29500}}",
            'export NODE_RANK="${NODE_RANK:?set it to the number of this machine, from 0}"',
            'export MASTER_ADDR="${MASTER_ADDR:?set it to the address of machine 0}"',
        ]
    lines += [
        "# strict: a row that cannot be read stops the run; without it another row is taken.",
        "exec swift sft \\",
        *option_lines([(s.key, _word(s.value)) for group in groups for s in group.settings]),
        '  "$@"',
    ]
    return "\n".join(lines) + "\n"


def _word(value: Any) -> str:
    """A value as words of bash; a list is several."""
    if isinstance(value, list):
        return " ".join(map(_word, value))
    if isinstance(value, bool):
        return str(value).lower()
    return decimal(value) if isinstance(value, float) else shlex.quote(str(value))
