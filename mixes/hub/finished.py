"""A finished mix on disk, checked against its manifest before anything is made of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from t3data.errors import T3Error
from t3data.files import sha256_of


class Shard(msgspec.Struct, frozen=True):
    """One shard as a manifest lists it."""

    file: str
    rows: int
    sha256: str


class _File(msgspec.Struct):
    path: str
    bytes: int
    sha256: str


class _Source(msgspec.Struct):
    side: str
    read: int
    eligible: int
    selected: int
    rejected: dict[str, int]
    license: str | None
    files: list[_File]


class _Filters(msgspec.Struct):
    max_tokens: int
    tokenizer: str
    decontaminate: list[str]
    media_root: str | None


class _RecipeSource(msgspec.Struct):
    name: str
    side: str
    paths: list[str]


class _Recipe(msgspec.Struct):
    name: str
    sources: list[_RecipeSource]
    ratio: list[int]
    slots: list[list[str]]
    filters: _Filters


class _Part(msgspec.Struct):
    selected: int
    eligible: int


class _Manifest(msgspec.Struct):
    """What the rest of the package reads of a manifest; other keys may be there."""

    rows: int
    digest: str
    seed: int
    recipe: _Recipe
    versions: dict[str, str]
    tokenizer: dict[str, str] | None
    parts: dict[str, _Part]
    sources: dict[str, _Source]
    shards: list[Shard]


@dataclass(frozen=True, slots=True)
class FinishedMix:
    """A mix whose manifest is there."""

    root: Path
    manifest: dict[str, Any]
    shards: tuple[Shard, ...]

    @property
    def paths(self) -> list[Path]:
        """The shards, in order."""
        return [self.root / shard.file for shard in self.shards]


def open_mix(root: Path) -> FinishedMix:
    """The mix in `root`; its shards are not looked at.

    Raises:
        T3Error: no manifest, or not that of a mix.
    """
    path = root / "manifest.json"
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        raise T3Error(
            f"{root}: no manifest.json in it; is this the finished output of t3 build-mix?"
        ) from None
    except OSError as error:
        raise T3Error(f"{path}: cannot read: {error.strerror or error}") from None
    manifest, shards = read_manifest(text, str(path))
    return FinishedMix(root, manifest, shards)


def read_manifest(text: bytes, name: str) -> tuple[dict[str, Any], tuple[Shard, ...]]:
    """The manifest of a mix, and its shards in order.

    Raises:
        T3Error: it is not one; `name` says where it is.
    """
    try:
        manifest: dict[str, Any] = msgspec.json.decode(text)
        checked = msgspec.convert(manifest, _Manifest)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        if isinstance(error, msgspec.ValidationError) and b'"captions"' in text:
            raise T3Error(
                f"{name}: that of t3 synth; make a mix of it with t3 build-mix first"
            ) from None
        raise T3Error(f"{name}: not the manifest of a mix: {error}") from None
    for shard in checked.shards:
        parts = Path(shard.file).parts
        if len(parts) != 2 or parts[0] != "data" or not shard.file.endswith(".arrow"):
            raise T3Error(f"{name}: names the shard {shard.file!r}, which is not data/….arrow")
    if not checked.shards or sum(shard.rows for shard in checked.shards) != checked.rows:
        raise T3Error(f"{name}: the rows of its shards do not add up to {checked.rows:,}")
    return manifest, tuple(checked.shards)


def verify_shards(mix: FinishedMix, remedy: str) -> None:
    """Checks that exactly the listed shards are there, byte for byte.

    Raises:
        T3Error: one is missing, changed or not listed; `remedy` ends the message.
    """
    listed = {shard.file for shard in mix.shards}
    for path in sorted((mix.root / "data").glob("*.arrow")):
        if f"data/{path.name}" not in listed:
            raise T3Error(f"{path}: not in the manifest; {remedy}")
    for shard in mix.shards:
        path = mix.root / shard.file
        if not path.is_file():
            raise T3Error(f"{path}: missing, though the manifest lists it; {remedy}")
        if sha256_of(path) != shard.sha256:
            raise T3Error(f"{path}: not as the manifest says; {remedy}")
