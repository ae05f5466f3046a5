"""Memory of a process and all its descendants, from /proc.

Anonymous memory (RssAnon) is what cannot be given back: mapped files are the page cache's. Pages
that a fork shares with its parent are counted in both, so sums err on the high side.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(slots=True)
class Memory:
    """Bytes, summed over processes; `grow` keeps the largest of many samples."""

    anonymous: int = 0
    resident: int = 0

    def grow(self, other: "Memory") -> None:
        self.anonymous = max(self.anonymous, other.anonymous)
        self.resident = max(self.resident, other.resident)


def memory_of_tree(root: int, proc: Path = PROC) -> Memory:
    """What `root` and its descendants hold now; processes that end meanwhile count nothing."""
    total = Memory()
    for pid in tree(root, proc):
        try:
            status = (proc / str(pid) / "status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total.anonymous += kilobytes(status, "RssAnon") * 1024
        total.resident += kilobytes(status, "VmRSS") * 1024
    return total


def tree(root: int, proc: Path = PROC) -> Iterator[int]:
    """`root` and its descendants."""
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += children(pid, proc)


def children(pid: int, proc: Path = PROC) -> list[int]:
    """The processes that the threads of `pid` have started; none where it has ended."""
    found: list[int] = []
    try:
        threads = os.listdir(f"{proc}/{pid}/task")  # noqa: PTH208
        for thread in threads:
            with open(f"{proc}/{pid}/task/{thread}/children") as stream:  # noqa: PTH123
                found += map(int, stream.read().split())
    except (FileNotFoundError, ProcessLookupError):
        pass
    return found


def kilobytes(status: str, field: str) -> int:
    """A field of /proc/PID/status; 0 where it is absent, as in a process that has just ended."""
    start = status.find(f"\n{field}:")
    if start < 0:
        return 0
    return int(status[start + len(field) + 2 :].split(maxsplit=1)[0])
