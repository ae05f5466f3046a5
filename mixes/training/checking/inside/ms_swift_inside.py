"""Checks a command line of `swift sft` with ms-swift's own parser and loader.

Nothing is trained or downloaded; caches go to the scratch directory of the caller.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Any

import t3_inside_talk as talk  # type: ignore[import-not-found]

RENAMED = {
    "--train_type": "--tuner_type",
    "--sft_type": "--tuner_type",
    "--model_id_or_path": "--model",
    "--template_type": "--template",
    "--batch_size": "--per_device_train_batch_size",
    "--max_pixels": "MAX_PIXELS=… in the environment",
    "--num_gpus": "NPROC_PER_NODE=… in the environment",
}
"""Flags of older versions and what stands for them now."""


class RefusedError(Exception):
    """What argparse says instead of ending the process."""


def main() -> None:
    """Answers one request."""
    wanted = talk.request()
    talk.emit("version", value=talk.version_of("ms-swift"))
    os.environ.update(wanted["environment"])
    from swift.arguments import SftArguments  # type: ignore[import-not-found]
    from swift.utils.utils import _patch_get_type_hints  # type: ignore[import-not-found]
    from transformers import HfArgumentParser

    with _patch_get_type_hints():
        parser = HfArgumentParser([SftArguments])
    values = check_flags(wanted["flags"], parser)
    check_model(values)
    check_packages(values)
    check_rows(values, wanted)


def check_flags(flags: Any, parser: Any) -> dict[str, Any]:
    """The values of all flags that the parser accepts, one by one."""
    known = parser._option_string_actions
    values: dict[str, Any] = {}

    def refuse(message: str) -> None:
        raise RefusedError(message)

    parser.error = refuse
    for flag, words in flags:
        if flag not in known:
            near = RENAMED.get(flag) or next(iter(difflib.get_close_matches(flag, known, 1)), None)
            talk.problem(
                flag, "unknown flag; ms-swift stops at it", f"use {near}" if near else "remove it"
            )
            continue
        if any("$" in word for word in words):
            talk.emit("unchecked", text=f"{flag} {' '.join(words)}: only the shell knows its value")
            continue
        try:
            parsed, rest = parser.parse_known_args([flag, *words])
        except RefusedError as error:
            talk.problem(flag, talk.one_line(error), "see `swift sft --help`")
            continue
        if rest:
            talk.problem(
                flag, f"takes no {' '.join(rest)}", "remove it, or quote what belongs together"
            )
        values[known[flag].dest] = getattr(parsed, known[flag].dest)
    talk.emit(
        "checked", text=f"{len(flags)} flags against {len(known)} that are known, and their types"
    )
    return values


def check_model(values: dict[str, Any]) -> None:
    """Whether ms-swift knows the model, its type and its template."""
    from swift.model.model_meta import (  # type: ignore[import-not-found]
        MODEL_MAPPING,
        get_matched_model_meta,
    )
    from swift.template import TEMPLATE_MAPPING  # type: ignore[import-not-found]

    model, kind, template = (values.get(key) for key in ("model", "model_type", "template"))
    for flag, value, names in (
        ("--model_type", kind, MODEL_MAPPING),
        ("--template", template, TEMPLATE_MAPPING),
    ):
        if value is not None and value not in names:
            near = difflib.get_close_matches(value, names, 1)
            talk.problem(flag, f"there is no {value}", f"use {near[0]}" if near else "remove it")
    if not model:
        talk.problem("--model", "is missing", "name the model")
        return
    found = get_matched_model_meta(model)
    if found is None and kind is None:
        talk.problem(
            "--model",
            f"{model} is not a model that ms-swift knows by name, so its type is guessed",
            "add --model_type and --template",
        )
    elif found is not None:
        if kind not in (None, found.model_type):
            talk.problem(
                "--model_type",
                f"{kind}, but {model} is a {found.model_type}",
                f"use {found.model_type}",
            )
        elif template not in (None, found.template):
            talk.problem(
                "--template", f"{template} is not that of {model}", f"use {found.template}"
            )
        else:
            talk.emit("checked", text=f"{model} is a {found.model_type}, template {found.template}")
    talk.weights(model)


def check_packages(values: dict[str, Any]) -> None:
    """Says which packages and devices are not here."""
    if values.get("deepspeed"):
        value = values["deepspeed"]
        if not str(value).startswith("zero") and not talk.is_file(value):
            talk.problem(
                "--deepspeed",
                f"{value} is neither a preset nor a file",
                "use zero2 or mend the path",
            )
        if talk.version_of("deepspeed") is None:
            talk.emit(
                "unchecked",
                text="deepspeed: not installed in this interpreter, and the script needs it",
            )
    if "vl" in str(values.get("model", "")).lower():
        if talk.version_of("qwen_vl_utils") is None:
            talk.problem(
                "ms-swift",
                "qwen-vl-utils is not installed, which Qwen's VL models need",
                "pip install qwen-vl-utils decord",
            )
        elif not any(talk.version_of(name) for name in ("decord", "torchcodec")):
            talk.emit(
                "unchecked",
                text="videos: neither decord nor torchcodec is here, newer torchvision reads none",
            )
    import torch

    if not torch.cuda.is_available():
        talk.emit(
            "unchecked", text="memory and speed, and how the flags go together: no GPU in sight"
        )


def check_rows(values: dict[str, Any], wanted: Any) -> None:
    """Reads all rows with the trainer's loader; where it cannot read one it says which."""
    names = values.get("dataset") or []
    if not names:
        talk.problem("--dataset", "is missing", "name the directory of the shards or a file")
        return
    paths = [name.partition("#")[0] for name in names]
    for path in paths:
        if not os.path.exists(path):  # noqa: PTH110 (never raises)
            talk.problem("--dataset", f"{path} is not here", "mend the path")
            return
    from swift.dataset import load_dataset  # type: ignore[import-not-found]

    try:
        rows, _ = load_dataset(
            names, num_proc=values.get("dataset_num_proc") or 1, strict=True, use_hf=True
        )
    except Exception as error:
        if has_json():
            message = f"ms-swift cannot load it: {talk.one_line(error)}"
            talk.problem("--dataset", message, "see the message")
        else:
            # Its own words for this name the rows, or an import that says nothing to most.
            talk.problem(
                "datasets",
                f"{talk.version_of('datasets')} is too old, although ms-swift's metadata allow it: "
                "rows are loaded with the feature type Json, which came with 4.8",
                "install a newer datasets: pip install 'datasets>=4.8,<4.8.5'",
            )
        return
    talk.emit("rows", loaded=len(rows), kept=len(rows))
    look_at(rows)


def has_json() -> bool:
    """Whether the installed `datasets` has the feature type in which ms-swift keeps messages."""
    import datasets.features  # type: ignore[import-not-found, import-untyped, unused-ignore]

    return hasattr(datasets.features, "Json")


def look_at(rows: Any) -> None:
    """Placeholders and media of each row."""
    root = os.environ.get("ROOT_IMAGE_DIR")
    seen: dict[str, bool] = {}
    for at, row in enumerate(rows):
        text = "\n".join(str(turn["content"]) for turn in row["messages"])
        for tag, key in (("<image>", "images"), ("<video>", "videos")):
            media = row.get(key) or []
            if text.count(tag) != len(media):
                talk.problem(
                    f"row {at}",
                    f"{text.count(tag)} {tag} for {len(media)} {key}",
                    "make them as many",
                )
                return
            for each in media:
                path = each.get("path") if isinstance(each, dict) else each
                if isinstance(path, str) and "://" not in path and path not in seen:
                    seen[path] = talk.is_file(path) or talk.is_file(Path(root or ".") / path)
    missing = [path for path, there in seen.items() if not there]
    talk.media("ROOT_IMAGE_DIR", "set it", len(seen), missing)


if __name__ == "__main__":
    main()
