"""The directory a mix is written to: new, half done, finished, or somebody else's.

`.work` inside it holds what a killed run can go on from: `scan-<key>` depends on the inputs and
filters alone, so another ratio or total starts from there; `mix-<key>` belongs to one request.
"""

import json
import shutil
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from mixes.rowtable import disk_errors
from t3data.errors import T3Error
from t3data.files import make_directory, remove_leftovers, sha256_of, write_text

_OURS = frozenset(
    {"data", "train", "figures", "dataset_info.json", "manifest.json", "rejects.jsonl", "README.md"}
)


@dataclass(frozen=True, slots=True)
class Target:
    """The paths inside the output directory."""

    root: Path

    @property
    def data(self) -> Path:
        """Only shards are in here."""
        return self.root / "data"

    @property
    def work(self) -> Path:
        """What a killed run leaves."""
        return self.root / ".work"

    @property
    def manifest(self) -> Path:
        """Written last: where it is, the mix is complete."""
        return self.root / "manifest.json"

    def shards(self) -> list[Path]:
        """The shards that are there, by name."""
        return sorted(self.data.glob("part-*-of-*.arrow"))


def key_of(*parts: Any) -> str:
    """A short name for `parts`, which are JSON types."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def read_manifest(target: Target) -> dict[str, Any] | None:
    """The manifest of a finished mix; None when there is none.

    Raises:
        T3Error: there is one, but it is not JSON.
    """
    try:
        manifest: dict[str, Any] = json.loads(target.manifest.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise T3Error(f"{target.manifest}: not a manifest: {error}; use --overwrite") from None
    return manifest


def check_finished(target: Target, manifest: dict[str, Any], config: dict[str, Any]) -> None:
    """Verifies that a finished mix is what `config` asks for and that its shards are whole.

    Raises:
        T3Error: another configuration, or a shard that does not match the manifest.
    """
    found = manifest.get("recipe")
    if found != config:
        raise T3Error(
            f"{target.root}: holds a mix of another configuration ({difference(found, config)}); "
            "choose another -o, or use --overwrite"
        )
    for shard in manifest["shards"]:
        path = target.root / shard["file"]
        if not path.is_file() or sha256_of(path) != shard["sha256"]:
            raise T3Error(f"{path}: not as the manifest says; use --overwrite to build it again")


def prepare(target: Target, scan_key: str, mix_key: str, overwrite: bool) -> tuple[Path, Path]:
    """Makes the directory ready to write to, keeping what belongs to this very request.

    Returns:
        The work directories of the scan and of the mix.

    Raises:
        T3Error: something else is there and `overwrite` is not set, or the disk refuses.
    """
    scan, mix = target.work / f"scan-{scan_key}", target.work / f"mix-{mix_key}"
    if target.manifest.exists() or (target.shards() and not mix.is_dir()):
        if not overwrite:
            raise T3Error(
                f"{target.root}: holds shards of another configuration or of changed inputs; "
                "choose another -o, or use --overwrite"
            )
        clear(target)
    elif not overwrite:
        _refuse_strangers(target)
    with disk_errors(target.work):
        for stale in target.work.glob("*"):
            if stale not in (scan, mix):
                shutil.rmtree(stale)
    for directory in (scan, mix, target.data, target.root / "train", target.root / "figures"):
        make_directory(directory)
        remove_leftovers(directory)
    remove_leftovers(target.root)
    return scan, mix


def clear(target: Target) -> None:
    """Removes what an earlier build wrote, the manifest first."""
    with disk_errors(target.root):
        target.manifest.unlink(missing_ok=True)
        for shard in target.shards():
            shard.unlink()
        shutil.rmtree(target.work, ignore_errors=True)


def finish(target: Target, manifest: dict[str, Any]) -> None:
    """Writes the manifest, then removes what is no longer needed."""
    write_text(target.manifest, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    remove_work(target)


def remove_work(target: Target) -> None:
    """Removes `.work`; a build killed right behind its manifest has left it."""
    shutil.rmtree(target.work, ignore_errors=True)


def difference(found: Any, wanted: Any, name: str = "") -> str:
    """The first place where two JSON values differ, for a person."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        for key in [*wanted, *(key for key in found if key not in wanted)]:
            if found.get(key) != wanted.get(key):
                return difference(found.get(key), wanted.get(key), f"{name}.{key}".lstrip("."))
    if isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        for index, (one, other) in enumerate(zip(found, wanted, strict=True)):
            if one != other:
                return difference(one, other, f"{name}[{index}]")
    shown = [json.dumps(value, ensure_ascii=False)[:60] for value in (found, wanted)]
    return f"{name} is {shown[0]}, asked for {shown[1]}"


def _refuse_strangers(target: Target) -> None:
    if target.data.is_dir():
        ours = set(target.shards())
        for path in target.data.iterdir():
            if path not in ours and not path.name.startswith("."):
                raise T3Error(f"{path}: only shards may be here; choose another -o")
    if target.work.is_dir():
        return
    for path in target.root.iterdir():
        if path.name not in _OURS and path.name != ".lock":
            raise T3Error(f"{target.root}: not empty, and not a mix; choose another -o")
