"""A script that starts `swift sft`: its command line, checked by ms-swift itself."""

import os
from collections.abc import Iterable
from pathlib import Path

from mixes.training.checking.answers import note
from mixes.training.checking.base import base_of
from mixes.training.checking.interpreter import ask, find_python
from mixes.training.checking.report import CheckReport, Findings
from mixes.training.checking.rows import count_rows
from mixes.training.checking.script import Command
from mixes.training.shell import PLACEHOLDER as UNSET

VERSION = "4.6.0"
"""The version that this was written for."""

MARKS = ("swift", "sft")


def check_ms_swift(
    file: Path, command: Command, python: Path | None, timeout: float
) -> CheckReport:
    """Checks one script.

    Raises:
        UsageError: the interpreter cannot be found.
    """
    interpreter = find_python("ms-swift", python)
    found = Findings()
    flags = command.flags(after="sft")
    paths = [
        value.partition("#")[0]
        for flag, values in flags
        if flag in ("--dataset", "--deepspeed")
        for value in values
    ]
    base = base_of(file, paths)
    found.checked.append(f"relative paths from {base}")
    for name, value in command.environment.items():
        if value == UNSET:
            found.problem(name, "is still to be set", "set it in the script or in the environment")
    request = {
        "flags": flags,
        "environment": {
            name: value
            for name, value in command.environment.items()
            if name.isupper() and "$" not in value and value != UNSET
        },
    }
    answer = ask(interpreter, "ms_swift_inside.py", request, base, timeout)
    datasets = [value for flag, values in flags if flag == "--dataset" for value in values]
    note(answer, "ms-swift", VERSION, _rows(base, datasets), found)
    return found.report("ms-swift")


def _rows(base: Path, datasets: Iterable[str]) -> int | None:
    """The rows of all of them; None where a file is of a kind that is not counted, or sampled."""
    total = 0
    for name in datasets:
        path = base / name
        # Not those of Path, which raise at names that are too long.
        directory = os.path.isdir(path)  # noqa: PTH112
        files = sorted(path.iterdir()) if directory else [path]
        files = [each for each in files if os.path.isfile(each)]  # noqa: PTH113
        rows = count_rows(files) if files else None
        if rows is None:
            return None
        total += rows
    return total
