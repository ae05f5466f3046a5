"""Runs a command and tells its wall time, its CPU time and its peak memory, children included."""

import ctypes
import os
import resource
import select
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.memory import Memory, children, memory_of_tree

INTERVAL = 0.015
"""Seconds between two samples of memory."""
_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Run:
    """One measured run of a command."""

    wall: float
    """Seconds from start to exit."""
    cpu: float
    """Seconds of user and system time of all its processes."""
    anonymous: int
    """Peak of anonymous memory in bytes."""
    resident: int
    """Peak of resident memory in bytes, mapped files included."""


class FailedError(Exception):
    """A measured command did not succeed."""


def measure(command: Sequence[str | Path], environment: Mapping[str, str], log: Path) -> Run:
    """Runs `command` to its end; its output goes to `log`.

    Raises:
        FailedError: it ended with another status than 0.
    """
    adopt_orphans()
    others = set(children(os.getpid()))
    before = _cpu_of_children()
    peak = Memory()
    with log.open("wb") as stream:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        ended = os.pidfd_open(process.pid)
        try:
            while not select.select([ended], [], [], INTERVAL)[0]:
                peak.grow(memory_of_tree(process.pid))
            wall = time.perf_counter() - start
        finally:
            os.close(ended)
        status = process.wait()
    _wait_for_orphans(others)
    if status:
        raise FailedError(f"status {status}: {' '.join(map(str, command))}\n{log.read_text()}")
    return Run(wall, _cpu_of_children() - before, peak.anonymous, peak.resident)


def alternate(
    contenders: Mapping[str, Callable[[], Run]], rounds: int, say: Callable[[str], None]
) -> dict[str, list[Run]]:
    """Runs A B C, A B C, ...: what else the machine does meets all of them alike."""
    runs: dict[str, list[Run]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, once in contenders.items():
            run = once()
            runs[name].append(run)
            peak = run.anonymous / 1e6
            say(f"  {name}, {number + 1} of {rounds}: {run.wall:.2f} s, {peak:,.0f} MB")
    return runs


def python(*arguments: str | Path) -> list[str | Path]:
    """A command that runs this interpreter."""
    return [sys.executable, *arguments]


def adopt_orphans() -> None:
    """Makes processes whose parents have ended children of this one, so that their time counts."""
    if ctypes.CDLL(None, use_errno=True).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def _wait_for_orphans(others: set[int]) -> None:
    """Waits for what the command left behind, such as a fork server; `others` are not its."""
    while orphans := set(children(os.getpid())) - others:
        for pid in orphans:
            os.waitpid(pid, 0)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
