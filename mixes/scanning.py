"""Runs the scan over all sources and adds up what it found."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from mixes.job import Job
from mixes.manifest import SourceCounts
from mixes.rowtable import disk_errors, join_spans
from mixes.scan import ScanTask
from t3data.errors import T3Error
from t3data.executors import Executor
from t3data.files import make_directory
from t3data.types import Reject


@dataclass(slots=True)
class Scanned:
    """The result of the scan: counts per source, and which rows of the table are whose."""

    counts: list[SourceCounts]
    bounds: list[range]


def scan_sources(job: Job, executor: Executor) -> Scanned:
    """Scans every row of every source.

    Raises:
        T3Error: a file cannot be read at all, or a source has too many bad rows.
    """
    _index_benchmarks(job)
    outputs: list[tuple[int, Path]] = []
    sources = job.config.sources
    counts = [SourceCounts() for _ in sources]
    rows = [0] * len(sources)
    read = 0
    for done, summary in enumerate(executor.run(_tasks(job, outputs))):
        source = job.inputs.source_of_file[outputs[done][0]]
        counts[source].read += summary.read
        counts[source].bad += summary.bad
        counts[source].add(summary.rejected)
        rows[source] += summary.rows
        read += summary.read
        job.notify("scan", read, None)
    join_spans([path for _, path in outputs], job.table, job.signatures, job.scan_rejects)
    _check_bad(job, counts)
    bounds = []
    start = 0
    for size in rows:
        bounds.append(range(start, start + size))
        start += size
    return Scanned(counts, bounds)


def _tasks(job: Job, outputs: list[tuple[int, Path]]) -> Iterator[ScanTask]:
    """One task a span; notes file and output of each in `outputs` as it goes."""
    prefixes = tuple(f"{source.name}/" for source in job.config.sources)
    for index, file in enumerate(job.inputs.files):
        source = job.config.sources[job.inputs.source_of_file[index]]
        for number, span in enumerate(file.spans()):
            ends = "damage" if isinstance(span, Reject) else f"{span.start}-{span.stop}"
            output = job.scan / f"{index:05d}-{number:06d}-{ends}.span"
            outputs.append((index, output))
            yield ScanTask(span, index, source, prefixes, job.config.parts, job.filters, output)


def _index_benchmarks(job: Job) -> None:
    benchmarks = job.config.filters.decontaminate
    directory = job.filters.benchmark_index
    if benchmarks and not (directory / "files.json").exists():
        from mixes.filters.contamination import build_index

        make_directory(directory)
        build_index(benchmarks, directory)


def _check_bad(job: Job, counts: list[SourceCounts]) -> None:
    limit = job.config.filters.max_bad
    for source, count in zip(job.config.sources, counts, strict=True):
        if count.read and count.bad / count.read > limit:
            kept = job.target.root / "rejects.jsonl"
            with disk_errors(kept):
                kept.write_bytes(job.scan_rejects.read_bytes())
            raise T3Error(
                f"source {source.name}: {count.bad:,} of {count.read:,} rows cannot be read "
                f"({count.bad / count.read:.1%}), --max-bad allows {limit:.1%}; first "
                f"{_first_bad(job, source.name)}; all of them are in {kept}"
            )


def _first_bad(job: Job, source: str) -> str:
    with job.scan_rejects.open("rb") as lines:
        for line in lines:
            reject = msgspec.json.decode(line)
            if reject["source"] == source:
                at = f"row {reject['row']}"
                at += "" if reject["byte"] is None else f", byte {reject['byte']}"
                return f"{reject['file']}, {at}: {reject['reason']} ({reject['detail']})"
    return ""
