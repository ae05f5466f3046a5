"""LongVA: its own JSON, a torchrun script, and the same under Slurm.

Arguments are those of the paper's `longva_t3.sh` and of LongVA's `finetune.sh`, from which come
the grid points that the paper's script leaves out: without them `--image_aspect_ratio anyres`
fails at every image, and the trainer quietly takes another row.
"""

import shlex
from collections.abc import Mapping
from typing import Any

from mixes.training.deepspeed import FILE_NAMES, deepspeed_config
from mixes.training.lengths import MediaTokens, longer_than, longest
from mixes.training.longva_rows import Exported, write_records
from mixes.training.mix import Mix
from mixes.training.place import Place
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
    Decision,
    decision_notes,
    decisions_comment,
    opening,
    option_lines,
    variables,
)
from t3data.errors import T3Error, UsageError
from t3data.files import directory_lock, remove_leftovers

DATA_NAME = "t3_mix.json"
REJECTS_NAME = "t3_mix.rejects.jsonl"
_STAGE = 3
"""DeepSpeed's ZeRO stage, that of the paper's script."""
_TILE = 336
"""Side of a tile of the vision tower, in pixels."""
_TILES = 49
"""Most tiles of one image."""
_TILE_TOKENS = 144
"""Tokens of a tile, and of a frame of a video."""
_FRAMES = 128
"""Most frames of a video, one a second; the paper trains on none. 18,432 tokens."""
_CHECKOUT = Decision("LONGVA", "a checkout of github.com/EvolvingLMMs-Lab/LongVA, f943753 or later")
_MEDIA = Decision("MEDIA", "the directory that paths of images and videos start from")
_MEDIA_VARIABLE = "$MEDIA"
_PARTITION = "SET_ME"
_MISLEADING = ("mixtral", "mistral", "zephyr", "wizardlm-2", "vicuna", "llama", "yi", "moe")
"""Parts of a path by which the trainer takes a model for another one."""


