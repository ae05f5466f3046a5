"""Licences of well-known data sets, found by the name of the file, and which ones restrict use.

Only what the publishers state; a name that is not here is unknown, and the card says so.
"""

import json
from fnmatch import fnmatchcase
from pathlib import Path

_KNOWN = {
    "*open-llava-next*": "CC-BY-NC-4.0",
    "*hotpot*": "CC-BY-SA-4.0",
    "*stablellava*": "Apache-2.0 (texts by ChatGPT, whose terms apply)",
}
_RESTRICTED = ("-nc", "noncommercial", "non-commercial", "research")


def known_license(path: str) -> str | None:
    """The licence of the data at `path`: what `t3 synth` noted, or what the name gives away."""
    noted = _noted(Path(path) / "manifest.json")
    if noted:
        return noted
    name = Path(path).name.lower()
    for pattern, license_name in _KNOWN.items():
        if fnmatchcase(name, pattern):
            return license_name
    return None


def _noted(manifest: Path) -> str | None:
    """The licences of the captions that T3 rows were made of, if all of them are known."""
    try:
        found = json.loads(manifest.read_bytes())["captions"]["licenses"].values()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    names = sorted({name if isinstance(name, str) else "unknown" for name in found})
    return None if names in ([], ["unknown"]) else ", ".join(names)


def is_restricted(license_name: str | None) -> bool:
    """Whether the licence forbids commercial use."""
    return license_name is not None and any(mark in license_name.lower() for mark in _RESTRICTED)
