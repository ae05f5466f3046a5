"""What the figures were measured on: hardware and versions, never the name of a machine."""

import os
import platform
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


def load() -> float:
    """Processes that want a core, over the last minute."""
    return os.getloadavg()[0]


def _field(path: str, name: str) -> str:
    for line in Path(path).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""


def _kilobytes(path: str, name: str) -> int:
    return int(_field(path, name).split()[0])
