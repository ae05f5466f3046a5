"""The output directory of a run: finished, unfinished, or somebody else's."""

import shutil
from pathlib import Path
from typing import Any

import msgspec

from t3data.errors import T3Error
from t3data.files import make_directory, remove_leftovers, sha256_of, write_text


def finished(directory: Path, digest: str, overwrite: bool) -> dict[str, Any] | None:
    """The manifest of the same request, where it has been fulfilled already; hashes verified.

    Raises:
        T3Error: the directory holds another run's output, or a shard is missing or changed.
    """
    path = directory / "manifest.json"
    if not path.exists() or overwrite:
        return None
    try:
        manifest: dict[str, Any] = msgspec.json.decode(path.read_bytes())
    except msgspec.DecodeError as error:
        raise T3Error(f"{path}: not readable JSON ({error}); use --overwrite") from error
    if manifest.get("request") != digest:
        raise T3Error(
            f"{directory}: holds the output of another run; choose another -o or give --overwrite"
        )
    for shard in manifest["shards"]:
        found = directory / shard["file"]
        if not found.exists() or sha256_of(found) != shard["sha256"]:
            raise T3Error(f"{found}: missing or changed since it was written; give --overwrite")
    # A run killed right behind its manifest leaves this behind.
    shutil.rmtree(directory / ".work", ignore_errors=True)
    return manifest


def work_directory(directory: Path, digest: str, overwrite: bool) -> Path:
    """`directory/.work`, with what a killed run of the same request has finished.

    Raises:
        T3Error: it holds an unfinished run of another request.
    """
    work = directory / ".work"
    marker = work / "request"
    if marker.exists() and marker.read_text() != digest and not overwrite:
        raise T3Error(
            f"{directory}: holds an unfinished run with other options or captions; choose another "
            "-o or give --overwrite"
        )
    if overwrite or not marker.exists():
        shutil.rmtree(work, ignore_errors=True)
        shutil.rmtree(directory / "data", ignore_errors=True)
        for name in ("manifest.json", "rejects.jsonl"):
            (directory / name).unlink(missing_ok=True)
    make_directory(work)
    make_directory(directory / "data")
    remove_leftovers(directory / "data")
    remove_leftovers(work)
    write_text(marker, digest)
    return work
