"""Ends child processes when this one is killed: vLLM's engine would go on and keep the GPU.

A helper process waits at a pipe that only this process writes to. If it closes without a word, this
process was killed.
"""

import subprocess
import sys
from collections.abc import Sequence

_HELPER = """
import os, signal, sys, time
if not sys.stdin.buffer.read(1):
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in map(int, sys.argv[1:]):
            try:
                os.kill(pid, number)
            except OSError:
                pass
        time.sleep(5)
"""


class Watchdog:
    """Guards processes until it is called off."""

    def __init__(self, pids: Sequence[int]) -> None:
        """Starts to guard `pids`, children of this process."""
        # In a session of its own, so that an interrupt at the terminal passes it by.
        self._helper = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _HELPER, *map(str, pids)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def call_off(self) -> None:
        """Leaves the processes alone from now on."""
        self._helper.communicate(b".")
