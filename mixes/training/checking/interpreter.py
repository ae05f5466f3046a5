"""Finds a framework's own interpreter and runs a check in it.

The check is a script of `inside/`. It gets a request as JSON on stdin and answers with lines of
JSON, so that what it found before it crashed or hung is not lost. Caches go to a scratch directory.
"""

import json
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mixes.training.request import Framework
from t3data.errors import T3Error, UsageError

PROGRAMS: dict[Framework, str] = {"llamafactory": "llamafactory-cli", "ms-swift": "swift"}
"""The console scripts by which a framework is found on PATH."""

_INSIDE = Path(__file__).parent / "inside"
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "USE_HF": "1",
    "CUDA_VISIBLE_DEVICES": "",
    "TOKENIZERS_PARALLELISM": "false",
    "PYTHONDONTWRITEBYTECODE": "1",
}
_CACHES = ("HF_HOME", "HF_DATASETS_CACHE", "MODELSCOPE_CACHE", "XDG_CACHE_HOME", "TRITON_CACHE_DIR")
_UNSET = ("PYTHONPATH", "PYTHONHOME", "USE_V1", "USE_MCA", "ALLOW_EXTRA_ARGS", "RAY_SWIFT_ARGS")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check said before it ended."""

    events: tuple[dict[str, Any], ...]
    failure: str | None
    """Why it ended early; None where it ended well."""


def find_python(framework: Framework, python: Path | None) -> Path:
    """The interpreter in which `framework` is installed.

    Raises:
        UsageError: there is none at `python`, or no program of the framework on PATH.
    """
    if python is not None:
        if not (python.is_file() and os.access(python, os.X_OK)):
            raise UsageError(f"--python {python}: not a program")
        return python
    program = PROGRAMS[framework]
    found = shutil.which(program)
    interpreter = _shebang(Path(found)) if found else None
    if interpreter is None:
        where = f"{found} is not a Python script" if found else f"no {program} on PATH"
        raise UsageError(
            f"{where}: activate the environment of {framework}, or name its interpreter with "
            "--python /path/to/python"
        )
    return interpreter


def ask(python: Path, script: str, request: Mapping[str, Any], cwd: Path, timeout: float) -> Answer:
    """Runs `inside/script` in that interpreter, from `cwd`, for at most `timeout` seconds.

    Raises:
        T3Error: it cannot be started at all.
    """
    with tempfile.TemporaryDirectory(prefix="t3-check-", ignore_cleanup_errors=True) as scratch:
        wanted = {**request, "scratch": scratch, "timeout": timeout}
        log = Path(scratch) / "log"
        with log.open("wb") as err:
            try:
                process = subprocess.Popen(
                    [python, _INSIDE / script], cwd=cwd, env=_environment(scratch),
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=err,
                    start_new_session=True,
                )  # fmt: skip
            except OSError as error:
                raise T3Error(f"{python}: cannot be started: {error.strerror}") from error
        hung = False
        try:
            out, _ = process.communicate(json.dumps(wanted).encode(), timeout=timeout)
        except subprocess.TimeoutExpired as error:
            hung, out = True, error.stdout or b""
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        events = tuple(_events(out))
        if hung:
            return Answer(events, f"no answer for {timeout:g} s")
        if process.returncode == 0:
            return Answer(events, None)
        return Answer(events, _last_line(log) or f"ended with status {process.returncode}")


def _environment(scratch: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in _UNSET}
    return kept | _OFFLINE | {name: f"{scratch}/{name.lower()}" for name in _CACHES}


def _shebang(program: Path) -> Path | None:
    """The interpreter that a console script starts; None for programs that are no such scripts."""
    try:
        with program.open("rb") as stream:
            head = stream.read(4096).decode("utf-8", "replace").splitlines()
    except OSError:
        return None
    if not head or not head[0].startswith("#!"):
        return None
    words = head[0][2:].split()
    if words and Path(words[0]).name == "sh" and len(head) > 1 and head[1].startswith("'''exec'"):
        with suppress(ValueError):  # pip's form for paths that are long or hold spaces
            words = shlex.split(head[1][len("'''exec'") :].partition('"$0"')[0])
    elif len(words) == 2 and Path(words[0]).name == "env":
        words = [shutil.which(words[1]) or ""]
    else:
        words = [head[0][2:].strip()]
    path = Path(words[0]) if words and words[0] else None
    return path if path and "python" in path.name and path.is_file() else None


def _events(out: bytes) -> list[dict[str, Any]]:
    """All whole lines; a process that was killed may leave half of one."""
    events = []
    for line in out.splitlines():
        with suppress(ValueError):
            event = json.loads(line)
            if isinstance(event, dict) and "event" in event:
                events.append(event)
    return events


def _last_line(log: Path) -> str:
    """The last line of a log that says something, cut to a sensible length."""
    lines = log.read_text("utf-8", "replace").splitlines()
    return next((line.strip()[:400] for line in reversed(lines) if line.strip()), "")
