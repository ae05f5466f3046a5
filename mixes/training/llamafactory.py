"""LLaMA-Factory 0.9.5: a YAML configuration, its DeepSpeed file and a launch script."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mixes.dataset_info import NAME
from mixes.training.cast_rule import INFERRED_FROM, safe_workers
from mixes.training.deepspeed import FILE_NAMES, deepspeed_config
from mixes.training.hyperparameters import nearest_published
from mixes.training.lengths import longest, of_budget
from mixes.training.llamafactory_notes import cast_notes, model_notes
from mixes.training.run import Run, RunFiles
from mixes.training.settings import (
    Group,
    Setting,
    overridden,
    values_of,
    whole_number,
    yaml_value,
)
from mixes.training.shell import (
    PLACEHOLDER,
    Decision,
    decision_notes,
    decisions_comment,
    opening,
    refusal_of_placeholder,
    several_machines,
)
from t3data.errors import UsageError
from t3data.tokens import MediaBudget

VERSION = "0.9.5"
_WORKERS = 8
_THOUGHT = 4
"""Tokens of the empty block `<think>\\n\\n</think>\\n\\n` before an answer."""
_MEDIA_DIR = Decision("media_dir", "the directory that paths of images and videos start from")
_LIMITS = ("image_max_pixels", "video_max_pixels", "video_maxlen")
"""Its keys for what `MediaBudget` has under the same names."""
_DEFAULT_CUTOFF = 2048


def llamafactory_files(run: Run) -> RunFiles:
    """The launch script, the configuration and, unless it is replaced, its DeepSpeed file.

    Raises:
        UsageError: settings under which rows of the mix would be cut.
    """
    groups = overridden(_groups(run), run.given)
    values = values_of(groups)
    needed = _check_cutoff(run, values)
    decisions = (_MEDIA_DIR,) if values.get("media_dir") == PLACEHOLDER else ()
    config, zero = f"{run.name}.yaml", FILE_NAMES[run.zero_stage]
    texts = {
        f"{run.name}.sh": _script(run, run.place.path(config), values, decisions),
        config: _yaml(run, groups, decisions, needed),
    }
    if values.get("deepspeed") == run.place.path(zero):
        texts[zero] = deepspeed_config(run.zero_stage)
    notes = (
        *decision_notes(decisions, config),
        *run.batch.notes(),
        *cast_notes(run.mix, values),
        *model_notes(run.mix, run.model, values),
    )
    return RunFiles(texts, notes)


def _groups(run: Run) -> tuple[Group, ...]:
    return (
        Group("model", _model(run)),
        Group("method", _method(run)),
        Group("data", _data(run)),
        Group("output", _output(run)),
        Group("train", _train(run)),
    )


def _model(run: Run) -> tuple[Setting, ...]:
    budget = run.model.budget
    bounded = "The lengths of rows with media were bounded with these limits."
    return (
        Setting("model_name_or_path", run.model.path),
        Setting("trust_remote_code", True),
        Setting("image_max_pixels", budget.image_max_pixels, bounded),
        Setting("video_max_pixels", budget.video_max_pixels),
        Setting("video_fps", 2.0),
        Setting("video_maxlen", budget.video_maxlen),
    )


def _method(run: Run) -> tuple[Setting, ...]:
    lora = (Setting("lora_rank", 8), Setting("lora_target", "all"))
    full = (
        Setting(
            "freeze_multi_modal_projector",
            False,
            "Frozen by default today; at the time of the paper only the tower was.",
        ),
    )
    why_stage = {
        2: "Weights are whole on each GPU; stage 3 can hang on rows with and without media.",
        3: (
            "Stage 3 shares the weights out, which leave no room on one GPU. Batches without media "
            "get a\nblank image from LLaMA-Factory, so that GPUs do not wait for one another."
        ),
    }
    stage = run.zero_stage
    return (
        Setting("stage", "sft"),
        Setting("do_train", True),
        Setting("finetuning_type", run.method),
        *(lora if run.method == "lora" else ()),
        Setting("freeze_vision_tower", True),
        *(full if run.method == "full" else ()),
        Setting("deepspeed", run.place.path(FILE_NAMES[stage]), why_stage[stage]),
    )


def _data(run: Run) -> tuple[Setting, ...]:
    mix, template = run.mix, run.model.template
    media_dir = _media_dir(run)
    cutoff = max(mix.max_tokens, _longest(run, run.model.budget, template))
    return (
        Setting("dataset_dir", run.place.mix_path),
        Setting("dataset", NAME),
        *((Setting("media_dir", media_dir),) if media_dir else ()),
        Setting("template", template),
        Setting("cutoff_len", cutoff, "No row of the mix is longer: nothing is ever cut."),
        Setting(
            "preprocessing_batch_size",
            INFERRED_FROM,
            "The type of a media column is inferred from so many rows of each worker; fewer can\n"
            "stop the run (docs/training.md).",
        ),
        Setting(
            "preprocessing_num_workers",
            safe_workers(mix.media_flags(), _WORKERS, INFERRED_FROM) or 1,
        ),
        Setting("dataloader_num_workers", 4),
    )


def _output(run: Run) -> tuple[Setting, ...]:
    return (
        Setting("output_dir", run.place.path(f"output/{run.name}")),
        Setting("logging_steps", 10),
        Setting("save_steps", 500),
        Setting(
            "save_only_model",
            True,
            "Checkpoints of a fraction of the size, from which a stopped run cannot go on.",
        ),
        Setting("plot_loss", True),
        Setting("report_to", "none"),
    )


def _train(run: Run) -> tuple[Setting, ...]:
    batch, published = run.batch, nearest_published(run.model, run.method)
    decay = (Setting("weight_decay", published.weight_decay),)
    return (
        Setting("per_device_train_batch_size", batch.per_gpu, batch.comment),
        Setting("gradient_accumulation_steps", batch.accumulated),
        Setting("learning_rate", published.learning_rate, published.source),
        *(decay if published.weight_decay else ()),
        Setting("num_train_epochs", 1.0),
        Setting("lr_scheduler_type", "cosine"),
        Setting("warmup_ratio", published.warmup_ratio),
        Setting("bf16", True),
        Setting("seed", 42),
        Setting("ddp_timeout", 180_000_000),
    )


def _media_dir(run: Run) -> str | None:
    mix = run.mix
    if not mix.has_media or "media_dir" in run.given:
        return None
    return mix.media_root or (PLACEHOLDER if mix.relative_media else None)


def _longest(run: Run, budget: MediaBudget, template: Any) -> int:
    return longest(run.mix, of_budget(budget), _THOUGHT if template == "qwen3_vl" else 0)


def _check_cutoff(run: Run, values: Mapping[str, Any]) -> int:
    """The longest row under the limits as set, in tokens; refuses a `cutoff_len` below it."""
    limits = {
        key: whole_number(key, values.get(key, getattr(MediaBudget(), key))) for key in _LIMITS
    }
    needed = _longest(run, replace(run.model.budget, **limits), values.get("template"))
    cutoff = whole_number("cutoff_len", values.get("cutoff_len", _DEFAULT_CUTOFF))
    if cutoff < needed:
        raise UsageError(
            f"cutoff_len {cutoff}: the longest row of the mix can have {needed:,} tokens, and "
            "LLaMA-Factory cuts the end of its prompt, the question; use --set "
            f"cutoff_len={needed}, or build the mix with --max-tokens {cutoff}"
        )
    return needed


def _yaml(run: Run, groups: tuple[Group, ...], decisions: tuple[Decision, ...], needed: int) -> str:
    kind = "LoRA of" if run.method == "lora" else "Full fine-tuning of"
    model, mix = yaml_value(run.model.path), yaml_value(run.mix.name)
    lines = [
        f"# {kind} {model} on {run.mix.rows:,} rows ({mix}), for LLaMA-Factory {VERSION}.",
        f"# Start with {run.name}.sh beside this file.",
        f"# Paths start from {'the mix' if run.place.inside else 'the directory of this file'}.",
        f"# The longest row can have {needed:,} tokens.",
        *decisions_comment(decisions),
    ]
    for group in groups:
        lines += ["", f"### {group.title}"]
        for setting in group.settings:
            lines += [f"# {line}" for line in setting.comment.splitlines()]
            lines.append(f"{setting.key}: {yaml_value(setting.value)}")
    return "\n".join(lines) + "\n"


def _script(
    run: Run, config: str, values: Mapping[str, Any], decisions: tuple[Decision, ...]
) -> str:
    batch = run.batch
    machines = f" on {batch.nodes} machines" if batch.nodes > 1 else ""
    about = [
        (
            f"Trains {run.model.name} ({run.method}) on this mix with LLaMA-Factory {VERSION}, "
            f"{batch.gpus} GPU(s){machines}."
        ),
        "What follows is passed on: KEY=VALUE replaces a key of the configuration.",
    ]
    lines = opening(run, about)
    if decisions:
        lines += refusal_of_placeholder(config)
    if batch.gpus > 1 or values.get("deepspeed"):
        lines.append(f"export FORCE_TORCHRUN=1 NPROC_PER_NODE={batch.gpus_per_node}")
    lines += [*several_machines(batch), f'exec llamafactory-cli train {config} "$@"']
    return "\n".join(lines) + "\n"
