"""A script that starts LongVA's trainer. No package index holds it, so nothing of it runs here.

Rules of its loader (`longva/train/train.py`): a record is about media by the mere presence of the
key `image` or `video`; there is one placeholder, `<image>` for both; a record that fails is
replaced by the next one without a word.
"""

import difflib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mixes.training.checking.base import base_of
from mixes.training.checking.report import CheckReport, Findings
from mixes.training.checking.script import Command
from mixes.training.settings import accepted_keys
from mixes.training.shell import PLACEHOLDER as UNSET

PROGRAMS = ("train_mem.py", "train_dpo.py", "longva/train/train.py")
"""Parts of the words by which a command is known that starts the trainer."""
PLACEHOLDER = "<image>"
READ = 2 << 30
"""Bytes of records that are read; the trainer itself reads all of them in each process."""
_NAMED = 3


def check_longva(file: Path, command: Command, program: str) -> CheckReport:
    """Checks one script and the records that it names."""
    found = Findings()
    flags = dict(command.flags(after=program))
    _check_flags(flags, found)
    data = _value(flags, "--data_path")
    base = base_of(file, [data] if data else [])
    found.checked.append(f"relative paths from {base}")
    if data is None:
        found.problem("--data_path", "is missing", "name the JSON of the records")
    elif data.endswith(".json") and not any(sign in data for sign in "{}$"):
        _check_records(base, base / data, flags, found)
    else:
        found.unchecked.append(f"records of {data}: only a single .json is read here")
    for name, value in command.environment.items():
        if value == UNSET:
            found.problem(name, "is still to be set", "set it in the script or in the environment")
    found.unchecked.append("LongVA's own code: it cannot be installed from a package index")
    found.unchecked.append("the lengths of rows in its tokens, the weights, memory and speed")
    return found.report("longva")


def _check_flags(flags: dict[str, tuple[str, ...]], found: Findings) -> None:
    known = accepted_keys("longva")
    for flag in flags:
        if flag[2:] not in known:
            near = difflib.get_close_matches(flag[2:], known, 1)
            found.problem(
                flag,
                "unknown flag; the trainer stops at it",
                f"use --{near[0]}" if near else "remove it",
            )
    found.checked.append(f"{len(flags)} flags against {len(known)} of its train.py")
    if _value(flags, "--image_aspect_ratio") == "anyres" and not _value(
        flags, "--image_grid_pinpoints"
    ):
        found.problem(
            "--image_grid_pinpoints",
            "is missing: with anyres every image fails, and the trainer takes another row instead",
            "add the list of LongVA's finetune.sh",
        )
    lengths = _value(flags, "--model_max_length")
    if lengths is None:
        found.problem("--model_max_length", "is missing: 4096 cuts longer rows", "add it")


def _value(flags: dict[str, tuple[str, ...]], flag: str) -> str | None:
    values = flags.get(flag)
    return " ".join(values) if values else None


def _check_records(
    base: Path, path: Path, flags: dict[str, tuple[str, ...]], found: Findings
) -> None:
    """The shape of every record, and whether its media are there."""
    records = _read(path, found)
    if records is None:
        return
    folders = {key: _folder(base, _value(flags, f"--{key}_folder")) for key in ("image", "video")}
    faults: dict[str, list[int]] = {}
    missing: list[str] = []
    media = 0
    for at, record in enumerate(records):
        fault = fault_of(record)
        if fault:
            faults.setdefault(fault, []).append(at)
            continue
        for key, folder in folders.items():
            names = record.get(key, [])
            for name in [names] if isinstance(names, str) else names:
                media += 1
                # Not Path.is_file, which raises at names that are too long.
                if folder is not None and not os.path.isfile(folder / name):  # noqa: PTH113
                    missing.append(name)
    for fault, places in faults.items():
        found.problem(
            f"record {', '.join(map(str, places[:_NAMED]))}",
            f"{fault} ({len(places):,} of {len(records):,} records)",
            "write the records anew with t3 train-config",
        )
    if missing:
        found.problem(
            "--image_folder, --video_folder",
            f"{len(missing):,} media files are not there, first {missing[0]}",
            "name the directories that the paths in the records begin from",
        )
    elif media and None in folders.values():
        found.unchecked.append("media files: the script does not say where they are")
    found.checked.append(f"the shape of {len(records):,} records with {media:,} images and videos")


def _folder(base: Path, value: str | None) -> Path | None:
    return None if value is None or "$" in value or value == UNSET else base / value


def _read(path: Path, found: Findings) -> Sequence[Any] | None:
    try:
        if path.stat().st_size > READ:
            found.unchecked.append(f"records of {path}: more than {READ >> 30} GiB")
            return None
        records = json.loads(path.read_bytes())
    except OSError as error:
        found.problem("--data_path", f"{path}: {error.strerror}", "mend the path")
        return None
    except (ValueError, RecursionError) as error:
        found.problem("--data_path", f"{path} is not JSON: {error}", "write it anew")
        return None
    if not isinstance(records, list) or not records:
        found.problem("--data_path", f"{path} is not an array of records", "write it anew")
        return None
    return records


def fault_of(record: Any) -> str | None:
    """What the trainer would stumble over; None for a record that it takes.

    >>> fault_of({"image": None, "conversations": []})
    'the key image without a path: it is opened all the same'
    """
    if not isinstance(record, dict):
        return "not an object"
    given = [key for key in ("image", "video") if key in record]
    if len(given) > 1:
        return "both image and video: the second is not looked at"
    for key in given:
        names = record[key] if isinstance(record[key], list) else [record[key]]
        if not names or not all(isinstance(name, str) and name for name in names):
            return f"the key {key} without a path: it is opened all the same"
    turns = record.get("conversations")
    if not isinstance(turns, list) or not turns:
        return "no conversations"
    for at, turn in enumerate(turns):
        if not isinstance(turn, dict) or not isinstance(turn.get("value"), str):
            return "a turn without a value"
        if turn.get("from") != ("human", "gpt")[at % 2]:
            return "turns that are not human and gpt in turn"
    if len(turns) % 2:
        return "no answer to the last question"
    marks = [turn["value"].count(PLACEHOLDER) for turn in turns]
    if given and sum(marks) != 1:
        return f"{sum(marks)} placeholders {PLACEHOLDER} instead of one"
    if not given and sum(marks):
        return f"{PLACEHOLDER} without media"
    return None
