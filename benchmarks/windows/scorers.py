"""Conventions as scorers of the contract, for benchmarks of one window per query.

A sample holds its gold windows as `extra["windows"]`, and `extra["duration"]` (seconds) and
`extra["fps"]` where they are known. A prediction is a text, or holds windows in its field `windows`
or `window`, which then count in place of the text.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from benchmarks.contract import (
    FailurePolicy,
    Fate,
    Metric,
    Prediction,
    Reading,
    Sample,
    Scored,
    Scorer,
)
from benchmarks.totals import Units
from benchmarks.windows.conventions import CONVENTIONS, Convention
from benchmarks.windows.measuring import THRESHOLDS, Item, Output, Verdict, judge
from benchmarks.windows.window import PAST_END, Window, defects, windows_of

WINDOWS = "windows"
WINDOW = "window"
IOU = "IoU"

_FORMS = {
    "robust": "from {} to {} seconds",
    "timechat": "{} - {}",
    "vtg-llm": "{} - {}",
    "lmms-charades": "{} - {}",
    "timelens": "{} - {}",
    "taro": "{}s to {}s",
    "time-r1": "{} to {}",
    "time-r1-www": "{} to {}",
    "videotemp": "{} to {}",
}
"""How a model that keeps to the parser's form says a window; others have no exact one."""


def scorers(conventions: Iterable[Convention] = tuple(CONVENTIONS.values())) -> tuple[Scorer, ...]:
    """One scorer a convention, of its name. The score is mIoU, followed by R@0.3, 0.5 and 0.7."""
    return tuple(scorer(one) for one in conventions)


def scorer(convention: Convention) -> Scorer:
    """The convention as a scorer."""
    return Scorer(
        name=convention.name,
        about=convention.about,
        read=lambda sample, reply: reading(judge(item_of(sample), reply, convention), convention),
        read_fields=lambda sample, said: reading(
            judge(item_of(sample), output_of(said), convention), convention
        ),
        policy=FailurePolicy(
            _fate(convention.unparsed), _fate(convention.failed), _fate(convention.missing)
        ),
        metrics=metrics(convention),
        counts="samples" if convention.denominator == "items" else "lines",
        stranger=_stranger if convention.denominator == "windows" else None,
        decimals=convention.decimals,
        states=_states(convention),
        remarks=lambda scored: defects_of(
            (one.sample for one in scored), convention.truth == "clipped"
        ),
    )


def _stranger(said: Prediction) -> Reading | None:
    """A line with windows counts in the denominator, whatever it is about."""
    if isinstance(output_of(said), str | None):
        return None
    return Reading(0.0, "no such query")


def _fate(fate: str) -> Fate:
    return "exclude" if fate == "drop" else "wrong"


def item_of(sample: Sample) -> Item:
    """The sample as the windows' scoring knows it."""
    extra = sample.extra
    return Item(sample.id, tuple(extra[WINDOWS]), extra.get("duration"), extra.get("fps"))


def output_of(prediction: Prediction) -> Output:
    """The windows that the prediction holds, else its text; unusable windows are none."""
    if WINDOWS in prediction.fields or WINDOW in prediction.fields:
        return windows_of(prediction.fields.get(WINDOWS, prediction.fields.get(WINDOW))) or ()
    return prediction.reply


def reading(verdict: Verdict, convention: Convention) -> Reading:
    """The verdict as a reading; its values are the IoU and the ends of both windows."""
    window, gold, iou = verdict.window, verdict.gold, verdict.iou
    if window is None or gold is None:
        kept = verdict.iou is not None and convention.unparsed == "drop"  # an empty list counts
        return Reading(0.0, "no window" if kept else "", parsed=kept)
    read = f"[{window[0]:g}, {window[1]:g}]"
    if iou is None:
        return Reading(0.0, read, parsed=False, note=verdict.note, left_out=True)
    values = {
        IOU: iou,
        "start": window[0],
        "end": window[1],
        "gold_start": gold[0],
        "gold_end": gold[1],
    }
    return Reading(iou if iou == iou else 0.0, read, values=values, note=verdict.note)


def metrics(convention: Convention) -> tuple[Metric, ...]:
    """Its mIoU, R@1 at each threshold and, where it has it, their average."""

    def at(threshold: float) -> Callable[[float], float]:
        return lambda iou: float(convention.hits(iou, threshold))

    def average(iou: float) -> float:
        hits = sum(convention.hits(iou, threshold) for threshold in THRESHOLDS)
        return (iou + hits) / (1 + len(THRESHOLDS))

    scale = convention.scale
    scale_miou = scale if convention.scale_miou is None else convention.scale_miou
    return (
        Metric("mIoU", units=_over(lambda iou: iou), scale=scale_miou),
        *(Metric(f"R@{t}", units=_over(at(t)), scale=scale, grouped=True) for t in THRESHOLDS),
        *((Metric("avg", units=_over(average), scale=scale),) if convention.average else ()),
    )


def _over(worth: Callable[[float], float]) -> Callable[[Sequence[Scored]], Units]:
    def units(scored: Sequence[Scored]) -> Units:
        counted = [one for one in scored if one.counted]
        return Units.of(
            worth=[worth(one.reading.values.get(IOU, 0.0)) for one in counted],
            clusters=[one.sample.video for one in counted],
            groups=[one.sample.groups for one in counted],
        )

    return units


def defects_of(samples: Iterable[Sample], clipped: bool = False) -> Iterator[str]:
    """What is wrong with gold windows, a line a fault, and whether the rule cuts them off."""
    faults: Counter[str] = Counter()
    for sample in samples:
        faults.update(defects(sample.extra[WINDOWS], sample.extra.get("duration")))
    for fault, count in faults.most_common():
        fate = "cut off there by this rule" if clipped and fault == PAST_END else "scored as it is"
        yield f"{count:,} samples have a gold window: {fault}; {fate}"


def _states(convention: Convention) -> Callable[[Sample, str], Prediction] | None:
    form = _FORMS.get(convention.parser)

    def states(sample: Sample, answer: str) -> Prediction:
        if answer != sample.answer:
            return Prediction(sample.id, answer)
        window = _target(item_of(sample), convention)
        if form is None:
            return Prediction(sample.id, "", "", {WINDOWS: [list(window)]})
        return Prediction(sample.id, form.format(*map(_written, window)))

    return states


def _target(item: Item, convention: Convention) -> Window:
    start, end = item.windows[0]
    if convention.truth == "clipped" and item.duration is not None:
        return start, min(end, item.duration)
    return start, end


def _written(seconds: float) -> str:
    """All digits and no exponent."""
    return np.format_float_positional(seconds, trim="0")
