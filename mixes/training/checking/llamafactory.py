"""A YAML of LLaMA-Factory: what can be seen from outside, then what its own code says."""

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from mixes.filters.tokens import MEDIA_BUDGET
from mixes.training.cast_rule import INFERRED_FROM, media_of, safe_workers
from mixes.training.checking.answers import note
from mixes.training.checking.base import base_of
from mixes.training.checking.interpreter import ask, find_python
from mixes.training.checking.registry import FILE_NAME, check_registry
from mixes.training.checking.report import CheckReport, Findings
from mixes.training.checking.rows import count_rows
from t3data.errors import T3Error

VERSION = "0.9.5"
"""The version that this was written for."""

LOADED = 1 << 30
"""Bytes of data files that are loaded; of larger sets the first files are."""


def read_settings(file: Path) -> dict[str, Any]:
    """The keys of a YAML or JSON file.

    Raises:
        T3Error: it cannot be read or holds no keys.
    """
    try:
        text = file.read_text("utf-8")
        # YAML takes an escaped pair of surrogates in JSON for two characters.
        settings = json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)
    except OSError as error:
        raise T3Error(f"{file}: cannot read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise T3Error(f"{file}: not a text file") from None
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        kind = "JSON" if file.suffix == ".json" else "YAML"
        raise T3Error(f"{file}: not {kind}: {' '.join(str(error).split())}") from None
    if not isinstance(settings, dict) or not all(isinstance(key, str) for key in settings):
        raise T3Error(f"{file}: holds no keys with values, as LLaMA-Factory's settings do")
    return settings


def check_llamafactory(file: Path, python: Path | None, timeout: float) -> CheckReport:
    """Checks one configuration.

    Raises:
        T3Error: the file cannot be read.
        UsageError: the interpreter cannot be found.
    """
    settings = read_settings(file)
    interpreter = find_python("llamafactory", python)
    found = Findings()
    given = settings.get("dataset_dir", "data")
    named = [settings[key] for key in ("deepspeed", "media_dir") if settings.get(key)]
    base = base_of(file, [f"{given}/{FILE_NAME}", *map(str, named)])
    directory = base / str(given)
    found.checked.append(f"relative paths from {base}")
    given = settings.get("dataset")
    names = (
        [name.strip() for name in given.split(",") if name.strip()]
        if isinstance(given, str)
        else []
    )
    files = check_registry(directory, names, found) if names else None
    broken = [
        file for file in files or [] if file.suffix == ".arrow" and count_rows([file]) is None
    ]
    for file_name in broken:
        found.problem(str(file_name), "is no whole Arrow stream", "build the mix again")
    if broken:
        files = None
    if files is not None:
        _check_lengths(settings, directory, files, found)
        _check_order(settings, files, found)
    _check_deepspeed(settings, base, found)
    _check_media_dir(settings, base, found)
    with tempfile.TemporaryDirectory(prefix="t3-check-") as scratch:
        replace, rows = _view(settings, directory, files or [], Path(scratch), found)
        request = {"file": str(file.resolve()), "replace": replace, "load": bool(files)}
        answer = ask(interpreter, "llamafactory_inside.py", request, base, timeout)
    note(answer, "LLaMA-Factory", VERSION, rows, found)
    return found.report("llamafactory")


def _check_lengths(
    settings: dict[str, Any], directory: Path, files: Sequence[Path], found: Findings
) -> None:
    """`cutoff_len` and the limits of pixels against what the rows were measured with."""
    longest = _longest(files) if (directory / "manifest.json").is_file() else None
    if longest is None:
        found.unchecked.append("cutoff_len against the longest row: the data are no mix of ours")
        return
    cutoff = settings.get("cutoff_len", 2048)
    if longest < 0:
        found.unchecked.append("cutoff_len against the longest row: the mix was built uncounted")
    elif isinstance(cutoff, int) and cutoff < longest:
        found.problem(
            "cutoff_len",
            f"{cutoff} is less than the longest row, {longest:,} tokens: questions are cut",
            f"set it to {longest} or more",
        )
    else:
        found.checked.append(f"cutoff_len {cutoff}, the longest row has {longest:,} tokens")
    for key in ("image_max_pixels", "video_max_pixels", "video_maxlen"):
        measured, value = getattr(MEDIA_BUDGET, key), settings.get(key)
        if isinstance(value, int) and value > measured:
            found.problem(
                key,
                f"{value} is more than {measured}, with which the rows of the mix were measured",
                f"set it to {measured} or less",
            )


def _longest(files: Sequence[Path]) -> int | None:
    """The largest `n_tokens` of all rows, -1 if some were not counted, None without the column."""
    import pyarrow as pa
    import pyarrow.compute as pc

    longest = 0
    try:
        for file in files:
            with pa.memory_map(str(file)) as source, pa.ipc.open_stream(source) as reader:
                for batch in reader:
                    counts = pc.min_max(batch.column("n_tokens")).as_py()
                    if counts["min"] is not None and counts["min"] < 0:
                        return -1
                    longest = max(longest, counts["max"] or 0)
    except (KeyError, OSError, pa.ArrowInvalid):
        return None
    return longest


def _check_order(settings: dict[str, Any], files: Sequence[Path], found: Findings) -> None:
    """Whether rare media stop the loader, in this or another order of the shards."""
    import pyarrow as pa

    if settings.get("streaming") or any(file.suffix != ".arrow" for file in files):
        return
    workers = settings.get("preprocessing_num_workers") or 1
    batch = settings.get("preprocessing_batch_size") or INFERRED_FROM
    if not (isinstance(workers, int) and isinstance(batch, int) and workers > 0 and batch > 0):
        return
    try:
        media = media_of(files)
    except (KeyError, OSError, pa.ArrowInvalid):
        return
    safe = safe_workers(media, workers, batch)
    if safe == workers:
        found.checked.append(f"{workers} preprocessing workers, in any order of the files")
        return
    if safe is None and batch < INFERRED_FROM and safe_workers(media, workers) is not None:
        place, remedy = "preprocessing_batch_size", f"set it to {INFERRED_FROM}"
    elif safe is None:
        place, remedy = "dataset", "build the mix with more rows_per_shard, or in one shard"
    else:
        place, remedy = "preprocessing_num_workers", f"set it to {safe}"
    found.problem(
        place,
        "media are so rare that the loader can stop with `list<item: string> to null`, depending "
        "on the order in which the system lists the files",
        remedy,
    )


def _check_deepspeed(settings: dict[str, Any], base: Path, found: Findings) -> None:
    value = settings.get("deepspeed")
    if not isinstance(value, str):
        return
    path = base / value
    try:
        config = json.loads(path.read_bytes())
    except OSError as error:
        found.problem("deepspeed", f"{path}: {error.strerror}", "mend the path")
        return
    except ValueError as error:
        found.problem("deepspeed", f"{path} is not JSON: {error}", "mend it")
        return
    stage = config.get("zero_optimization", {}).get("stage") if isinstance(config, dict) else None
    found.checked.append(f"deepspeed: {path.name} is JSON, ZeRO stage {stage}")
    if stage == 3:
        found.unchecked.append(
            "ZeRO-3 with rows with and without media in one batch, which is known to hang"
        )


def _check_media_dir(settings: dict[str, Any], base: Path, found: Findings) -> None:
    value = settings.get("media_dir")
    if isinstance(value, str) and not os.path.isdir(base / value):  # noqa: PTH112 (never raises)
        found.problem("media_dir", f"{base / value} is not a directory", "mend the path")


def _view(
    settings: dict[str, Any],
    directory: Path,
    files: Sequence[Path],
    scratch: Path,
    found: Findings,
) -> tuple[dict[str, Any], int | None]:
    """Settings to load the first of many files instead of all; the rows that should come out."""
    total = 0
    chosen: list[Path] = []
    for file in files:
        total += file.stat().st_size
        if chosen and total > LOADED:
            break
        chosen.append(file)
    limited = settings.get("max_samples") or len(files) == 0
    rows = None if limited else count_rows(chosen)
    if len(chosen) == len(files):
        return {}, rows
    found.unchecked.append(f"rows of {len(files) - len(chosen)} of {len(files)} files: too many")
    name = str(settings["dataset"]).split(",")[0].strip()
    entry = json.loads((directory / FILE_NAME).read_bytes())[name] | {"file_name": "data"}
    (scratch / "data").mkdir()
    for file in chosen:
        os.symlink(file.resolve(), scratch / "data" / file.name)  # noqa: PTH211
    (scratch / FILE_NAME).write_text(json.dumps({name: entry}), "utf-8")
    media = str(settings.get("media_dir") or directory.resolve())
    return {"dataset": name, "dataset_dir": str(scratch), "media_dir": media}, rows
