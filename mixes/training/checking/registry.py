"""LLaMA-Factory's `dataset_info.json` and the files it leads to, without LLaMA-Factory."""

import difflib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mixes.training.checking.report import Findings

FILE_NAME = "dataset_info.json"
_TYPES = {
    "arrow": "arrow",
    "csv": "csv",
    "json": "json",
    "jsonl": "json",
    "parquet": "parquet",
    "txt": "text",
}
_REMOTE = ("hf_hub_url", "ms_hub_url", "om_hub_url", "script_url", "cloud_file_name")
_ROLES = ("role_tag", "content_tag", "user_tag", "assistant_tag")
_COLUMNS = frozenset(
    "prompt query response history messages system tools images videos audios chosen rejected "
    "kto_tag".split()
)
_TAGS = frozenset({*_ROLES, "observation_tag", "function_tag", "system_tag"})


def check_registry(directory: Path, names: Sequence[str], found: Findings) -> list[Path] | None:
    """Checks the entries called `names` and the files they name.

    Returns:
        The data files in the order in which they are listed, those of the Hub left out; None
        where they cannot be loaded.
    """
    path = directory / FILE_NAME
    try:
        entries = json.loads(path.read_bytes())
    except OSError as error:
        found.problem(
            str(path), f"cannot be read: {error.strerror}", "set dataset_dir to its directory"
        )
        return None
    except ValueError as error:
        found.problem(str(path), f"is not JSON: {error}", "mend it")
        return None
    if not isinstance(entries, dict):
        found.problem(str(path), "is not an object of entries by name", "mend it")
        return None
    files: list[Path] = []
    loads = True
    for name in names:
        entry = entries.get(name)
        if not isinstance(entry, dict):
            near = difflib.get_close_matches(name, entries, 1)
            found.problem(
                "dataset",
                f"{path} has no entry {name}",
                f"use {near[0]}" if near else f"it has {', '.join(entries) or 'none'}",
            )
            loads = False
            continue
        _check_entry(f"{path}, {name}", entry, found)
        these = _files(directory, name, entry, found)
        loads = loads and these is not None
        files += these or []
    if len(set(names)) < len(names):
        found.problem("dataset", "names an entry twice, which counts once", "name it once")
    return files if loads else None


def _check_entry(place: str, entry: dict[str, Any], found: Findings) -> None:
    """`columns` and `tags`: where one is given, those left out are unset."""
    sharegpt = entry.get("formatting", "alpaca") in ("sharegpt", "openai")
    for section, known in (("columns", _COLUMNS), ("tags", _TAGS)):
        given = entry.get(section)
        if given is None:
            continue
        if not isinstance(given, dict):
            found.problem(place, f"{section} is not an object", "write names and values")
            continue
        for key in sorted(set(given) - known):
            near = difflib.get_close_matches(key, known, 1)
            found.problem(
                place, f"{section} has an unknown {key}", f"use {near[0]}" if near else "remove it"
            )
        needed = (("messages",) if section == "columns" else _ROLES) if sharegpt else ()
        for key in needed:
            if key not in given:
                found.problem(
                    place,
                    f"{section} leaves out {key}, which is unset thereby: rows come out empty",
                    f"add {key}",
                )


def _files(directory: Path, name: str, entry: dict[str, Any], found: Findings) -> list[Path] | None:
    """The data files of an entry, in the order in which the trainer lists them."""
    if any(key in entry for key in _REMOTE):
        found.unchecked.append(f"dataset {name}: it is not a file here")
        return None
    file_name = entry.get("file_name")
    if not isinstance(file_name, str):
        found.problem(f"dataset {name}", "has no file_name", "add one")
        return None
    path = directory / file_name
    if path.is_file():
        files = [path]
    elif path.is_dir():
        files = list(path.iterdir())  # unsorted, like the trainer
    else:
        found.problem(str(path), "is not there", f"mend file_name of {name}, or dataset_dir")
        return None
    if not files:
        found.problem(str(path), "is empty", "put the shards there")
        return None
    types = {file: _TYPES.get(file.suffix[1:]) for file in files}
    strangers = [file.name for file in files if types[file] is None or file.is_dir()]
    if strangers:
        found.problem(
            str(path),
            f"holds {', '.join(sorted(strangers)[:3])}, at which the loader stops",
            "move everything but data files elsewhere, hidden files too",
        )
        return None
    if len(set(types.values())) > 1:
        found.problem(
            str(path),
            f"holds files of several types: {', '.join(sorted(set(map(str, types.values()))))}",
            "keep one type",
        )
        return None
    return files
