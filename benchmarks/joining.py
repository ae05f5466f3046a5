"""Predictions put to their samples; what finds no place, or comes twice, is counted and named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.contract import Prediction, Sample
from t3data.errors import T3Error

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Joined:
    """Predictions by the id of their sample, and those that found no place."""

    predictions: Mapping[str, Prediction]
    duplicated: int = 0
    """Predictions beyond the first of their id."""
    unknown: int = 0
    """Predictions whose id no sample has."""
    duplicated_ids: tuple[str, ...] = ()
    """A few of them, for people."""
    unknown_ids: tuple[str, ...] = ()


def join(samples: Sequence[Sample], predictions: Iterable[Prediction]) -> Joined:
    """Puts each prediction to its sample.

    Of several for one id the first counts, and a reply before a failure: what was asked again
    after a failure has its answer.

    Raises:
        T3Error: two samples have one id: these are not the annotations of one benchmark.
    """
    known: set[str] = set()
    for sample in samples:
        if sample.id in known:
            raise T3Error(f"annotations: the id {sample.id!r} occurs twice; expected unique ids")
        known.add(sample.id)
    kept: dict[str, Prediction] = {}
    duplicated: list[str] = []
    unknown: list[str] = []
    for prediction in predictions:
        if prediction.id not in known:
            unknown.append(prediction.id)
            continue
        before = kept.get(prediction.id)
        if before is None:
            kept[prediction.id] = prediction
            continue
        duplicated.append(prediction.id)
        if before.reply is None and prediction.reply is not None:
            kept[prediction.id] = prediction
    return Joined(
        kept,
        len(duplicated),
        len(unknown),
        tuple(duplicated[:_EXAMPLES]),
        tuple(unknown[:_EXAMPLES]),
    )
