"""The numbers of a dense-captioning result, each a mean over videos."""

from collections.abc import Callable, Sequence
from functools import partial

from benchmarks.captioning.conventions import Convention
from benchmarks.captioning.events import EVENTS, as_entries, as_text
from benchmarks.captioning.measuring import WORDS
from benchmarks.captioning.ngrams import mean
from benchmarks.captioning.pairing import THRESHOLDS, harmonic
from benchmarks.captioning.reading import PARAGRAPHS, REFERENCES, read_all
from benchmarks.contract import FailurePolicy, Metric, Prediction, Reading, Sample, Scored, Scorer
from benchmarks.totals import Units, macro

_SODAS = ("SODA_c", "SODA_a", "SODA_b", "SODA_d")


def scorer(convention: Convention) -> Scorer:
    """A convention as a rule."""

    def alone(sample: Sample, reply: str) -> Reading:
        prediction = Prediction(sample.id, reply)
        return read_all(convention, [sample], {sample.id: prediction})[sample.id]

    return Scorer(
        convention.name,
        convention.about,
        alone,
        FailurePolicy(failed=convention.missing, missing=convention.missing),
        tuple(_metrics(convention)),
        read_all=partial(read_all, convention),
        decimals=convention.decimals,
        states=lambda sample, _: gold(sample),
    )


def gold(sample: Sample) -> Prediction:
    """The true events of the video's first reference file, as a prediction."""
    events = next(iter(sample.extra[REFERENCES].values()))
    return Prediction(sample.id, as_text(events), "", {EVENTS: as_entries(events)})


def _metrics(convention: Convention) -> list[Metric]:
    f1 = _f1_of_means if convention.f1 == "of means" else _value("F1")
    kinds = _SODAS[:1] if convention.soda == "port" else _SODAS
    return [
        Metric("F1", units=f1),
        *(Metric(name, units=_value(name)) for name in WORDS[:2]),
        *(_soda(convention, kind) for kind in kinds),
        *(Metric(name, units=_value(name)) for name in ("precision", "recall", *WORDS[2:])),
        *(
            Metric(f"{part}@{threshold}", units=_value(f"{part}@{threshold}"))
            for part in ("precision", "recall")
            for threshold in THRESHOLDS
        ),
        *(_paragraph(f"paragraph {one}") for one in PARAGRAPHS),
    ]


def _paragraph(name: str) -> Metric:
    """Over the videos whose paragraphs the rule compares."""
    return Metric(
        name, units=_value(name, lambda one: name in one.reading.values or not one.by_rule)
    )


def _soda(convention: Convention, kind: str) -> Metric:
    def unlike(one: Scored) -> bool:
        left_out = convention.soda_missing == "left out" and one.by_rule
        return not (left_out and one.status in ("missing", "failed"))

    if convention.soda != "apart":
        return Metric(kind, units=_value(kind, unlike))

    def of_each_file(scored: Sequence[Scored]) -> Units:
        found = [
            (value, one.sample.video, {"reference": name.removeprefix(f"{kind}, ")})
            for one in _counted(scored)
            if unlike(one)
            for name, value in one.reading.values.items()
            if name.startswith(f"{kind}, ")
        ]
        return Units.of([f[0] for f in found], [f[1] for f in found], [f[2] for f in found])

    return Metric(kind, macro("reference"), of_each_file)


def _counted(scored: Sequence[Scored]) -> list[Scored]:
    """Those that count and that the reference files know."""
    return [one for one in scored if one.counted and not one.reading.left_out]


def _value(
    name: str, which: Callable[[Scored], bool] = lambda _: True
) -> Callable[[Sequence[Scored]], Units]:
    """Each video with its value of this name, 0 where nothing was read."""

    def units(scored: Sequence[Scored]) -> Units:
        kept = [one for one in _counted(scored) if which(one)]
        return _units(kept, [one.reading.values.get(name, 0.0) for one in kept])

    return units


def _f1_of_means(scored: Sequence[Scored]) -> Units:
    """The mean over thresholds of the F1 of mean precision and mean recall.

    A video is worth the F1 and what it adds to it in the first order: so the mean is the F1, and
    its interval is that of the delta method.
    """
    kept = _counted(scored)
    worth = [0.0] * len(kept)
    for threshold in THRESHOLDS:
        each = [
            tuple(one.reading.values.get(f"{part}@{threshold}", 0.0) for one in kept)
            for part in ("precision", "recall")
        ]
        precision, recall = (mean(values) for values in each)
        f1 = harmonic(precision, recall)
        whole = (precision + recall) ** 2 or 1.0
        for place, (p, r) in enumerate(zip(*each, strict=True)):
            tilt = recall**2 * (p - precision) + precision**2 * (r - recall)
            worth[place] += (f1 + 2 * tilt / whole) / len(THRESHOLDS)
    return _units(kept, worth)


def _units(kept: Sequence[Scored], worth: Sequence[float]) -> Units:
    return Units.of(worth, [s.sample.video for s in kept], [s.sample.groups for s in kept])
