"""Checks a configuration with LLaMA-Factory's own parser and loader, inside its interpreter.

Nothing is trained, nothing is downloaded, and nothing is written but caches in the scratch
directory that the caller names. `_get_merged_dataset` and `_validate_messages` are private over
there: where they are gone, the report says that rows were not looked at.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import sys
import typing
from pathlib import Path
from typing import Any

import t3_inside_talk as talk  # type: ignore[import-not-found]

RENAMED = {
    "evaluation_strategy": "eval_strategy",
    "no_cuda": "use_cpu",
    "image_resolution": "image_max_pixels",
    "video_resolution": "video_max_pixels",
    "train_mm_proj_only": "freeze_vision_tower and freeze_language_model",
    "cutoff_length": "cutoff_len",
    "max_length": "cutoff_len",
    "per_gpu_train_batch_size": "per_device_train_batch_size",
}
"""Keys of older versions and what stands for them now; used if the new one is there."""

NOT_HERE = ("deepspeed", "fsdp", "fsdp_config", "tf32", "push_to_hub", "resume_from_checkpoint")
"""Keys that need a GPU or the network to be taken seriously, left out when arguments are parsed."""

FAMILIES = {
    "qwen2_vl": ("qwen2_vl",),
    "qwen2_5_vl": ("qwen2_vl",),
    "qwen3_vl": ("qwen3_vl", "qwen3_vl_nothink"),
    "qwen3_vl_moe": ("qwen3_vl", "qwen3_vl_nothink"),
}
"""Templates by the `model_type` of a model's config.json."""

EXAMPLES = 3
"""Rows that are named of each kind of fault."""


def main() -> None:
    """Answers one request."""
    wanted = talk.request()
    talk.emit("version", value=talk.version_of("llamafactory"))
    from llamafactory.hparams import parser  # type: ignore[import-not-found]

    settings = read(wanted["file"], parser)
    if settings is None:
        return
    hints: dict[str, Any] = {}
    fields: dict[str, Any] = {}
    for kind in parser._TRAIN_ARGS:
        hints.update(typing.get_type_hints(kind))
        fields.update({field.name: field for field in dataclasses.fields(kind) if field.init})
    unknown = check_keys(settings, fields)
    wrong = check_types({k: v for k, v in settings.items() if k not in unknown}, fields, hints)
    talk.emit(
        "checked",
        text=f"{len(settings)} keys against {len(fields)} that are known, and their types",
    )
    template = check_template(settings)
    check_packages(settings)
    if wrong:
        talk.emit("unchecked", text="how the settings go together and the rows: types come first")
        return
    args = parse({k: v for k, v in settings.items() if k not in unknown}, wanted, parser)
    if args is not None:
        check_rows(args, wanted, template)


def read(file: str, parser: Any) -> dict[str, Any] | None:
    """The settings as the trainer reads them."""
    sys.argv = ["llamafactory-cli", file]
    try:
        settings = parser.read_args()
    except Exception as error:
        if not file.endswith(".json"):
            talk.problem(file, f"cannot be read: {talk.one_line(error)}", "mend the YAML")
            return None
        talk.problem(
            file,
            f"this version reads no JSON ({talk.one_line(error)})",
            "write the settings as .yaml",
        )
        settings = json.loads(Path(file).read_bytes())
    if not isinstance(settings, dict):
        talk.problem(file, "holds no keys with values", "write `key: value` lines")
        return None
    return settings


def check_keys(settings: dict[str, Any], fields: dict[str, Any]) -> set[str]:
    """Names keys that are refused or do nothing; returns the refused ones."""
    unknown = {key for key in settings if key not in fields}
    for key in settings:
        if key in unknown:
            new = RENAMED.get(key, "")
            near = (
                [new]
                if new in fields or " and " in new
                else difflib.get_close_matches(key, fields, 1)
            )
            talk.problem(
                key,
                "unknown key; LLaMA-Factory stops at it",
                f"use {near[0]}" if near else "remove it",
            )
        elif str(fields[key].metadata.get("help")).lower() == "deprecated":
            talk.problem(key, "does nothing in this version (deprecated)", "remove it")
    return unknown


