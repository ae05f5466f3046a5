"""LongVA: its own JSON, a torchrun script, and the same under Slurm.

Arguments are those of the paper's `longva_t3.sh` and of LongVA's `finetune.sh`, from which come
the grid points that the paper's script leaves out: without them `--image_aspect_ratio anyres`
fails at every image, and the trainer quietly takes another row.
"""

import shlex
from collections.abc import Mapping
from typing import Any

from mixes.training.batch import Batch, batch_for
from mixes.training.deepspeed import FILE_NAMES, deepspeed_config
from mixes.training.lengths import longer_than, longest
from mixes.training.longva_rows import Exported, write_records
from mixes.training.mix import Mix
from mixes.training.models import Model
from mixes.training.place import Place
from mixes.training.request import TrainRequest
from mixes.training.settings import Group, Setting, decimal, overridden, values_of
from mixes.training.shell import (
    Decision,
    decisions_comment,
    head,
    option_lines,
    refusal_of_another_mix,
    variables,
)
from t3data.errors import T3Error, UsageError
from t3data.files import make_directory

DATA_NAME = "t3_mix.json"
REJECTS_NAME = "t3_mix.rejects.jsonl"
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


def longva_files(
    mix: Mix, model: Model, request: TrainRequest, place: Place
) -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
    """Writes the data; gives the other files by name, the notes, and the names of data files.

    Raises:
        UsageError: a length below that of the longest row.
        T3Error: no row is left, or the disk refuses.
    """
    batch = batch_for(request.gpus, request.settings)
    stem = f"{model.name}-{request.method}"
    link = _link(place)
    decisions = _decisions(mix, request.settings)
    groups = overridden(_groups(mix, place, batch, link, stem, decisions), request.settings)
    values = values_of(groups)
    notes = _length_notes(mix, values)
    make_directory(place.directory)
    data, rejects = place.directory / DATA_NAME, place.directory / REJECTS_NAME
    exported = write_records(mix.shards, data, rejects)
    if not exported.rows:
        raise T3Error(f"{mix.root}: LongVA can take none of its rows, see {rejects}")
    files = {
        f"{stem}.sh": _script(mix, model, request, place, batch, groups, decisions, link),
        f"{stem}.sbatch": _sbatch(model, place, batch, f"{stem}.sh", decisions),
    }
    if values.get("deepspeed") == place.path(FILE_NAMES[3]):
        files[FILE_NAMES[3]] = deepspeed_config(3)
    notes = (
        *(f"set {decision.name} in {stem}.sh: {decision.what}" for decision in decisions),
        f"set the partition in {stem}.sbatch, if Slurm starts it",
        *batch.notes(),
        *notes,
        *_rejected_notes(exported),
    )
    return files, notes, (DATA_NAME, REJECTS_NAME)


def _groups(
    mix: Mix,
    place: Place,
    batch: Batch,
    link: str,
    stem: str,
    decisions: tuple[Decision, ...],
) -> tuple[Group, ...]:
    folder = _MEDIA_VARIABLE if _MEDIA in decisions else mix.media_root or "."
    video = (
        Setting("video_folder", folder),
        Setting("video_fps", 1),
        Setting("frames_upbound", _FRAMES),
    )
    return (
        Group(
            "model",
            (
                Setting("deepspeed", place.path(FILE_NAMES[3])),
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
            ),
        ),
        Group(
            "data",
            (
                Setting("data_path", place.path(DATA_NAME)),
                Setting("image_folder", folder),
                *(video if mix.with_videos else ()),
                Setting("image_aspect_ratio", "anyres"),
                Setting("image_grid_pinpoints", grid_pinpoints()),
                Setting("group_by_modality_length", True),
                Setting("lazy_preprocess", True),
                Setting("dataloader_num_workers", 16),
                Setting("dataloader_drop_last", True),
            ),
        ),
        Group(
            "train",
            (
                Setting("num_train_epochs", 1),
                Setting("per_device_train_batch_size", batch.per_gpu),
                Setting("gradient_accumulation_steps", batch.accumulated),
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
            ),
        ),
        Group(
            "output",
            (
                Setting("output_dir", place.path(f"output/{stem}")),
                Setting("evaluation_strategy", "no"),
                Setting("save_strategy", "steps"),
                Setting("save_steps", 3000),
                Setting("save_total_limit", 1),
                Setting("logging_steps", 1),
                Setting("report_to", "none"),
            ),
        ),
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


def _decisions(mix: Mix, given: Mapping[str, Any]) -> tuple[Decision, ...]:
    folders = {"image_folder"} | ({"video_folder"} if mix.with_videos else set())
    needs_media = mix.relative_media and mix.media_root is None and not folders <= given.keys()
    return (_CHECKOUT, _MEDIA) if needs_media else (_CHECKOUT,)


def _media_tokens(frames: int) -> Any:
    """The most tokens as LongVA counts them."""
    return lambda images, videos: images * _TILES * _TILE_TOKENS + videos * frames * _TILE_TOKENS


def _length_notes(mix: Mix, values: Mapping[str, Any]) -> tuple[str, ...]:
    limit, frames = values.get("model_max_length"), values.get("frames_upbound", _FRAMES)
    for key, value in (("model_max_length", limit), ("frames_upbound", frames)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise UsageError(f"--set {key}={value}: expected a whole number from 1")
    assert isinstance(limit, int)
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


def _script(
    mix: Mix,
    model: Model,
    request: TrainRequest,
    place: Place,
    batch: Batch,
    groups: tuple[Group, ...],
    decisions: tuple[Decision, ...],
    link: str,
) -> str:
    about = [
        f"Trains {model.name} ({request.method}) on this mix with LongVA's own trainer.",
        batch.comment,
        "What follows is passed on to the trainer.",
    ]
    lines = [
        *head(about, place, decisions),
        *refusal_of_another_mix(place.mix_path, mix.digest),
        *variables(decisions),
        f"model={shlex.quote(model.path)}",
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
        *option_lines([(s.key, _word(s.value)) for group in groups for s in group.settings]),
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


def _sbatch(
    model: Model, place: Place, batch: Batch, script: str, decisions: tuple[Decision, ...]
) -> str:
    """Slurm copies what it is given, so the directory comes from where it was called."""
    ours = place.path(script)
    open_points = (Decision("partition", "of your cluster, below"), *decisions)
    where = "the mix" if place.inside else "the directory of this file"
    lines = [
        "#!/usr/bin/env bash",
        f"# Trains {model.name} under Slurm. From {where}: sbatch {place.path(script[:-3])}.sbatch",
        *decisions_comment(open_points[:1]),
        f"#   what {script} lists at its top",
        f"#SBATCH --job-name=t3-{model.name}",
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
