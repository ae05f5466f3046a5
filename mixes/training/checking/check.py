"""`check_config`: which framework a file is for, and its check."""

from pathlib import Path

from mixes.training.checking.llamafactory import check_llamafactory
from mixes.training.checking.report import CheckReport
from t3data.errors import T3Error, UsageError

TIMEOUT = 900.0
"""Seconds that a framework may take to import itself and to read the rows."""


def check_config(file: Path, python: Path | None = None, timeout: float = TIMEOUT) -> CheckReport:
    """Checks a training configuration against the framework that is installed.

    Args:
        file: a YAML or JSON of LLaMA-Factory, or a script that starts ms-swift or LongVA.
        python: the interpreter of the framework; None to find it by its program on PATH.
        timeout: seconds for the framework.

    Raises:
        T3Error: the file cannot be read.
        UsageError: it is no configuration that can be checked, or there is no interpreter.
    """
    if not file.is_file():
        raise T3Error(f"{file}: no such file")
    if file.suffix in (".yaml", ".yml", ".json"):
        return check_llamafactory(file, python, timeout)
    raise UsageError(
        f"{file}: neither .yaml nor .json nor a script that starts `swift sft` or LongVA's train"
    )
