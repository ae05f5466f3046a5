"""The files behind the sources of a mix: found, named, and recognised when they change."""

from collections.abc import Sequence
from dataclasses import dataclass
from glob import glob
from pathlib import Path

from mixes.config import MixConfig
from t3data.errors import T3Error
from t3data.files import sha256_of
from t3data.records import RecordFile, open_files


@dataclass(frozen=True, slots=True)
class Inputs:
    """All files of a mix, in source order."""

    files: tuple[RecordFile, ...]
    source_of_file: tuple[int, ...]

    def paths(self) -> list[Path]:
        """All files, in their order."""
        return [Path(file.path) for file in self.files]

    def stats(self) -> list[list[str | int]]:
        """Path, size and time of change of every file: cheap to compare before and after."""
        return [stat_of(file.path) for file in self.files]


@dataclass(frozen=True, slots=True)
class HashTask:
    """Computes the sha256 of one input file."""

    path: str

    def run(self) -> str:
        """The hexadecimal digest."""
        return sha256_of(Path(self.path))


def open_inputs(config: MixConfig) -> Inputs:
    """Finds the files of every source.

    Raises:
        T3Error: a file is missing, empty or of no known kind.
    """
    files: list[RecordFile] = []
    owners: list[int] = []
    for index, source in enumerate(config.sources):
        found = open_files([path for given in source.paths for path in _data_paths(given)])
        files += found
        owners += [index] * len(found)
    return Inputs(tuple(files), tuple(owners))


def source_names(paths: Sequence[str]) -> list[str]:
    """Short unique names for sources given by path: the stem, with more of the path on a clash.

    A directory `X/data` is named after X, as the shards of our own outputs lie there.
    """
    parts = [_parts(path) for path in paths]
    names = [pieces[-1] for pieces in parts]
    for length in range(2, max(map(len, parts), default=1) + 1):
        clashing = {name for name in names if names.count(name) > 1}
        names = [
            "-".join(pieces[-length:]) if name in clashing else name
            for name, pieces in zip(names, parts, strict=True)
        ]
    seen: dict[str, int] = {}
    for index, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            names[index] = f"{name}-{seen[name]}"
    return names


def stat_of(path: str) -> list[str | int]:
    """Path, size in bytes and time of change in nanoseconds.

    Raises:
        T3Error: the file is gone.
    """
    try:
        stat = Path(path).stat()
    except OSError as error:
        raise T3Error(f"{path}: cannot read: {error.strerror}") from error
    return [path, stat.st_size, stat.st_mtime_ns]


def _data_paths(given: str) -> list[str]:
    path = Path(given)
    if (path / "data").is_dir():
        return [str(path / "data")]
    if not path.exists() and any(mark in given for mark in "*?["):
        found = sorted(glob(given, recursive=True))  # noqa: PTH207 (absolute patterns too)
        if not found:
            raise T3Error(f"{given}: no file matches this pattern")
        return found
    return [given]


def _parts(path: str) -> list[str]:
    parts = [part for part in Path(path).parts if part not in ("/", ".", "..")] or ["source"]
    if len(parts) > 1 and parts[-1] == "data":
        parts = parts[:-1]
    return [*parts[:-1], Path(parts[-1]).stem if Path(path).suffix else parts[-1]]
