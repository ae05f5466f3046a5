"""The rows of a mix as they are published: Parquet by shard and by source, and what they hold."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha1
from pathlib import Path
from typing import Any

import pyarrow as pa

from mixes.hub.finished import FinishedMix
from mixes.hub.naming import WHOLE, config_names, parquet_name
from mixes.hub.parquet import ParquetFile, SourceFiles
from mixes.hub.survey import Survey
from t3data.errors import T3Error
from t3data.files import make_directory, sha256_of
from t3data.shards import shard_batches

FORMAT = 1
"""Of what is published; a later t3 that lays it out differently counts on."""
Progress = Callable[[str, int, int], None]
"""Told what is counted, how much is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Config:
    """One configuration that `load_dataset` can be asked for."""

    name: str
    source: str | None
    """None for the whole mix."""
    rows: int
    pattern: str
    """The files it is made of, as the card names them."""


@dataclass(frozen=True, slots=True)
class Parquet:
    """One file of rows."""

    file: str
    rows: int
    bytes: int
    sha256: str
    shard: str | None
    """The Arrow shard with the same rows in the same order; None for files per source."""


@dataclass(frozen=True, slots=True)
class Converted:
    """The rows of a mix as Parquet, and what is known of them."""

    files: tuple[Parquet, ...]
    configs: tuple[Config, ...]
    survey: Survey


def convert(
    mix: FinishedMix, directory: Path, per_source: bool, notify: Progress = lambda *_: None
) -> Converted:
    """Writes the Parquet files of `mix` into `directory`.

    The whole mix is one file a shard, in order. With `per_source`, the rows of each source are
    written once more, in files of their own; where there is only one source, its configuration
    names the same files instead.

    Raises:
        T3Error: a shard cannot be read, or the disk refuses.
    """
    make_directory(directory / "data")
    sources = list(mix.manifest["sources"])
    present = [name for name in sources if mix.manifest["sources"][name]["selected"]]
    names = dict(zip(sources, config_names(sources), strict=True))
    split = per_source and len(present) > 1
    writers = {
        name: SourceFiles(_numbered(directory / "sources" / names[name])) for name in present
    }
    if split:
        for name in present:
            make_directory(directory / "sources" / names[name])
    survey = Survey(sources)
    shard_of: dict[str, str] = {}
    rows_of: dict[str, int] = {}
    done = 0
    try:
        for shard, path in zip(mix.shards, mix.paths, strict=True):
            target = parquet_name(shard.file)
            shard_of[target] = shard.file
            with ParquetFile(directory / target) as whole:
                for batch in shard_batches(path):
                    survey.add(batch)
                    whole.add(batch)
                    if split:
                        _divide(batch, writers)
            rows_of[target] = whole.rows
            if whole.rows != shard.rows:
                raise T3Error(f"{path}: {whole.rows:,} rows, the manifest says {shard.rows:,}")
            done += shard.rows
            notify("convert rows", done, mix.manifest["rows"])
        for writer in writers.values():
            writer.close()
    except BaseException as error:
        for writer in writers.values():
            writer.drop(error)
        raise
    for writer in writers.values():
        rows_of |= {path.relative_to(directory).as_posix(): rows for path, rows in writer.written}
    files = tuple(
        Parquet(name, rows, path.stat().st_size, sha256_of(path), shard_of.get(name))
        for name, rows in rows_of.items()
        for path in [directory / name]
    )
    configs = [Config(WHOLE, None, mix.manifest["rows"], "data/*.parquet")]
    if per_source:
        configs += [_config(mix, name, names[name], split) for name in present]
    return Converted(files, tuple(configs), survey)


def _config(mix: FinishedMix, source: str, name: str, split: bool) -> Config:
    """The configuration of one source; where the files are not split, it is the only one."""
    rows = mix.manifest["sources"][source]["selected"]
    return Config(name, source, rows, f"sources/{name}/*.parquet" if split else "data/*.parquet")


def publication_text(converted: Converted) -> str:
    """The content of `publication.json`, by which `t3 pull` finds and checks everything."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "pyarrow": pa.__version__,
        "configs": [asdict(config) for config in converted.configs],
        "files": [asdict(file) for file in converted.files],
        "media": asdict(converted.survey.media),
    }
    del content["media"]["local_example"]
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def git_oid(content: bytes) -> str:
    """What git calls a file with this content."""
    return sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _divide(batch: pa.RecordBatch, writers: dict[str, SourceFiles]) -> None:
    import pyarrow.compute as pc

    column = batch.column("source")
    for name in pc.unique(column).to_pylist():
        if name not in writers:
            raise T3Error(f"a row is of the source {name!r}, which the manifest does not know")
        writers[name].add(batch.filter(pc.equal(column, pa.scalar(name))))


def _numbered(directory: Path) -> Callable[[int], Path]:
    return lambda number: directory / f"train-{number:05d}.parquet"
