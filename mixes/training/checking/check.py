"""`check_config`: which framework a file is for, and its check."""

from pathlib import Path

from mixes.training.checking import longva, ms_swift
from mixes.training.checking.base import base_of
from mixes.training.checking.llamafactory import check_llamafactory
from mixes.training.checking.report import CheckReport
from mixes.training.checking.script import find_command
from t3data.errors import T3Error, UsageError

TIMEOUT = 900.0
"""Seconds that a framework may take to import itself and to read the rows."""


def check_config(file: Path, python: Path | None = None, timeout: float = TIMEOUT) -> CheckReport:
    """Checks a training configuration against the framework that is installed.

    Args:
        file: a YAML or JSON of LLaMA-Factory, or a script that starts it, ms-swift or LongVA.
        python: the interpreter of the framework; None to find it by its program on PATH.
        timeout: seconds for the framework.

    Raises:
        T3Error: the file cannot be read.
        UsageError: it is no configuration that can be checked, or there is no interpreter.
    """
    return _check(file, python, timeout, deeper=True)


def _check(file: Path, python: Path | None, timeout: float, deeper: bool) -> CheckReport:
    if not file.is_file():
        what = "a directory; give a file in it" if file.is_dir() else "no such file"
        raise T3Error(f"{file}: {what}")
    if file.suffix in (".yaml", ".yml", ".json"):
        return check_llamafactory(file, python, timeout)
    command = find_command(file, ms_swift.MARKS)
    if command is not None:
        return ms_swift.check_ms_swift(file, command, python, timeout)
    for program in longva.PROGRAMS:
        command = find_command(file, (program,))
        if command is not None:
            return longva.check_longva(file, command, program)
    inner = _named(file, "llamafactory-cli", (".yaml", ".yml")) or _named(file, "bash", (".sh",))
    if inner is not None and deeper:
        return _check(inner, python, timeout, deeper=False)
    raise UsageError(
        f"{file}: neither .yaml nor .json nor a script that starts llamafactory-cli, swift sft or "
        "LongVA's train.py"
    )


def _named(file: Path, program: str, endings: tuple[str, ...]) -> Path | None:
    """The file with one of these endings that a launch script hands to `program`."""
    command = find_command(file, (program,))
    for word in command.words if command else ():
        if word.endswith(endings):
            path = base_of(file, [word]) / word
            return path if path.is_file() else None
    return None
