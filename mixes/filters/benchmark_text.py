"""All the strings in benchmark files: JSON of any structure, JSONL, CSV, TSV, Parquet, text."""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from t3data.errors import T3Error

_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", ".txt", ".md"})
_LONGEST_FIELD = 1 << 28


def benchmark_files(paths: Iterable[str]) -> list[Path]:
    """The benchmark files at `paths`; a directory stands for the readable files below it, by name.

    Raises:
        T3Error: a path does not exist, or a directory holds no such file.
    """
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            below = [p for p in sorted(path.rglob("*")) if p.suffix.lower() in _SUFFIXES]
            if not below:
                raise T3Error(
                    f"{path}: no benchmark file in it; expected {', '.join(sorted(_SUFFIXES))}"
                )
            files += below
        elif path.is_file():
            files.append(path)
        else:
            raise T3Error(f"{path}: no such benchmark file or directory")
    return files


def strings_in(path: Path) -> Iterator[str]:
    """Every string in the file.

    Raises:
        T3Error: it cannot be read as what its suffix says.
    """
    suffix = path.suffix.lower()
    try:
        if suffix == ".parquet":
            yield from _in_parquet(path)
        elif suffix in (".csv", ".tsv"):
            csv.field_size_limit(_LONGEST_FIELD)
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
                for row in csv.reader(stream, delimiter="\t" if suffix == ".tsv" else ","):
                    yield from row
        elif suffix == ".json":
            yield from _inside(json.loads(path.read_text("utf-8-sig", "replace")))
        elif suffix in (".jsonl", ".ndjson"):
            with path.open(encoding="utf-8-sig", errors="replace") as stream:
                for line in filter(str.strip, stream):
                    yield from _inside(json.loads(line))
        else:
            with path.open(encoding="utf-8-sig", errors="replace") as stream:
                yield from stream
    except (OSError, ValueError, csv.Error, RecursionError) as error:
        first = str(error).partition("\n")[0]
        raise T3Error(f"{path}: cannot read benchmark file: {first}") from error


def _in_parquet(path: Path) -> Iterator[str]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(1000):
            for row in batch.to_pylist():
                yield from _inside(row)


def _inside(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _inside(item)
    elif isinstance(value, list):
        for item in value:
            yield from _inside(item)
