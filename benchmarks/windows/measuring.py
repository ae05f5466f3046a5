"""One window per query against its gold windows, under any convention: R@1 and mIoU.

`judge` is the rule for one item; `score_windows` adds up. Both are pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.windows.conventions import Convention
from benchmarks.windows.iou import IOUS
from benchmarks.windows.window import Window, defects

THRESHOLDS = (0.3, 0.5, 0.7)

Output = str | Sequence[Window] | None
"""A reply, or the windows that a file holds; None: the model gave no reply."""
Status = Literal["scored", "unparsed", "failed", "missing"]


@dataclass(frozen=True, slots=True)
class Item:
    """One annotated query."""

    id: str
    windows: tuple[Window, ...]
    """Gold, in seconds."""
    duration: float | None = None
    """Of the video, in seconds."""
    fps: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one output is worth."""

    status: Status
    iou: float | None
    """None: it is left out of numerator and denominator. NaN: the formula has no answer."""
    window: Window | None = None
    """The window that was scored, its ends as the convention has them."""
    gold: Window | None = None
    """The gold window that it was held against."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """The numbers of a whole file."""

    metrics: Mapping[str, float]
    """R@0.3, R@0.5, R@0.7, mIoU and, where the convention has it, avg; on its scale, unrounded.
    NaN where nothing counts, or where one IoU is NaN."""
    counted: int
    """The denominator."""
    statuses: Mapping[Status, int]
    """How many outputs were scored, unparsed, failed, and items without one."""
    unknown: int
    """Outputs whose id no item has."""
    defects: Mapping[str, int]
    """Items whose gold windows are at fault, by fault; they are scored as they are."""
    notes: Mapping[str, int]
    """Remarks of the rule, and how often each was made."""


def judge(item: Item, output: Output, convention: Convention) -> Verdict:
    """The verdict on one output.

    Raises:
        T3Error: the parser needs a duration or a frame rate that the item lacks.
    """
    if output is None:
        return Verdict("failed", _worth(convention.failed))
    if isinstance(output, str):
        window = convention.reads(output, item.duration, item.fps)
    else:
        window = convention.picks(tuple(output))
        if window is None and convention.denominator == "windows":
            return Verdict("unparsed", 0.0)
    if window is None:
        return Verdict("unparsed", _worth(convention.unparsed))
    return _scored(window, _truth(item, convention), convention)


def missing(convention: Convention) -> Verdict:
    """The verdict on an item without a prediction."""
    return Verdict("missing", _worth(convention.missing))


def _worth(fate: str) -> float | None:
    return None if fate == "drop" else 0.0


def _truth(item: Item, convention: Convention) -> Sequence[Window]:
    windows = item.windows[:1] if convention.gold == "first" else item.windows
    duration = item.duration
    if convention.truth == "clipped" and duration is not None:
        return [(start, min(end, duration)) for start, end in windows]
    return windows


def _scored(window: Window, golds: Sequence[Window], convention: Convention) -> Verdict:
    if convention.reversed == "zero" and window[1] < window[0]:
        return Verdict("scored", 0.0, window, golds[0], "window reversed, worth 0")
    iou = IOUS[convention.formula]
    found = [(iou(window, gold), gold) for gold in golds]
    best, gold = max(found, key=lambda pair: -1.0 if pair[0] != pair[0] else pair[0])
    if best == best:
        return Verdict("scored", best, window, gold)
    if convention.undefined == "zero":
        return Verdict("scored", 0.0, window, gold, "IoU is 0/0, counts as 0")
    if convention.undefined == "drop":
        return Verdict("scored", None, window, gold, "IoU is 0/0, left out")
    return Verdict("scored", best, window, gold, "IoU is 0/0, mIoU is NaN")


def score_windows(
    items: Iterable[Item],
    outputs: Mapping[str, Output] | Iterable[tuple[str, Output]],
    convention: Convention,
) -> Measured:
    """R@1 and mIoU of a whole file.

    Args:
        items: What was asked.
        outputs: By id, or as pairs in the order of the file. Of several for one item the first
            counts, unless the convention counts lines.
        convention: How.

    Raises:
        T3Error: the parser needs a duration or a frame rate that an item lacks.
    """
    by_id: dict[str, list[Output]] = {}
    for id, output in outputs.items() if isinstance(outputs, Mapping) else outputs:
        by_id.setdefault(id, []).append(output)
    verdicts: list[Verdict] = []
    faults: Counter[str] = Counter()
    for item in items:
        said = by_id.pop(item.id, None)
        faults.update(defects(item.windows, item.duration))
        if said is None:
            verdicts.append(missing(convention))
        else:
            counting = said[:1] if convention.denominator == "items" else said
            verdicts += [judge(item, output, convention) for output in counting]
    strangers = sum(
        isinstance(output, Sequence) and not isinstance(output, str)
        for said in by_id.values()
        for output in said
    )
    ious = [verdict.iou for verdict in verdicts if verdict.iou is not None]
    if convention.denominator == "windows":
        ious += [0.0] * strangers
    return Measured(
        metrics=metrics(ious, convention),
        counted=len(ious),
        statuses=Counter(verdict.status for verdict in verdicts),
        unknown=sum(map(len, by_id.values())),
        defects=dict(faults),
        notes=Counter(verdict.note for verdict in verdicts if verdict.note),
    )


def metrics(ious: Sequence[float], convention: Convention) -> dict[str, float]:
    """R@1 at each threshold, mIoU, and the average of these where the convention has it."""
    n = len(ious)
    if n == 0:
        return dict.fromkeys(names(convention), float("nan"))
    shares = [sum(convention.hits(iou, t) for iou in ious) / n for t in THRESHOLDS]
    mean = sum(ious) / n
    scale_miou = convention.scale if convention.scale_miou is None else convention.scale_miou
    values = [*(share * convention.scale for share in shares), mean * scale_miou]
    if convention.average:
        values.append((sum(shares) + mean) / (len(shares) + 1) * convention.scale)
    return dict(zip(names(convention), values, strict=True))


def names(convention: Convention) -> list[str]:
    """The names of its metrics, in order."""
    return [*(f"R@{t}" for t in THRESHOLDS), "mIoU", *(["avg"] if convention.average else [])]
