"""LLaMA-Factory 0.9.5: a YAML configuration, its DeepSpeed file and a launch script.

Hyper-parameters are the paper's (its `llama_factory_7b_config.yaml`; the 72B's are those of its
ms-swift script), those of LoRA on smaller models LLaMA-Factory's own examples.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mixes.dataset_info import NAME
from mixes.training.batch import Batch, batch_for
from mixes.training.checking.cast_rule import INFERRED_FROM, safe_workers
from mixes.training.deepspeed import FILE_NAMES, deepspeed_config
from mixes.training.lengths import longest, of_budget
from mixes.training.llamafactory_notes import cast_notes, model_notes
from mixes.training.mix import Mix
from mixes.training.models import Model
from mixes.training.place import Place
from mixes.training.request import TrainRequest
from mixes.training.settings import (
    Group,
    Setting,
    overridden,
    values_of,
    yaml_value,
)
from mixes.training.shell import (
    PLACEHOLDER,
    Decision,
    decisions_comment,
    head,
    refusal_of_another_mix,
    refusal_of_placeholder,
)
from t3data.errors import UsageError
from t3data.tokens import MediaBudget

VERSION = "0.9.5"
_WORKERS = 8
_THOUGHT = 4
"""Tokens of the empty block `<think>\\n\\n</think>\\n\\n` before an answer."""
_MEDIA_DIR = Decision("media_dir", "the directory that paths of images and videos start from")
_PIXEL_KEYS = {
    "image_max_pixels": "image_max_pixels",
    "video_max_pixels": "video_max_pixels",
    "video_maxlen": "video_maxlen",
}


@dataclass(frozen=True, slots=True)
class Tuning:
    """What a recipe of training says, apart from the model and the data."""

    learning_rate: float
    weight_decay: float
    warmup_ratio: float
    source: str


PAPER_7B = Tuning(1e-5, 0.05, 0.03, "As in the paper's run of 7B.")
_PAPER_72B = Tuning(1e-5, 0.03, 0.03, "As in the paper's run of 72B, which used ms-swift.")
_LORA = Tuning(1e-4, 0.0, 0.1, "As in LLaMA-Factory's examples of LoRA on Qwen-VL.")


def llamafactory_files(
    mix: Mix, model: Model, request: TrainRequest, place: Place
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The text of each file by its name, the script first; and what to say about them.

    Raises:
        UsageError: settings under which rows of the mix would be cut.
    """
    given = request.settings
    batch = batch_for(request.gpus, given)
    stem = f"{model.name}-{request.method}"
    media_dir = _media_dir(mix, given)
    groups = _groups(mix, model, request, place, batch, media_dir)
    groups = overridden(groups, given)
    values = values_of(groups)
    cutoff = _check_cutoff(mix, model, values)
    decisions = (_MEDIA_DIR,) if values.get("media_dir") == PLACEHOLDER else ()
    config = place.path(f"{stem}.yaml")
    files = {
        f"{stem}.sh": _script(mix, model, request, place, config, batch, values, decisions),
        f"{stem}.yaml": _yaml(mix, model, request, place, groups, decisions, cutoff),
    }
    stage = _stage(model)
    if values.get("deepspeed") == place.path(FILE_NAMES[stage]):
        files[FILE_NAMES[stage]] = deepspeed_config(stage)
    notes = (
        *(f"set {d.name} in {stem}.yaml: {d.what}" for d in decisions),
        *batch.notes(),
        *cast_notes(mix, values),
        *model_notes(mix, model, values),
    )
    return files, notes


def tuning_of(model: Model, request: TrainRequest) -> Tuning:
    """The published hyper-parameters that are nearest to the request."""
    if request.method == "full":
        return PAPER_7B
    return _PAPER_72B if model.billions == 72 else _LORA


def _groups(
    mix: Mix,
    model: Model,
    request: TrainRequest,
    place: Place,
    batch: Batch,
    media_dir: str | None,
) -> tuple[Group, ...]:
    tuning = tuning_of(model, request)
    budget = model.budget
    cutoff = max(mix.max_tokens, _longest(mix, model, budget, model.template))
    workers = safe_workers(mix.media_flags(), _WORKERS, INFERRED_FROM) or 1
    lora = request.method == "lora"
    stage = _stage(model)
    why_stage = (
        "Stage 3 shares the weights out, which leave no room on one GPU. Batches without media "
        "get a\n# blank image from LLaMA-Factory, so that GPUs do not wait for one another."
        if stage == 3
        else "Weights are whole on each GPU; stage 3 can hang on rows with and without media."
    )
    tuned: tuple[Setting, ...] = (
        (
            Setting("lora_rank", 8),
            Setting("lora_target", "all"),
            Setting("freeze_vision_tower", True),
        )
        if lora
        else (
            Setting("freeze_vision_tower", True),
            Setting(
                "freeze_multi_modal_projector",
                False,
                "Frozen by default today; at the time of the paper only the tower was.",
            ),
        )
    )
    return (
        Group(
            "model",
            (
                Setting("model_name_or_path", model.path),
                Setting("trust_remote_code", True),
                Setting(
                    "image_max_pixels",
                    budget.image_max_pixels,
                    "The lengths of rows with media were bounded with these limits.",
                ),
                Setting("video_max_pixels", budget.video_max_pixels),
                Setting("video_fps", 2.0),
                Setting("video_maxlen", budget.video_maxlen),
            ),
        ),
        Group(
            "method",
            (
                Setting("stage", "sft"),
                Setting("do_train", True),
                Setting("finetuning_type", request.method),
                *tuned,
                Setting("deepspeed", place.path(FILE_NAMES[stage]), why_stage),
            ),
        ),
        Group(
            "data",
            (
                Setting("dataset_dir", place.mix_path),
                Setting("dataset", NAME),
                *((Setting("media_dir", media_dir),) if media_dir else ()),
                Setting("template", model.template),
                Setting("cutoff_len", cutoff, "No row of the mix is longer: nothing is ever cut."),
                Setting(
                    "preprocessing_batch_size",
                    INFERRED_FROM,
                    "The type of a media column is inferred from so many rows of each worker; "
                    "fewer can\n# stop the run (docs/training.md).",
                ),
                Setting("preprocessing_num_workers", workers),
                Setting("dataloader_num_workers", 4),
            ),
        ),
        Group(
            "output",
            (
                Setting("output_dir", place.path(f"output/{model.name}-{request.method}")),
                Setting("logging_steps", 10),
                Setting("save_steps", 500),
                Setting(
                    "save_only_model",
                    True,
                    "Checkpoints of a fraction of the size, from which a stopped run cannot go on.",
                ),
                Setting("plot_loss", True),
                Setting("report_to", "none"),
            ),
        ),
        Group(
            "train",
            (
                Setting("per_device_train_batch_size", batch.per_gpu, batch.comment),
                Setting("gradient_accumulation_steps", batch.accumulated),
                Setting("learning_rate", tuning.learning_rate, tuning.source),
                *((Setting("weight_decay", tuning.weight_decay),) if tuning.weight_decay else ()),
                Setting("num_train_epochs", 1.0),
                Setting("lr_scheduler_type", "cosine"),
                Setting("warmup_ratio", tuning.warmup_ratio),
                Setting("bf16", True),
                Setting("seed", 42),
                Setting("ddp_timeout", 180_000_000),
            ),
        ),
    )