def check_types(settings: dict[str, Any], fields: dict[str, Any], hints: dict[str, Any]) -> bool:
    """Whether a value has another type than its field; the trainer does not look."""
    wrong = False
    for key, value in settings.items():
        hint = hints.get(key, Any)
        default = fields[key].default
        if talk.fits(value, hint) or (value is None and default is None):
            continue
        wrong = True
        talk.problem(
            key,
            f"{value!r} is not {talk.described(hint)}",
            f"write {talk.described(hint)}",
        )
    return wrong


def check_template(settings: dict[str, Any]) -> Any:
    """The template, if there is one of that name; whether it is the model's own."""
    from llamafactory.data.template import TEMPLATES  # type: ignore[import-not-found]

    name = settings.get("template")
    if name is None:
        talk.problem("template", "is missing", "add the template of the model")
        return None
    if name not in TEMPLATES:
        near = difflib.get_close_matches(str(name), TEMPLATES, 1)
        talk.problem(
            "template", f"there is no {name}", f"use {near[0]}" if near else "see TEMPLATES"
        )
        return None
    model = str(settings.get("model_name_or_path"))
    known, source = templates_of(model)
    if not known:
        talk.emit(
            "unchecked",
            text=f"whether {name} is the template of {model}: it is not listed, nor here",
        )
    elif name not in known:
        talk.problem(
            "template", f"{name} is not that of {model}, {source}", f"use {' or '.join(known)}"
        )
    else:
        talk.emit("checked", text=f"template {name}, {source}")
    return TEMPLATES[name]


def templates_of(model: str) -> tuple[tuple[str, ...], str]:
    """The templates for a model, and by what they are known; none where it is not."""
    from llamafactory.extras.constants import (  # type: ignore[import-not-found]
        DEFAULT_TEMPLATE,
        SUPPORTED_MODELS,
    )

    config = Path(model) / "config.json"
    if config.is_file():
        try:
            kind = json.loads(config.read_bytes()).get("model_type")
        except (OSError, ValueError, AttributeError) as error:
            talk.problem(
                str(config), f"cannot be read: {talk.one_line(error)}", "fetch the model anew"
            )
            return (), ""
        return FAMILIES.get(kind, ()), f"which is a {kind}"
    for name, places in SUPPORTED_MODELS.items():
        if model in places.values() and DEFAULT_TEMPLATE.get(name):
            return (DEFAULT_TEMPLATE[name],), f"listed as {name}"
    return (), ""


def check_packages(settings: dict[str, Any]) -> None:
    """Says which packages, weights and devices are not here."""
    if settings.get("deepspeed"):
        if talk.version_of("deepspeed") is None:
            talk.emit(
                "unchecked",
                text="deepspeed: not installed in this interpreter, and the config needs it",
            )
        else:
            talk.emit("checked", text=f"deepspeed {talk.version_of('deepspeed')} is installed")
        talk.emit("unchecked", text="deepspeed: starting it, which needs FORCE_TORCHRUN=1 and GPUs")
    talk.weights(str(settings.get("model_name_or_path")))
    import torch

    if not torch.cuda.is_available():
        half = [key for key in ("bf16", "fp16", "pure_bf16") if settings.get(key)]
        what = f"memory, speed and {half[0]}" if half else "memory and speed"
        talk.emit("unchecked", text=f"{what}: no GPU in sight")


def parse(settings: dict[str, Any], wanted: dict[str, Any], parser: Any) -> Any:
    """The trainer's own arguments, parsed for a CPU; None where it refuses them."""
    left_out = [key for key in NOT_HERE if settings.get(key)]
    here = {key: value for key, value in settings.items() if key not in NOT_HERE}
    here.update(wanted["replace"])
    here.update(use_cpu=True, output_dir=wanted["scratch"], overwrite_cache=True)
    try:
        args = parser.get_train_args(here)
    except Exception as error:
        talk.problem(
            "settings",
            f"LLaMA-Factory refuses them: {talk.one_line(error)}",
            "change what it names",
        )
        return None
    talk.emit(
        "checked",
        text="get_train_args accepts the settings (on a CPU"
        + (f", without {', '.join(left_out)})" if left_out else ")"),
    )
    return args


