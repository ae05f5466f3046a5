"""Everything that is sent for a mix: one list of files with their hashes, fixed before sending."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from mixes.dataset_info import NAME, dataset_info
from mixes.figures import draw_figures
from mixes.hub.conversion import (
    Config,
    Converted,
    Progress,
    convert,
    git_oid,
    publication_text,
)
from mixes.hub.dataset_card import dataset_card
from mixes.hub.finished import open_mix, verify_shards
from mixes.hub.public_names import public_manifest
from mixes.hub.recipe_text import recipe_text
from mixes.hub.staging import staging
from mixes.licenses import is_restricted
from t3data.files import make_directory, write_text

FIGURES = ("composition.png", "lengths.png")
PUBLICATION = "publication.json"


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file of the repository."""

    name: str
    path: Path
    bytes: int
    sha256: str
    git: str
    """What git calls it where it is kept without LFS; empty for Parquet, which never is."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What a push sends."""

    rows: int
    files: tuple[PublishedFile, ...]
    configs: tuple[Config, ...]
    warnings: tuple[str, ...]
    """What the sender should know before it is public."""

    @property
    def bytes(self) -> int:
        """Of all files."""
        return sum(file.bytes for file in self.files)


@contextmanager
def prepared(
    root: Path, repository: str, *, per_source: bool = True, notify: Progress = lambda *_: None
) -> Iterator[Publication]:
    """Verifies the mix in `root` and makes everything that is sent of it.

    Raises:
        T3Error: not a mix, a shard that is not as the manifest says, a disk that refuses.
    """
    mix = open_mix(root)
    verify_shards(mix, "nothing was sent; build the mix again, or fetch it anew")
    with staging(root) as directory:
        converted = convert(mix, directory, per_source, notify)
        public = public_manifest(mix.manifest)
        _write_texts(directory, root, public, converted, repository)
        hashes = {file.file: file.sha256 for file in converted.files}
        names = sorted(
            path.relative_to(directory).as_posix()
            for path in directory.rglob("*")
            if path.is_file()
        )
        files = tuple(_described(directory, name, hashes.get(name)) for name in names)
        yield Publication(
            mix.manifest["rows"], files, converted.configs, tuple(_warnings(public, converted))
        )


def registry(repository: str) -> dict[str, Any]:
    """The content of `dataset_info.json` on the Hub, which LLaMA-Factory reads from there."""
    entry = dict(dataset_info()[NAME])
    del entry["file_name"]
    return {NAME: {"hf_hub_url": repository, **entry}}


def _write_texts(
    directory: Path,
    root: Path,
    public: dict[str, Any],
    converted: Converted,
    repository: str,
) -> None:
    survey = converted.survey
    summary = survey.summary()
    # As `mixes.target.finish` writes it: without local paths, the very same bytes.
    write_text(directory / "manifest.json", json.dumps(public, indent=2, ensure_ascii=False) + "\n")
    write_text(directory / PUBLICATION, publication_text(converted))
    write_text(directory / "recipe.yaml", recipe_text(public["recipe"]))
    write_text(directory / "dataset_info.json", json.dumps(registry(repository), indent=2) + "\n")
    configs = converted.configs
    text = dataset_card(public, summary, survey.media, configs, repository)
    write_text(directory / "README.md", text)
    make_directory(directory / "figures")
    # Those of the build: another version of matplotlib would draw other bytes.
    if all((root / "figures" / name).is_file() for name in FIGURES):
        for name in FIGURES:
            (directory / "figures" / name).write_bytes((root / "figures" / name).read_bytes())
    else:
        draw_figures(summary, directory / "figures")


def _described(directory: Path, name: str, known: str | None) -> PublishedFile:
    path = directory / name
    if known is not None:
        return PublishedFile(name, path, path.stat().st_size, known, "")
    content = path.read_bytes()
    digest = sha256(content).hexdigest()
    return PublishedFile(name, path, len(content), digest, git_oid(content))


def _warnings(manifest: dict[str, Any], converted: Converted) -> Iterator[str]:
    media = converted.survey.media
    if media.images or media.videos:
        yield (
            f"media are not sent: rows name {media.images:,} images and {media.videos:,} videos by "
            "path; users must have the files"
        )
    if media.local:
        yield (
            f"{media.local:,} media paths are of this machine, such as {media.local_example}: "
            "readers see your directories and cannot use the paths; build the mix from rows with "
            "relative paths"
        )
    sources = manifest["sources"].items()
    unknown = [name for name, source in sources if source["selected"] and not source["license"]]
    restricted = [n for n, s in sources if s["selected"] and is_restricted(s["license"])]
    if unknown:
        yield f"licence unknown: {', '.join(unknown)}; name it in the recipe if you know it"
    if restricted:
        yield f"not for commercial use: {', '.join(restricted)}"