def _stage(model: Model) -> int:
    return 3 if model.shares_weights else 2


def _media_dir(mix: Mix, given: Mapping[str, Any]) -> str | None:
    if not mix.has_media or "media_dir" in given:
        return None
    if mix.media_root is not None:
        return mix.media_root
    return PLACEHOLDER if mix.relative_media else None


def _longest(mix: Mix, model: Model, budget: MediaBudget, template: Any) -> int:
    per_answer = _THOUGHT if template == "qwen3_vl" else 0
    return longest(mix, of_budget(budget), per_answer)


def _check_cutoff(mix: Mix, model: Model, values: Mapping[str, Any]) -> int:
    """The longest row under the limits as set; refuses a `cutoff_len` below it."""
    budget = model.budget
    for key, name in _PIXEL_KEYS.items():
        value = values.get(key, getattr(MediaBudget(), name))
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise UsageError(f"--set {key}={value}: expected a whole number from 1")
        budget = replace(budget, **{name: value})
    needed = _longest(mix, model, budget, values.get("template"))
    cutoff = values.get("cutoff_len", 2048)
    if isinstance(cutoff, bool) or not isinstance(cutoff, int):
        raise UsageError(f"--set cutoff_len={cutoff}: expected a whole number")
    if cutoff < needed:
        raise UsageError(
            f"cutoff_len {cutoff}: the longest row of the mix can have {needed:,} tokens, and "
            "LLaMA-Factory cuts the end of its prompt, the question; use --set "
            f"cutoff_len={needed}, or build the mix with --max-tokens {cutoff}"
        )
    return needed


def _yaml(
    mix: Mix,
    model: Model,
    request: TrainRequest,
    place: Place,
    groups: tuple[Group, ...],
    decisions: tuple[Decision, ...],
    needed: int,
) -> str:
    kind = "LoRA of" if request.method == "lora" else "Full fine-tuning of"
    lines = [
        (
            f"# {kind} {yaml_value(model.path)} on {mix.rows:,} rows ({yaml_value(mix.name)}), for "
            f"LLaMA-Factory {VERSION}."
        ),
        f"# Start with {model.name}-{request.method}.sh beside this file.",
        f"# Paths start from {'the mix' if place.inside else 'the directory of this file'}.",
        f"# The longest row can have {needed:,} tokens.",
        *decisions_comment(decisions),
    ]
    for group in groups:
        lines += ["", f"### {group.title}"]
        for setting in group.settings:
            if setting.comment:
                lines.append(f"# {setting.comment}")
            lines.append(f"{setting.key}: {yaml_value(setting.value)}")
    return "\n".join(lines) + "\n"


def _script(
    mix: Mix,
    model: Model,
    request: TrainRequest,
    place: Place,
    config: str,
    batch: Batch,
    values: Mapping[str, Any],
    decisions: tuple[Decision, ...],
) -> str:
    machines = f" on {batch.nodes} machines" if batch.nodes > 1 else ""
    about = [
        (
            f"Trains {model.name} ({request.method}) on this mix with LLaMA-Factory {VERSION}, "
            f"{batch.gpus} GPU(s){machines}."
        ),
        "What follows is passed on: KEY=VALUE replaces a key of the configuration.",
    ]
    lines = head(about, place) + refusal_of_another_mix(place.mix_path, mix.digest)
    if decisions:
        lines += refusal_of_placeholder(config)
    if batch.gpus > 1 or values.get("deepspeed"):
        lines.append(f"export FORCE_TORCHRUN=1 NPROC_PER_NODE={batch.gpus_per_node}")
    if batch.nodes > 1:
        lines += [
            "# On each machine: its number from 0, and the address of machine 0.",
            f"export NNODES={batch.nodes} MASTER_PORT=${{MASTER_PORT:-29500}}",
            'export NODE_RANK="${NODE_RANK:?set it to the number of this machine, from 0}"',
            'export MASTER_ADDR="${MASTER_ADDR:?set it to the address of machine 0}"',
        ]
    lines.append(f'exec llamafactory-cli train {config} "$@"')
    return "\n".join(lines) + "\n"
