"""Where the time of our own commands goes: cProfile, one worker, steps and hottest functions."""

import pstats
import site
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from bench.inputs import ROOT
from bench.suites import Command

_Key = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Profile:
    """A profiled command; profiling slows Python code down, so only the shares mean something."""

    title: str
    seconds: float
    steps: list[tuple[str, float]]
    """What the command's main function calls, and the seconds spent below each call."""
    hottest: list[tuple[str, int, float]]
    """Functions with their calls and the seconds spent in themselves."""


def profiled(command: Command, output: Path) -> list[str | Path]:
    """`command` (`python -m MODULE ...`) under cProfile, which writes `output`."""
    return [command[0], "-m", "cProfile", "-o", output, *command[1:]]


def read_profile(title: str, path: Path, main: str, most: int = 12) -> Profile:
    """Sums up what cProfile wrote; `main` is the function whose calls are the steps."""
    stats = pstats.Stats(str(path)).stats  # type: ignore[attr-defined]
    total = sum(own for _, _, own, _, _ in stats.values())
    steps = [
        (_name(key), calls[main_key][3])
        for key, (_, _, _, _, calls) in stats.items()
        for main_key in calls
        if main_key[2] == main
    ]
    own = [(_name(key), calls, spent) for key, (_, calls, spent, _, _) in stats.items()]
    return Profile(
        title,
        total,
        sorted(steps, key=lambda step: -step[1])[:most],
        sorted(own, key=lambda function: -function[2])[:most],
    )


def _name(key: _Key) -> str:
    """`mixes/scan.py: take`; no path of this machine."""
    file, _, function = key
    if file == "~":
        return function.strip("<>")
    return f"{short_path(Path(file))}: {function}"


def short_path(path: Path) -> str:
    """`path` below the project, the installed packages or the standard library."""
    places: list[str | Path] = [ROOT, *site.getsitepackages(), sysconfig.get_path("stdlib")]
    below = [path.relative_to(place) for place in places if path.is_relative_to(place)]
    return str(min(below, key=lambda one: len(one.parts))) if below else path.name
