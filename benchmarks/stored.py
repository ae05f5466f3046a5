"""A scored run in a directory, and the same in memory: all that comparing two of them takes.

`result.json` is the result, `verdicts.jsonl` has a line a sample, followed by those on further
lines where the rule counts lines, `by_video.json` what each video adds to each number: differences
of any score, macro or micro, are made of these.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from benchmarks.contract import Benchmark, Scored
from benchmarks.reports import files
from benchmarks.reports.page import report_page
from benchmarks.scoring import Number, Result, numbers, scorer_of
from t3data.errors import T3Error
from t3data.files import atomic_write, make_directory, write_text

RESULT, VERDICTS, BY_VIDEO = "result.json", "verdicts.jsonl", "by_video.json"
_MANIFEST = "run.json"


class Verdict(msgspec.Struct, frozen=True):
    """One sample of a scored run."""

    id: str
    video: str
    status: str
    worth: float
    counted: bool
    read: str = ""
    reply: str = ""


class ByVideo(msgspec.Struct, frozen=True):
    """One number of a run, and what each video adds to it."""

    grouping: str
    name: str
    value: float | None
    """As shares; times `scale` it is what is printed."""
    scale: float
    n: int
    videos: list[int]
    """Places in the list of all videos."""
    units: list[int]
    """How many units of each video the number rests on."""
    adds: list[float]
    """What each video adds to the number's deviation; they sum to 0."""


class _Videos(msgspec.Struct):
    videos: list[str]
    numbers: list[ByVideo]


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A scored run."""

    name: str
    """The model's name where a manifest has it, else that of the directory or file."""
    result: Mapping[str, Any]
    """The object of `--json`."""
    verdicts: Sequence[Verdict] = field(repr=False)
    """One a sample."""
    videos: Sequence[str] = field(repr=False)
    numbers: Sequence[ByVideo] = field(repr=False)

    @property
    def benchmark(self) -> str:
        """The benchmark's id."""
        return str(self.result["benchmark"])

    @property
    def rule(self) -> tuple[str, str]:
        """Scorer and failure policy: what two numbers must share to be compared."""
        return str(self.result["scorer"]), str(self.result["failures"])


def as_run(benchmark: Benchmark, result: Result, name: str) -> StoredRun:
    """A result as what a directory would hold of it."""
    found = _videos(benchmark, result)
    verdicts = [_verdict(row) for row in result.rows]
    return StoredRun(name, files.as_object(result), verdicts, found.videos, found.numbers)


def write_runs(
    directory: Path, benchmark: Benchmark, results: Sequence[Result], facts: Mapping[str, object]
) -> None:
    """Writes a scored run, each scorer in a directory of its own where there are several.

    Args:
        directory: Created where it does not exist.
        benchmark: What was asked.
        results: One a scorer.
        facts: What a reader needs to know of the run (model, predictions, annotations, version).

    Raises:
        T3Error: a file cannot be written.
    """
    make_directory(directory)
    write_text(directory / "report.html", report_page(benchmark, results, facts))
    for name, text in (
        ("result.md", files.as_markdown),
        ("result.tex", files.as_latex),
        ("result.csv", files.as_csv),
    ):
        write_text(directory / name, text(results))
    for result in results:
        place = directory if len(results) == 1 else directory / result.scorer
        _write_run(place, benchmark, result, facts)


def _write_run(
    directory: Path, benchmark: Benchmark, result: Result, facts: Mapping[str, object]
) -> None:
    """The result comes last: where it is, everything else is."""
    make_directory(directory)
    encode = msgspec.json.encode
    with atomic_write(directory / VERDICTS) as stream:
        stream.writelines(encode(_verdict(row)) + b"\n" for row in result.all_rows)
    with atomic_write(directory / BY_VIDEO) as stream:
        stream.write(encode(_videos(benchmark, result)))
    found = {**files.as_object(result), "run": dict(facts)}
    write_text(directory / RESULT, json.dumps(found, indent=2, ensure_ascii=False) + "\n")


