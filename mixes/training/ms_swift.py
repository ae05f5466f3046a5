"""ms-swift 4.6.0: a launch script; its loader reads the shards as they are, from the directory.

The media limits and the 72B's settings are those of the paper's `run_72b_video.sh`, under today's
names: `NFRAMES` of ms-swift 2 is no longer read, a fixed number of frames is the least and the most
in one. Smaller models have the paper's 7B settings.
"""

import shlex
from collections.abc import Mapping
from typing import Any

from mixes.training.hyperparameters import nearest_published
from mixes.training.lengths import MediaTokens, longer_than, longest
from mixes.training.models import MODELS, Model
from mixes.training.run import Run, RunFiles
from mixes.training.settings import (
    Group,
    Setting,
    decimal,
    overridden,
    values_of,
    whole_number,
)
from mixes.training.shell import (
    PLACEHOLDER,
    Decision,
    decision_notes,
    opening,
    option_lines,
    several_machines,
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
_ROOT = Decision("ROOT_IMAGE_DIR", "the directory that paths of images and videos start from")
_LEAST_PAIR = 134
"""Tokens of two frames that smaller limits of pixels do not go below: 1.05 x 128."""


def ms_swift_files(run: Run) -> RunFiles:
    """The launch script, which holds all settings.

    Raises:
        UsageError: settings under which rows of the mix would be left out.
    """
    environment = overridden(_environment(run), _upper(run.given, True))
    limits = values_of(environment)
    media = _media_tokens(run.model, limits)
    needed = longest(run.mix, media)
    arguments = overridden(_arguments(run, needed), _upper(run.given, False))
    length = values_of(arguments).get("max_length")
    if length is not None and whole_number("max_length", length) < needed:
        raise UsageError(
            f"max_length {length}: {longer_than(run.mix, media, length):,} rows can be longer, the "
            f"longest has up to {needed:,} tokens, and ms-swift leaves them out; use --set "
            f"max_length={needed}, or build the mix with --max-tokens {length}"
        )
    decisions = (_ROOT,) if limits.get(_ROOT.name) == PLACEHOLDER else ()
    script = f"{run.name}.sh"
    notes = [*decision_notes(decisions, script), *run.batch.notes()]
    if length is None or length > _PAPER_LENGTH:
        over = longer_than(run.mix, media, _PAPER_LENGTH)
        notes.append(
            f"the paper's 72B run had max_length {_PAPER_LENGTH}; {over:,} rows of this mix can be "
            f"longer, so it is {length}: to match, build the mix with --max-tokens {_PAPER_LENGTH}"
        )
    notes.append(
        "ms-swift needs an environment of its own, with datasets newer than the 4.0.0 that "
        "LLaMA-Factory allows: pip install ms-swift==4.6.0 'datasets>=4.8,<4.8.5' deepspeed "
        "qwen-vl-utils decord"
    )
    return RunFiles({script: _script(run, environment, arguments, decisions)}, tuple(notes))


def _environment(run: Run) -> tuple[Group, ...]:
    mix = run.mix
    root = mix.media_root or (PLACEHOLDER if mix.relative_media else None)
    media = (
        Setting("MAX_PIXELS", _PIXELS),
        Setting("VIDEO_MAX_PIXELS", _PIXELS),
        Setting("FPS_MIN_FRAMES", _FRAMES),
        Setting("FPS_MAX_FRAMES", _FRAMES),
        *((Setting(_ROOT.name, root),) if root and _ROOT.name not in run.given else ()),
    )
    return (Group("media", media if mix.has_media else ()),)


def _arguments(run: Run, longest_row: int) -> tuple[Group, ...]:
    return (
        Group("model", _model(run)),
        Group("data", _data(run, longest_row)),
        Group("train", _train(run)),
        Group("output", _output(run)),
    )


def _model(run: Run) -> tuple[Setting, ...]:
    family = run.model.family
    # Several of its types have one architecture: a model of one's own is told which.
    own = (Setting("model_type", family), Setting("template", family))
    return (
        Setting("model", run.model.path),
        *(own if run.model.name not in MODELS else ()),
        Setting("use_hf", True),
        Setting("tuner_type", run.method),
        *((Setting("freeze_aligner", False),) if run.method == "full" else ()),
        Setting("freeze_vit", True),
        Setting("torch_dtype", "bfloat16"),
        Setting("deepspeed", f"zero{run.zero_stage}"),
    )


def _data(run: Run, longest_row: int) -> tuple[Setting, ...]:
    mix = run.place.mix_path
    return (
        Setting("dataset", "data" if mix == "." else f"{mix}/data"),
        Setting("split_dataset_ratio", 0),
        Setting("max_length", max(_PAPER_LENGTH, longest_row)),
        Setting("truncation_strategy", "delete"),
        Setting("strict", True),
        Setting("dataset_num_proc", 4),
        Setting("dataloader_num_workers", 2),
    )


def _train(run: Run) -> tuple[Setting, ...]:
    published = nearest_published(run.model, run.method)
    decay = (Setting("weight_decay", published.weight_decay),)
    end = Setting("max_steps", 1000) if _is_papers_72b(run) else Setting("num_train_epochs", 1)
    return (
        end,
        Setting("per_device_train_batch_size", run.batch.per_gpu),
        Setting("gradient_accumulation_steps", run.batch.accumulated),
        Setting("gradient_checkpointing", True),
        Setting("learning_rate", published.learning_rate),
        *(decay if published.weight_decay else ()),
        Setting("warmup_ratio", published.warmup_ratio),
    )


def _output(run: Run) -> tuple[Setting, ...]:
    return (
        Setting("output_dir", run.place.path(f"output/{run.name}")),
        Setting("save_steps", 100 if _is_papers_72b(run) else 500),
        Setting("logging_steps", 10),
        Setting("report_to", "none"),
    )


def _is_papers_72b(run: Run) -> bool:
    return run.method == "lora" and run.model.billions == 72


def _media_tokens(model: Model, limits: Mapping[str, Any]) -> MediaTokens:
    """The most tokens: its processors round down to limits of pixels, so this is exact."""
    cell = model.budget.cell**2
    ours = {"MAX_PIXELS": _PIXELS, "VIDEO_MAX_PIXELS": _PIXELS, "FPS_MAX_FRAMES": _FRAMES}
    sizes = {key: whole_number(key, limits.get(key, value)) for key, value in ours.items()}
    image, pair = sizes["MAX_PIXELS"] // cell, sizes["VIDEO_MAX_PIXELS"] // cell
    pair = max(pair, _LEAST_PAIR)
    pair += _TEXT_PER_PAIR if model.family == "qwen3_vl" else 0
    video = -(-sizes["FPS_MAX_FRAMES"] // 2) * pair
    return lambda images, videos: images * image + videos * video


def _upper(given: Mapping[str, Any], upper: bool) -> dict[str, Any]:
    """The settings that are environment variables, or those that are not."""
    return {key: value for key, value in given.items() if key.isupper() == upper}


def _script(
    run: Run,
    environment: tuple[Group, ...],
    arguments: tuple[Group, ...],
    decisions: tuple[Decision, ...],
) -> str:
    about = [
        f"Trains {run.model.name} ({run.method}) on this mix with ms-swift {VERSION}.",
        run.batch.comment,
        "What follows is passed on to the trainer.",
    ]
    lines = [*opening(run, about, decisions), *variables(decisions)]
    if environment:
        lines.append("# Limits of images and videos, by which the lengths of rows were checked.")
    for key, value in values_of(environment).items():
        word = f'"${key}"' if value == PLACEHOLDER else _word(value)
        lines.append(f"export {key}={word}")
    if run.batch.gpus > 1:
        lines.append(f"export NPROC_PER_NODE={run.batch.gpus_per_node}")
    lines += [
        *several_machines(run.batch),
        "# strict: a row that cannot be read stops the run; without it another row is taken.",
        "exec swift sft \\",
        *option_lines([(key, _word(value)) for key, value in values_of(arguments).items()]),
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
