"""`suite.json`: what a suite was made with, the hash of every file; and the state of its directory.

Here is decided whether a directory is new, unfinished, done, or somebody else's.
"""

import platform
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from probing.suite.aspects import ASPECTS
from probing.suite.assets import Assets
from probing.suite.settings import Settings
from t3data import __version__
from t3data.errors import T3Error
from t3data.files import make_directory, sha256_of, write_text

FORMAT = "t3-probe-suite/1"
MANIFEST = "suite.json"
CLIPS = "clips.jsonl"
CAPTIONS = "frame_captions"
_MARKER = ".request.json"
_LOCK = ".lock"


def versions() -> dict[str, str]:
    """What else decides the bytes: programs that draw and encode."""
    import av
    import numpy
    import PIL

    return {
        "t3data": __version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "pillow": PIL.__version__,
        "av": av.__version__,
    }


def request_of(settings: Settings, assets: Assets) -> dict[str, Any]:
    """What two runs must have in common to go on with each other's files."""
    return {**plain(settings), "assets": assets.names, "versions": versions()}


def plain(settings: Settings) -> dict[str, Any]:
    """The settings as they come back from JSON."""
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(settings))
    return found


def finished(directory: Path, request: Mapping[str, Any], overwrite: bool) -> dict[str, Any] | None:
    """The manifest of the same request, where it has been fulfilled already; hashes verified.

    Raises:
        T3Error: the directory holds another suite, or a file is missing or changed.
    """
    if overwrite or not (directory / MANIFEST).exists():
        return None
    manifest = read_manifest(directory)
    if manifest.get("request") != request:
        raise T3Error(
            f"{directory}: holds another suite ({_difference(manifest.get('request'), request)}); "
            "choose another -o or give --overwrite"
        )
    for name, digest in manifest["files"].items():
        path = directory / name
        if not path.is_file() or sha256_of(path) != digest:
            raise T3Error(f"{path}: missing or changed since it was written; give --overwrite")
    return manifest


def claim(directory: Path, request: Mapping[str, Any], overwrite: bool) -> None:
    """Makes `directory` the place of this request, keeping what an ended run of it has made.

    Raises:
        T3Error: something else is there.
    """
    marker = directory / _MARKER
    if overwrite:
        _empty(directory)
    elif marker.exists():
        found = _decode(marker)
        if found != request:
            raise T3Error(
                f"{directory}: holds an unfinished suite ({_difference(found, request)}); choose "
                "another -o or give --overwrite"
            )
        return
    elif strangers := sorted(path.name for path in directory.iterdir() if path.name != _LOCK):
        raise T3Error(
            f"{directory}: holds something else ({strangers[0]}); choose an empty or new directory"
        )
    make_directory(directory)
    write_text(marker, _pretty(request))


def complete(directory: Path, manifest: Mapping[str, Any]) -> None:
    """Writes the manifest: from here on the suite is whole."""
    write_text(directory / MANIFEST, _pretty(manifest))
    (directory / _MARKER).unlink(missing_ok=True)


def read_manifest(directory: Path) -> dict[str, Any]:
    """`suite.json`.

    Raises:
        T3Error: it is missing, damaged, or of another kind.
    """
    path = directory / MANIFEST
    manifest = _decode(path)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise T3Error(f"{path}: not a suite of format {FORMAT}; make it anew with t3 probe-suite")
    if not isinstance(manifest.get("files"), dict):
        raise T3Error(f"{path}: names no files; make it anew with t3 probe-suite")
    return manifest


def _decode(path: Path) -> Any:
    try:
        return msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise T3Error(f"{path}: cannot be read ({error}); make the suite anew") from error


def _pretty(value: Mapping[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


def _empty(directory: Path) -> None:
    """Removes what a suite consists of, and nothing else."""
    for aspect in ASPECTS.values():
        for path in (aspect.train, aspect.val):
            shutil.rmtree(directory / path.partition("/")[0], ignore_errors=True)
    shutil.rmtree(directory / CAPTIONS, ignore_errors=True)
    for name in (MANIFEST, CLIPS, _MARKER):
        (directory / name).unlink(missing_ok=True)


def _difference(theirs: Any, ours: Mapping[str, Any]) -> str:
    if not isinstance(theirs, dict):
        return "of an unknown request"
    names = [name for name in ours if theirs.get(name) != ours[name]]
    return "of other " + ", ".join(names) if names else "of another request"
