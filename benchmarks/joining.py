"""Predictions put to their samples; what finds no place, or comes twice, is kept apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.contract import Prediction, Sample
from t3data.errors import T3Error


@dataclass(frozen=True, slots=True)
class Joined:
    """One prediction a sample, and those beyond."""

    predictions: Mapping[str, Prediction]
    """By the id of their sample."""
    repeated: Sequence[Prediction] = ()
    """Those beyond the one of their id that stands above, in the order of the file."""
    strangers: Sequence[Prediction] = ()
    """Those whose id no sample has, likewise."""


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
    repeated: list[Prediction] = []
    strangers: list[Prediction] = []
    for prediction in predictions:
        if prediction.id not in known:
            strangers.append(prediction)
            continue
        before = kept.get(prediction.id)
        if before is None:
            kept[prediction.id] = prediction
        elif before.reply is None and prediction.reply is not None:
            kept[prediction.id] = prediction
            repeated.append(before)
        else:
            repeated.append(prediction)
    return Joined(kept, repeated, strangers)
