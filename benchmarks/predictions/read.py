"""One way in for prediction files: which kind it is, its predictions, and its bad rows."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, get_args

import msgspec

from benchmarks.contract import Benchmark, Prediction, Sample
from benchmarks.predictions import lmms_eval, own, vlmevalkit
from benchmarks.predictions.entries import Entries, at, decoded
from benchmarks.predictions.lookup import Lookup
from benchmarks.rows import CutOffError, document
from t3data.errors import T3Error
from t3data.types import Place, Reject

Format = Literal["t3", "official", "lmms-eval", "vlmevalkit"]
FORMATS: tuple[str, ...] = get_args(Format)

_TABLES = (".xlsx", ".xls", ".tsv")
_COLUMNS = (".csv", ".parquet")
"""Tables that no harness writes; a benchmark's own reader may take them."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LINES = 20
"""Lines that are looked at to find one that can be read."""


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
    _refuse_other_encodings(path)
    try:
        kind, predictions, bad = _read(path, benchmark, samples, format)
    except CutOffError as error:
        if not error.whole or not max_bad:
            remedy = "; score these with --max-bad 1" if error.whole else ""
            raise T3Error(f"{error}{remedy}") from error
        kind, predictions, bad = _read_whole(path, error, benchmark, samples, format)
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


def _read(
    path: Path, benchmark: Benchmark, samples: Sequence[Sample], format: Format | None
) -> tuple[Format, list[Prediction], list[Reject]]:
    kind = format or recognise(path, benchmark)
    predictions: list[Prediction] = []
    bad: list[Reject] = []
    for entry in _entries(path, kind, benchmark, samples):
        if isinstance(entry, Prediction):
            predictions.append(entry)
        else:
            bad.append(entry)
    return kind, predictions, bad


def _read_whole(
    path: Path,
    error: CutOffError,
    benchmark: Benchmark,
    samples: Sequence[Sample],
    format: Format | None,
) -> tuple[Format, list[Prediction], list[Reject]]:
    """What is whole of a document that is cut off; its end is one more bad row."""
    with TemporaryDirectory() as directory:
        rest = Path(directory, path.name)
        rest.write_bytes(msgspec.json.encode(error.whole))
        kind, predictions, bad = _read(rest, benchmark, samples, format)
    end = at(path, len(error.whole), "cut off: the end of the file is missing")
    placed = [replace(one, place=Place(str(path), one.place.row)) for one in bad]
    return kind, predictions, [*placed, end]


def _refuse_other_encodings(path: Path) -> None:
    """Says what UTF-16 is, instead of where it is no JSON."""
    if path.is_dir() or path.suffix.lower() in (".xlsx", ".xls"):
        return
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
    except OSError as error:
        raise T3Error(f"{path}: cannot read: {error.strerror or error}") from error
    if start[:2] in _UTF16 or b"\0" in start:
        raise T3Error(f"{path}: UTF-16 or binary; save it as UTF-8")


def recognise(path: Path, benchmark: Benchmark) -> Format:
    """The kind of a prediction file, by its suffix and its first entry.

    Raises:
        T3Error: it is none that we know.
    """
    if path.suffix.lower() in _TABLES:
        return "vlmevalkit"
    if path.is_dir() and lmms_eval.logs_in(path):
        return "lmms-eval"
    first = {} if path.is_dir() or path.suffix.lower() in _COLUMNS else _first(path)
    if "id" in first and ("reply" in first or "failure" in first):
        return "t3"
    if "logs" in first or ("doc_id" in first and ("resps" in first or "filtered_resps" in first)):
        return "lmms-eval"
    if "prediction" in first and ("index" in first or isinstance(first["prediction"], Mapping)):
        return "vlmevalkit"
    if benchmark.read_official is not None:
        return "official"
    has = f"; its first entry has {', '.join(list(first)[:8])}" if first else ""
    raise T3Error(
        f"{path}: not a prediction file that is known for {benchmark.id}{has}; "
        f"say which it is with --format ({', '.join(FORMATS)})"
    )


def _entries(path: Path, kind: Format, benchmark: Benchmark, samples: Sequence[Sample]) -> Entries:
    if kind == "t3":
        return own.read(path)
    if kind == "lmms-eval":
        asked = None if benchmark.lmms_eval_rows is None else benchmark.lmms_eval_rows(samples)
        return lmms_eval.read(path, benchmark, Lookup(samples, asked))
    if kind == "vlmevalkit":
        return vlmevalkit.read(path, benchmark, Lookup(samples))
    if benchmark.read_official is None:
        raise T3Error(f"{benchmark.id} has no official submission format; use --format t3")
    return iter(benchmark.read_official(path, samples))


def _first(path: Path) -> Mapping[str, Any]:
    """The first entry that can be read, or the whole where it is an object; {} if it has none."""
    lines = path.suffix.lower() in (".jsonl", ".ndjson")
    found: Any = None
    with path.open("rb") as stream:
        for line in islice(stream, _LINES if lines else 1):
            with suppress(ValueError):
                found = decoded(line.strip().removesuffix(b","))  # some end their lines in commas
                break
        else:
            found = {} if lines else document(path)
    if isinstance(found, list):
        found = found[0] if found else {}
    return found if isinstance(found, Mapping) else {}
