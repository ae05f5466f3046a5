"""Runs the real vLLM on this machine's CPU, in the environment that `make test-e2e` sets up."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-vllm" / "bin" / "python"
START = 300.0
"""Seconds that a server may take to start; it needs about 45 on 2 idle cores."""

ENVIRONMENT = {
    "VLLM_CPU_KVCACHE_SPACE": "1",  # GiB; by default vLLM asks for most of the machine
    "VLLM_CPU_OMP_THREADS_BIND": "nobind",
    "VLLM_NO_USAGE_STATS": "1",
    "HF_HUB_OFFLINE": "1",
}


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers."""

    base_url: str
    model: str
    """The name under which it serves."""
    directory: Path
    log: Path


def need() -> None:
    """Skips the test on machines where this vLLM does not run or is not set up."""
    if not (PYTHON.parents[1] / ".ready").exists():
        pytest.skip("needs the real vLLM in .venv-vllm: make test-e2e (Linux, x86-64)")


def run_script(name: str, *arguments: str, timeout: float = 420) -> str:
    """What a script of this directory prints, run where vLLM is installed."""
    ended = subprocess.run(
        [PYTHON, ROOT / "tests" / "e2e" / name, *arguments],
        env=os.environ | ENVIRONMENT,
        capture_output=True, text=True, check=False, timeout=timeout, start_new_session=True,
    )  # fmt: skip
    assert ended.returncode == 0, f"{name}: {ended.stderr[-4000:]}"
    return ended.stdout


def run_t3(*arguments: object, timeout: float = 420) -> "subprocess.CompletedProcess[str]":
    """`t3` with these arguments, run where vLLM, torch and transformers are installed."""
    return subprocess.run(
        [PYTHON, "-m", "cli.main", *map(str, arguments)],
        cwd=ROOT, env=os.environ | ENVIRONMENT,
        capture_output=True, text=True, check=False, timeout=timeout, start_new_session=True,
    )  # fmt: skip


@contextmanager
def serve(model: Path, log: Path, *flags: str) -> Iterator[Served]:
    """A server for `model`, ended with everything it started even if the tests fail or die."""
    need()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        PYTHON, "-m", "vllm.entrypoints.openai.api_server",
        "--model", model, "--served-model-name", "tiny", "--host", "127.0.0.1", "--port", str(port),
        "--enforce-eager", "--trust-request-mm-kwargs", *flags,
    ]  # fmt: skip
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, env=os.environ | ENVIRONMENT, stdout=out, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_die_with_parent,
        )  # fmt: skip
    try:
        _wait(server, f"http://127.0.0.1:{port}/health", log)
        yield Served(f"http://127.0.0.1:{port}/v1", "tiny", model, log)
    finally:
        _end(server)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _wait(server: "subprocess.Popen[bytes]", health: str, log: Path) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"the server ended while it started: {_tail(log)}")
        try:
            with urllib.request.urlopen(health, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"the server did not start within {START:g} s: {_tail(log)}")


def _end(server: "subprocess.Popen[bytes]") -> None:
    """First politely; then the whole group, for what the server may have left behind."""
    server.terminate()
    try:
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=30)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _tail(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-4000:]
