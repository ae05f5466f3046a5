"""Predictions of any kind in the form that a benchmark's own script reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contract import Benchmark, Prediction, Sample
from benchmarks.joining import join
from t3data.errors import UsageError


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    samples: int
    replies: int
    unknown: int
    """Predictions that no sample has the id of; they were left out."""


def export(
    benchmark: Benchmark, samples: Sequence[Sample], predictions: Sequence[Prediction], path: Path
) -> Exported:
    """Writes the official submission file; what has no reply stands there as the format wants it.

    Raises:
        UsageError: the benchmark has no such format.
        T3Error: it cannot be written.
    """
    if benchmark.write_official is None:
        raise UsageError(
            f"{benchmark.id} has no official submission format that we know; `t3 score` reads its "
            "predictions as they are"
        )
    joined = join(samples, predictions)
    benchmark.write_official(path, samples, joined.predictions)
    replies = sum(one.reply is not None for one in joined.predictions.values())
    return Exported(len(samples), replies, len(joined.strangers))
