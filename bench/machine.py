"""What the figures were measured on: hardware and versions, never the name of a machine."""

import os
import platform
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = ("t3data", "datasets", "pyarrow", "msgspec", "numpy", "tiktoken")


def describe_machine() -> list[tuple[str, str]]:
    """Names and values."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return [
        ("CPU", _field("/proc/cpuinfo", "model name") or platform.machine()),
        ("cores", str(len(os.sched_getaffinity(0)))),
        ("memory", f"{_kilobytes('/proc/meminfo', 'MemTotal') / 2**20:.1f} GiB"),
        ("system", f"{platform.system()} {platform.release().split('-')[0]}"),
        ("Python", python),
        ("libraries", ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)),
    ]


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds since some start."""

    wall: float
    busy: float
    """Of all cores, whoever used them."""
    stolen: float
    """In which a virtual machine's core was wanted and the host gave it to others."""
    own: float
    """Of this process and of children that have ended."""


def usage() -> Usage:
    """What has been used until now."""
    tick = os.sysconf("SC_CLK_TCK")
    ticks = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    user, nice, system, _, _, irq, softirq, stolen = (int(count) / tick for count in ticks)
    times = os.times()
    own = times.user + times.system + times.children_user + times.children_system
    return Usage(time.monotonic(), user + nice + system + irq + softirq, stolen, own)


def disturbance(before: Usage, after: Usage) -> str:
    """How many cores others used in between, on average; figures are only as good as it is low."""
    wall = after.wall - before.wall
    others = max((after.busy - before.busy) - (after.own - before.own), 0) / wall
    stolen = (after.stolen - before.stolen) / wall
    return f"{others:.2f} cores used by other processes, {stolen:.2f} taken by the host, on average"


def _field(path: str, name: str) -> str:
    for line in Path(path).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""


def _kilobytes(path: str, name: str) -> int:
    return int(_field(path, name).split()[0])
