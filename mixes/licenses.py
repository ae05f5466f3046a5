"""Licences of well-known data sets, found by the name of the file, and which ones restrict use.

Only what the publishers state; a name that is not here is unknown, and the card says so.
"""

from fnmatch import fnmatchcase
from pathlib import Path

_KNOWN = {
    "*open-llava-next*": "CC-BY-NC-4.0",
    "*hotpot*": "CC-BY-SA-4.0",
    "*stablellava*": "Apache-2.0 (texts by ChatGPT, whose terms apply)",
}
_RESTRICTED = ("-nc", "noncommercial", "non-commercial", "research")


def known_license(path: str) -> str | None:
    """The licence of the data at `path`, where its name gives it away."""
    name = Path(path).name.lower()
    for pattern, license_name in _KNOWN.items():
        if fnmatchcase(name, pattern):
            return license_name
    return None


def is_restricted(license_name: str | None) -> bool:
    """Whether the licence forbids commercial use."""
    return license_name is not None and any(mark in license_name.lower() for mark in _RESTRICTED)
