"""Processes end with their parent if it is killed, and only then."""

import os
import signal
import subprocess
import sys
import time

PARENT = """
import subprocess, sys, time
from t3data.models.watchdog import Watchdog
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
dog = Watchdog([child.pid])
if sys.argv[1] == "call off":
    dog.call_off()
print(child.pid, flush=True)
if sys.argv[1] == "wait":
    time.sleep(60)
"""


def parent(task: str) -> "tuple[subprocess.Popen[str], int]":
    started = subprocess.Popen(
        [sys.executable, "-c", PARENT, task], stdout=subprocess.PIPE, text=True
    )
    assert started.stdout
    with started.stdout as out:
        return started, int(out.readline())


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    # What nobody has waited for yet is listed as Z.
    return listed.stdout.strip()[:1] not in ("", "Z")


def gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_a_killed_parent_takes_its_children_along() -> None:
    started, child = parent("wait")
    assert alive(child)
    started.kill()
    started.wait()
    assert gone_within(child, 10)


def test_a_watchdog_that_was_called_off_does_nothing() -> None:
    started, child = parent("call off")
    started.wait()
    try:
        assert not gone_within(child, 1)
    finally:
        os.kill(child, signal.SIGKILL)
