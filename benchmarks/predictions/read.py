"""One way in for prediction files: which kind it is, its predictions, and its bad rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from benchmarks.contract import Benchmark, Prediction, Sample
from benchmarks.predictions import lmms_eval, own, vlmevalkit
from benchmarks.predictions.entries import Entries
from benchmarks.predictions.lookup import Lookup
from benchmarks.rows import document
from t3data.errors import T3Error
from t3data.types import Reject

Format = Literal["t3", "official", "lmms-eval", "vlmevalkit"]
FORMATS: tuple[str, ...] = get_args(Format)

_TABLES = (".xlsx", ".xls", ".tsv")


@dataclass(frozen=True, slots=True)
class Predictions:
    """What a file holds."""

    format: Format
    predictions: Sequence[Prediction]
    bad: Sequence[Reject]


def read_predictions(
    path: Path,
    benchmark: Benchmark,
    samples: Sequence[Sample],
    format: Format | None = None,
    max_bad: int = 0,
) -> Predictions:
    """Reads a prediction file, or the official files in a directory.

    Args:
        path: The file.
        benchmark: What was predicted.
        samples: Its samples, to which other harnesses' rows are matched.
        format: None to recognise it.
        max_bad: How many unusable rows are put up with; they count as missing.

    Raises:
        T3Error: the file cannot be read, or has more bad rows than that; the message names the
            first one.
    """
    if not path.exists():
        raise T3Error(f"{path}: no such file")
    kind = format or recognise(path, benchmark)
    predictions: list[Prediction] = []
    bad: list[Reject] = []
    try:
        for entry in _entries(path, kind, benchmark, samples):
            if isinstance(entry, Prediction):
                predictions.append(entry)
            else:
                bad.append(entry)
    except OSError as error:
        raise T3Error(f"{path}: cannot read: {error.strerror or error}") from error
    if len(bad) > max_bad:
        first = bad[0]
        raise T3Error(
            f"{first.place.file}: row {first.place.row}: {first.detail}"
            + (f" ({len(bad):,} such rows)" if len(bad) > 1 else "")
            + f"; mend it, or score the others with --max-bad {len(bad)}"
        )
    if not predictions:
        raise T3Error(f"{path}: no predictions in this file")
    return Predictions(kind, predictions, bad)


def recognise(path: Path, benchmark: Benchmark) -> Format:
    """The kind of a prediction file, by its suffix and its first entry.

    Raises:
        T3Error: it is none that we know.
    """
    if path.suffix.lower() in _TABLES:
        return "vlmevalkit"
    if path.is_dir() and lmms_eval.logs_in(path):
        return "lmms-eval"
    first = {} if path.is_dir() else _first(path)
    if "id" in first and ("reply" in first or "failure" in first):
        return "t3"
    if "logs" in first or ("doc_id" in first and ("resps" in first or "filtered_resps" in first)):
        return "lmms-eval"
    if "prediction" in first and "index" in first:
        return "vlmevalkit"
    if benchmark.read_official is not None:
        return "official"
    raise T3Error(
        f"{path}: not a prediction file that is known for {benchmark.id}; "
        f"say which it is with --format ({', '.join(FORMATS)})"
    )


def _entries(path: Path, kind: Format, benchmark: Benchmark, samples: Sequence[Sample]) -> Entries:
    if kind == "t3":
        return own.read(path)
    if kind == "lmms-eval":
        return lmms_eval.read(path, benchmark, Lookup(samples))
    if kind == "vlmevalkit":
        return vlmevalkit.read(path, benchmark, Lookup(samples))
    if benchmark.read_official is None:
        raise T3Error(f"{benchmark.id} has no official submission format; use --format t3")
    return iter(benchmark.read_official(path, samples))


def _first(path: Path) -> Mapping[str, Any]:
    """The first entry of the file, or the whole of it where it is an object; {} if it has none."""
    with path.open("rb") as stream:
        line = stream.readline(1 << 24)
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            return {}
        found = document(path)
    if isinstance(found, list):
        found = found[0] if found else {}
    return found if isinstance(found, Mapping) else {}