def runs_below(directory: Path) -> list[Path]:
    """The directories at and below `directory` that hold a scored run, by name.

    Raises:
        T3Error: there is none.
    """
    if not directory.exists():
        raise T3Error(f"{directory}: no such directory")
    found = sorted(path.parent for path in directory.rglob(RESULT))
    if not found:
        raise T3Error(f"{directory}: no {RESULT} here or below; write one with `t3 score … -o`")
    return found


def read_result(directory: Path) -> dict[str, Any]:
    """The `result.json` of a scored run.

    Raises:
        T3Error: it is not one.
    """
    path = directory / RESULT
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise T3Error(f"{path}: cannot open: {error.strerror or error}") from error
    except ValueError as error:
        raise T3Error(f"{path}: not JSON: {error}; score the run again") from error
    wanted = {"benchmark", "scorer", "failures", "n", "score", "groups"}
    if not isinstance(found, dict) or not wanted <= set(found):
        fields = ", ".join(sorted(wanted))
        raise T3Error(f"{path}: not a result of `t3 score -o`; expected the fields {fields}")
    return found


def read_run(directory: Path, name: str = "") -> StoredRun:
    """A scored run.

    Raises:
        T3Error: a file is missing or damaged.
    """
    result = read_result(directory)
    decode = msgspec.json.Decoder(Verdict).decode
    verdicts, place = [], 0
    try:
        with (directory / VERDICTS).open("rb") as stream:
            for place, line in enumerate(stream):  # noqa: B007 (said in the message)
                verdicts.append(decode(line))
    except OSError as error:
        raise _lost(directory / VERDICTS, error.strerror or error) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _lost(directory / VERDICTS, f"row {place}: {error}") from error
    path = directory / BY_VIDEO
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_Videos)
    except OSError as error:
        raise _lost(path, error.strerror or error) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _lost(path, error) from error
    if len(verdicts) != result["n"]:
        raise _lost(directory / VERDICTS, f"{len(verdicts):,} rows, {result['n']:,} expected")
    samples = verdicts[: len(verdicts) - result.get("further", 0)]
    return StoredRun(
        name or name_of(directory, result), result, samples, found.videos, found.numbers
    )


def name_of(directory: Path, result: Mapping[str, Any]) -> str:
    """The model of a scored run, or the name of its directory.

    A directory that is called like the benchmark or the scorer says nothing; the one above does.
    """
    run = result.get("run")
    model = run.get("model") if isinstance(run, Mapping) else None
    if isinstance(model, str) and model:
        return model
    place = directory.resolve()
    while place.name in (result["benchmark"], result["scorer"]) and place.parent != place:
        place = place.parent
    return place.name


def model_of(predictions: Path) -> str:
    """The model that a manifest beside a prediction file names; empty where there is none."""
    path = (predictions if predictions.is_dir() else predictions.parent) / _MANIFEST
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return ""
    model = found.get("model") if isinstance(found, dict) else None
    return model if isinstance(model, str) else ""


def _verdict(row: Scored) -> Verdict:
    sample, reading = row.sample, row.reading
    return Verdict(
        sample.id, sample.video, row.status, reading.worth, row.counted, reading.read, row.reply
    )


def _videos(benchmark: Benchmark, result: Result) -> _Videos:
    places: dict[str, int] = {}
    rule = scorer_of(benchmark, result.scorer)
    found = [_by_video(number, places) for number in numbers(rule, result.all_rows)]
    return _Videos(list(places), found)


def _by_video(number: Number, videos: dict[str, int]) -> ByVideo:
    units, estimate, metric = number.units, number.estimate, number.metric
    value = float(estimate.value)
    if value != value:
        return ByVideo(number.grouping, number.name, None, metric.scale, estimate.n, [], [], [])
    at = slice(None) if estimate.places is None else estimate.places
    sizes = np.bincount(units.cluster[at], minlength=len(units.videos))
    adds = np.bincount(units.cluster, estimate.influence, minlength=len(units.videos))
    kept = np.flatnonzero(sizes)
    return ByVideo(
        number.grouping,
        number.name,
        value,
        metric.scale,
        estimate.n,
        [videos.setdefault(units.videos[place], len(videos)) for place in kept.tolist()],
        [int(size) for size in sizes[kept]],
        [float(one) for one in adds[kept]],
    )


def _lost(path: Path, why: object) -> T3Error:
    return T3Error(f"{path}: {why}; score the run again")
