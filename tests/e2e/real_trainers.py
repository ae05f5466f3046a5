"""Runs the real trainers on this machine's CPU, in the environment that `make test-e2e` sets up.

LLaMA-Factory 0.9.5 and ms-swift 4.6.0 live in .venv-train. t3data is not installed there and must
not be imported there: what runs there gets files and arguments, and prints JSON.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-train" / "bin" / "python"
SWIFT = ROOT / ".venv-swift"
"""What ms-swift needs in other versions than LLaMA-Factory, or beside it: a newer `datasets`,
qwen-vl-utils and decord. A directory for PYTHONPATH, over the packages of .venv-train."""

ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "USE_HF": "1",  # ms-swift otherwise asks ModelScope
    "TOKENIZERS_PARALLELISM": "false",
    "OMP_NUM_THREADS": "2",
}


def need() -> None:
    """Skips the test on machines where the trainers do not run or are not set up."""
    if not (PYTHON.parents[1] / ".ready").exists():
        pytest.skip("needs the real trainers in .venv-train: make test-e2e (Linux, x86-64)")


def need_swift() -> None:
    """Skips the test where ms-swift cannot read datasets and videos."""
    need()
    if not (SWIFT / ".ready").exists():
        pytest.skip("needs what ms-swift is run with in .venv-swift: make test-e2e")


def swift_python(directory: Path) -> Path:
    """An interpreter in which ms-swift works, written into `directory`."""
    need_swift()
    python = directory / "python-with-swift"
    python.write_text(f"#!/bin/sh\nPYTHONPATH='{SWIFT}' exec '{PYTHON}' \"$@\"\n")
    python.chmod(0o755)
    return python


def run(
    python_args: Sequence[object],
    env: Mapping[str, str] | None = None,
    timeout: float = 420,
    *,
    cwd: Path | None = None,
) -> "subprocess.CompletedProcess[str]":
    """Python of .venv-train with these arguments, as `run_program` runs programs."""
    return run_program([PYTHON, *python_args], env, timeout, cwd=cwd)


def run_program(
    command: Sequence[object],
    env: Mapping[str, str] | None = None,
    timeout: float = 420,
    *,
    cwd: Path | None = None,
) -> "subprocess.CompletedProcess[str]":
    """A command where the trainers are found; it and what it started end with the test.

    The console scripts of that environment are on its PATH. Nothing is asserted about its status.
    """
    started = subprocess.Popen(
        [*map(str, command)],
        cwd=cwd,
        env=os.environ | ENVIRONMENT | {"PATH": _path()} | dict(env or {}),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=_die_with_parent,
    )  # fmt: skip
    try:
        out, err = started.communicate(timeout=timeout)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()
    return subprocess.CompletedProcess(started.args, started.returncode, out, err)


def run_script(script: Path, *arguments: object, timeout: float = 420) -> str:
    """What a script prints, run where the trainers are installed; it must end well."""
    ended = run([script, *arguments], timeout=timeout)
    assert ended.returncode == 0, f"{script.name}: {ended.stderr[-4000:]}"
    return ended.stdout


def _path() -> str:
    return f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', '')}"


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
