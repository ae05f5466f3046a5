"""What comes from Java: the jars inside pycocoevalcap, and the reason where they cannot be run."""

import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

INSTALL = "pip install 't3data[caption]'"


@cache
def package() -> Path | None:
    """The directory of pycocoevalcap, None where the extra is not installed."""
    spec = find_spec("pycocoevalcap")
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0]) if places else None


def no_package() -> str:
    """Why pycocoevalcap cannot be used, in one line; empty where it can."""
    return "" if package() else f"pycocoevalcap is not installed; {INSTALL}"


def no_java() -> str:
    """Why its jars cannot be run, in one line; empty where they can."""
    if no_package():
        return no_package()
    remedy = "install one (Debian: default-jre-headless)"
    found = shutil.which("java")
    if not found:
        return f"there is no java here; {remedy}"
    return "" if _runs(found) else f"{found} does not run; {remedy}"


@cache
def _runs(java: str) -> bool:
    """Whether it is more than a name: macOS has a java that only says where to get one."""
    try:
        ended = subprocess.run([java, "-version"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0


def jar(name: str) -> Path:
    """The path of a jar inside the package, such as `meteor/meteor-1.5.jar`.

    Raises:
        FileNotFoundError: the extra is not installed.
    """
    place = package()
    if place is None:
        raise FileNotFoundError(no_package())
    return place / name