def check_rows(args: Any, wanted: dict[str, Any], template: Any) -> None:
    """Reads all rows with the trainer's loader, and looks for those that it drops or stops at."""
    model_args, data_args, training_args, finetuning_args, _ = args
    if not data_args.dataset or not wanted["load"]:
        talk.emit("unchecked", text="rows: no dataset that could be loaded")
        return
    try:
        from llamafactory.data.loader import (  # type: ignore[import-not-found]
            _get_merged_dataset,
        )
    except ImportError as error:
        talk.emit(
            "unchecked", text=f"rows: this version loads them differently ({talk.one_line(error)})"
        )
        return
    if data_args.streaming:
        talk.emit("unchecked", text="streaming: rows were read at once instead")
        data_args.streaming = False
    stage = {"dpo": "rm", "simpo": "rm", "orpo": "rm"}.get(
        finetuning_args.stage, finetuning_args.stage
    )
    try:
        rows = _get_merged_dataset(data_args.dataset, model_args, data_args, training_args, stage)
    except Exception as error:
        message = talk.one_line(error.__cause__ or error)
        remedy = "see the message"
        if "to null" in message:
            message = f"stops at rows with media behind 1,000 without: {message}"
            remedy = "set preprocessing_num_workers to 1; build the mix anew if that does not help"
        talk.problem("dataset", f"LLaMA-Factory cannot load it: {message}", remedy)
        return
    look_at(rows, template, stage, str(data_args.template))


def look_at(rows: Any, template: Any, stage: str, name: str) -> None:
    """Counts rows that would be dropped, and those at which the run would stop."""
    dropped, stopped, missing, late = [], [], [], []
    check = getattr(getattr(template, "mm_plugin", None), "_validate_messages", None)
    paths: dict[str, bool] = {}
    for at, row in enumerate(rows):
        prompt, response = row["_prompt"] or [], row["_response"] or []
        if len(prompt) % 2 != 1 or len(response) < (2 if stage == "rm" else 1):
            dropped.append(at)
            continue
        media = [row[key] or [] for key in ("_images", "_videos", "_audios")]
        if check is not None:
            try:
                check(prompt + response, *media)
            except Exception as error:
                stopped.append((at, talk.one_line(error)))
        videos = media[1]
        if name.startswith("qwen3_vl") and (
            len(videos) > 1 or any("<video>" in turn["content"] for turn in prompt[1:])
        ):
            late.append(at)
        for path in media[0] + videos + media[2]:
            for file in path if isinstance(path, list) else [path]:
                if file not in paths:
                    paths[file] = talk.is_file(file)
                    if not paths[file]:
                        missing.append(f"{file} (row {at})")
    talk.emit("rows", loaded=len(rows), kept=len(rows) - len(dropped))
    if dropped:
        talk.problem(
            f"rows {', '.join(map(str, dropped[:EXAMPLES]))}",
            f"{len(dropped)} of {len(rows)} rows are dropped without a word: their turns do not "
            "alternate, or their tags are others",
            "mend the rows or the tags in dataset_info.json",
        )
    if stopped:
        at, message = stopped[0]
        talk.problem(
            f"row {at}",
            f"{len(stopped)} of {len(rows)} rows stop the run: {message}",
            "make the placeholders as many as the media",
        )
    if late:
        talk.problem(
            f"row {late[0]}",
            f"{len(late)} rows have several videos, or one after the first turn: {name} gives them "
            "wrong times",
            "leave these rows out",
        )
    talk.media("media_dir", "set media_dir", len(paths), missing)
    if check is None:
        talk.emit("unchecked", text="placeholders: this version has no _validate_messages")


if __name__ == "__main__":
    main()