def grid_pinpoints() -> str:
    """Sizes that an image may be cut to: all grids of up to 49 tiles but a single one."""
    sizes = (
        (_TILE * down, _TILE * across)
        for down in range(1, _TILES + 1)
        for across in range(1, _TILES // down + 1)
        if down * across > 1
    )
    return str(list(sizes))


def longva_files(run: Run) -> RunFiles:
    """The launch script, the same under Slurm, and the rows, which are written at once.

    Raises:
        UsageError: a length below that of the longest row.
        T3Error: no row is left, another process writes here, or the disk refuses.
    """
    link = _link(run.place)
    decisions = _decisions(run)
    groups = overridden(_groups(run, link, decisions), run.given)
    values = values_of(groups)
    too_long = _length_notes(run.mix, values)
    exported = _export(run)
    script = f"{run.name}.sh"
    texts = {
        script: _script(run, groups, decisions, link),
        f"{run.name}.sbatch": _sbatch(run, script),
    }
    if values.get("deepspeed") == run.place.path(FILE_NAMES[_STAGE]):
        texts[FILE_NAMES[_STAGE]] = deepspeed_config(_STAGE)
    notes = (
        *decision_notes(decisions, script),
        f"set the partition in {run.name}.sbatch, if Slurm starts it",
        *run.batch.notes(),
        *too_long,
        *_rejected_notes(exported),
    )
    return RunFiles(texts, notes, (DATA_NAME, REJECTS_NAME))


def _export(run: Run) -> Exported:
    directory = run.place.directory
    rejects = directory / REJECTS_NAME
    with directory_lock(directory):
        remove_leftovers(directory)  # gigabytes, where an export was killed
        exported = write_records(run.mix.shards, directory / DATA_NAME, rejects)
    if not exported.rows:
        raise T3Error(f"{run.mix.root}: LongVA can take none of its rows, see {rejects}")
    return exported


def _groups(run: Run, link: str, decisions: tuple[Decision, ...]) -> tuple[Group, ...]:
    return (
        Group("model", _model(run, link)),
        Group("data", _data(run, decisions)),
        Group("train", _train(run)),
        Group("output", _output(run)),
    )


def _model(run: Run, link: str) -> tuple[Setting, ...]:
    return (
        Setting("deepspeed", run.place.path(FILE_NAMES[_STAGE])),
        Setting("model_name_or_path", link),
        Setting("version", "qwen_1_5"),
        Setting("vision_tower", "openai/clip-vit-large-patch14-336"),
        Setting("mm_tunable_parts", "mm_vision_tower,mm_mlp_adapter,mm_language_model"),
        Setting("mm_vision_tower_lr", 2e-6),
        Setting("mm_projector_type", "mlp2x_gelu"),
        Setting("mm_vision_select_layer", -2),
        Setting("mm_use_im_start_end", False),
        Setting("mm_use_im_patch_token", False),
        Setting("mm_patch_merge_type", "unires"),
    )


def _data(run: Run, decisions: tuple[Decision, ...]) -> tuple[Setting, ...]:
    folder = _MEDIA_VARIABLE if _MEDIA in decisions else run.mix.media_root or "."
    video = (
        Setting("video_folder", folder),
        Setting("video_fps", 1),
        Setting("frames_upbound", _FRAMES),
    )
    return (
        Setting("data_path", run.place.path(DATA_NAME)),
        Setting("image_folder", folder),
        *(video if run.mix.with_videos else ()),
        Setting("image_aspect_ratio", "anyres"),
        Setting("image_grid_pinpoints", grid_pinpoints()),
        Setting("group_by_modality_length", True),
        Setting("lazy_preprocess", True),
        Setting("dataloader_num_workers", 16),
        Setting("dataloader_drop_last", True),
    )


def _train(run: Run) -> tuple[Setting, ...]:
    return (
        Setting("num_train_epochs", 1),
        Setting("per_device_train_batch_size", run.batch.per_gpu),
        Setting("gradient_accumulation_steps", run.batch.accumulated),
        Setting("learning_rate", 1e-5),
        Setting("weight_decay", 0.0),
        Setting("warmup_ratio", 0.03),
        Setting("lr_scheduler_type", "cosine"),
        Setting("model_max_length", 32_768),
        Setting("bf16", True),
        Setting("tf32", True),
        Setting("gradient_checkpointing", True),
        Setting("torch_compile", True),
        Setting("torch_compile_backend", "inductor"),
        Setting("attn_implementation", "sdpa"),
    )


def _output(run: Run) -> tuple[Setting, ...]:
    return (
        Setting("output_dir", run.place.path(f"output/{run.name}")),
        Setting("evaluation_strategy", "no"),
        Setting("save_strategy", "steps"),
        Setting("save_steps", 3000),
        Setting("save_total_limit", 1),
        Setting("logging_steps", 1),
        Setting("report_to", "none"),
    )


def _link(place: Place) -> str:
    """A path to the model that the trainer takes for what it is."""
    link = place.path("model-qwen")
    found = next((word for word in _MISLEADING if word in link.lower()), None)
    if found:
        raise UsageError(
            f"-o {place.directory}: LongVA tells models apart by their path, and takes this one "
            f"for another because of {found!r} in it; choose another -o"
        )
    return link


def _decisions(run: Run) -> tuple[Decision, ...]:
    mix = run.mix
    folders = {"image_folder"} | ({"video_folder"} if mix.with_videos else set())
    needs_media = mix.relative_media and mix.media_root is None and not folders <= run.given.keys()
    return (_CHECKOUT, _MEDIA) if needs_media else (_CHECKOUT,)


def _media_tokens(frames: int) -> MediaTokens:
    """The most tokens as LongVA counts them."""
    return lambda images, videos: images * _TILES * _TILE_TOKENS + videos * frames * _TILE_TOKENS


def _length_notes(mix: Mix, values: Mapping[str, Any]) -> tuple[str, ...]:
    limit = whole_number("model_max_length", values.get("model_max_length"))
    frames = whole_number("frames_upbound", values.get("frames_upbound", _FRAMES))
    text = longest(mix, lambda _images, _videos: 0)
    if text > limit:
        raise UsageError(
            f"model_max_length {limit}: a row of the mix can have {text:,} tokens of text alone; "
            f"use --set model_max_length={text}, or build the mix with --max-tokens {limit}"
        )
    over = longer_than(mix, _media_tokens(frames), limit)
    if not over:
        return ()
    return (
        (
            f"{over:,} rows with media can have more than {limit:,} tokens, and LongVA cuts their "
            f"end: an image takes up to {_TILES * _TILE_TOKENS:,}, a video "
            f"{frames * _TILE_TOKENS:,}"
        ),
    )


def _rejected_notes(exported: Exported) -> tuple[str, ...]:
    total = exported.rejected.total()
    if not total:
        return ()
    reasons = ", ".join(f"{reason} {rows:,}" for reason, rows in sorted(exported.rejected.items()))
    return (
        (
            f"{total:,} of {exported.rows + total:,} rows are left out, which LongVA cannot take "
            f"({reasons}): see {REJECTS_NAME}"
        ),
    )


def _script(run: Run, groups: tuple[Group, ...], decisions: tuple[Decision, ...], link: str) -> str:
    batch = run.batch
    about = [
        f"Trains {run.model.name} ({run.method}) on this mix with LongVA's own trainer.",
        batch.comment,
        "What follows is passed on to the trainer.",
    ]
    lines = [
        *opening(run, about, decisions),
        *variables(decisions),
        f"model={shlex.quote(run.model.path)}",
        'MODEL="${MODEL:-$model}"',
        'if [ ! -d "$MODEL" ]; then',
        (
            '  MODEL="$(python -c "import sys, huggingface_hub as hub; '
            'print(hub.snapshot_download(sys.argv[1]))" "$MODEL")"'
        ),
        "fi",
        "# The trainer tells models apart by their path, which has to hold qwen: hence a link.",
        f'ln -sfn -- "$(cd -- "$MODEL" && pwd)" {link}',
        "",
        'export PYTHONPATH="$LONGVA/longva${PYTHONPATH:+:$PYTHONPATH}"',
        f"exec torchrun --nnodes {batch.nodes} --nproc_per_node {batch.gpus_per_node} \\",
        (
            '  --node_rank "${NODE_RANK:-${SLURM_NODEID:-0}}" '
            '--master_addr "${MASTER_ADDR:-127.0.0.1}" --master_port "${MASTER_PORT:-29500}" \\'
        ),
        '  "$LONGVA/longva/longva/train/train_mem.py" \\',
        *option_lines([(key, _word(value)) for key, value in values_of(groups).items()]),
        '  "$@"',
    ]
    return "\n".join(lines) + "\n"


def _word(value: Any) -> str:
    """A value as a word of bash; `$MEDIA` is a variable of the script."""
    if value == _MEDIA_VARIABLE:
        return f'"{value}"'
    if isinstance(value, float):
        return decimal(value)
    return shlex.quote(str(value))


def _sbatch(run: Run, script: str) -> str:
    """Slurm copies what it is given, so the directory comes from where it was called."""
    place, batch = run.place, run.batch
    itself, ours = place.path(f"{run.name}.sbatch"), place.path(script)
    partition = Decision("partition", "of your cluster, below")
    where = "the mix" if place.inside else "the directory of this file"
    lines = [
        "#!/usr/bin/env bash",
        f"# Trains {run.model.name} under Slurm. From {where}: sbatch {itself}",
        *decisions_comment([partition]),
        f"#   what {script} lists at its top",
        f"#SBATCH --job-name=t3-{run.model.name}",
        f"#SBATCH --partition={_PARTITION}",
        f"#SBATCH --nodes={batch.nodes}",
        "#SBATCH --ntasks-per-node=1",
        f"#SBATCH --gres=gpu:{batch.gpus_per_node}",
        "#SBATCH --cpus-per-task=64",
        "#SBATCH --mem=0",
        "#SBATCH --output=%x-%j.out",
        "set -euo pipefail",
        'cd -- "$SLURM_SUBMIT_DIR"',
        f"if [ ! -f {ours} ]; then",
        f'  echo "{ours}: not here; call sbatch from {where}" >&2',
        "  exit 2",
        "fi",
        'MASTER_ADDR="$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)"',
        f"export MASTER_ADDR NNODES={batch.nodes}",
        f'srun bash {ours} "$@"',
    ]
    return "\n".join(lines) + "\n"
