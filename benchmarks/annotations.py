"""Where a benchmark's annotations are: a path, or a dataset of the Hub."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.contract import Benchmark, Sample
from t3data.errors import T3Error, UsageError
from t3data.records.hub import hub_snapshot


def samples_of(benchmark: Benchmark, annotations: str | None) -> list[Sample]:
    """All samples, in the order of the annotations.

    Args:
        benchmark: Which one.
        annotations: A file, a directory in the official layout, or a Hub dataset id; None for the
            official dataset.

    Raises:
        UsageError: None, and the benchmark has no dataset on the Hub.
        T3Error: nothing there, no access, or a row is not as published.
    """
    root = located(benchmark, annotations)
    samples = list(_sharing(benchmark.load(root)))
    if not samples:
        raise T3Error(f"{root}: no samples of {benchmark.id}; is this the benchmark's data?")
    return samples


def _sharing(samples: Iterable[Sample]) -> Iterator[Sample]:
    """The same samples, those of equal groups with one mapping: there are few, and a million rows.

    It takes a quarter of the memory, and groups are told apart by identity at no cost.
    """
    known: dict[Any, Mapping[str, Any]] = {}
    for sample in samples:
        groups = known.setdefault(tuple(sample.groups.items()), sample.groups)
        if groups is not sample.groups:
            object.__setattr__(sample, "groups", groups)
        yield sample


def located(benchmark: Benchmark, annotations: str | None) -> Path:
    """The file or directory of the annotations, downloaded where they are on the Hub."""
    if annotations is not None and Path(annotations).exists():
        return Path(annotations)
    if annotations is None and not benchmark.hub:
        raise UsageError(
            f"{benchmark.id} has no dataset on the Hub; name its files with --annotations"
        )
    return hub_snapshot(annotations or benchmark.hub, benchmark.hub_patterns)
