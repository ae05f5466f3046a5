"""How predicted windows miss: too early, too late, too long, too short, elsewhere; and by how much.

Pure functions of verdicts that hold IoU and the ends of both windows, as all conventions give them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from benchmarks.contract import Scored
from benchmarks.windows.window import Window

Kind = Literal[
    "right", "too early", "too late", "too long", "too short", "elsewhere", "reversed", "nothing"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order of tables; `nothing` was read, or is there."""
THRESHOLD = 0.5
"""The least IoU of a window that counts as right."""
CURVE = tuple(round(0.05 * step, 2) for step in range(21))
_SMALL = 0.25
"""An end that errs by less than this share of the other's error is as good as right."""


@dataclass(frozen=True, slots=True)
class Miss:
    """One window against its gold one."""

    kind: Kind
    start: float
    """Seconds by which it starts too late; negative: too early."""
    end: float
    """Likewise for its end."""


def miss(window: Window, gold: Window, iou: float, threshold: float = THRESHOLD) -> Miss:
    """What is wrong with a window.

    Windows without anything in common are elsewhere. Of the others, one is too early or too late
    if both ends err in one direction, and too long or too short if they err in opposite ones, or
    if the smaller error is less than a quarter of the greater.

    Args:
        window: Seconds.
        gold: The gold window that it was held against.
        iou: Of the two.
        threshold: From where on it is right.
    """
    start, end = window[0] - gold[0], window[1] - gold[1]
    return Miss(_kind(window, gold, iou, threshold, start, end), start, end)


def _kind(
    window: Window, gold: Window, iou: float, threshold: float, start: float, end: float
) -> Kind:
    if window[1] < window[0]:
        return "reversed"
    if iou >= threshold:
        return "right"
    if window[1] <= gold[0] or window[0] >= gold[1]:
        return "elsewhere"
    small, great = sorted((abs(start), abs(end)))
    if start * end > 0 and small >= _SMALL * great:
        return "too late" if start > 0 else "too early"
    return "too long" if end > start else "too short"


def miss_of(scored: Scored, threshold: float = THRESHOLD) -> Miss:
    """The same of a verdict; NaN for its errors where no window was read."""
    values = scored.reading.values
    if "gold_start" not in values:
        return Miss("nothing", float("nan"), float("nan"))
    window, gold = (values["start"], values["end"]), (values["gold_start"], values["gold_end"])
    return miss(window, gold, values["IoU"], threshold)


def kinds(scored: Sequence[Scored], threshold: float = THRESHOLD) -> dict[Kind, int]:
    """How many verdicts there are of each kind, all kinds in their order."""
    found = Counter(miss_of(one, threshold).kind for one in scored)
    return {kind: found[kind] for kind in KINDS}


def kinds_by(
    scored: Sequence[Scored], grouping: str, threshold: float = THRESHOLD
) -> dict[str, dict[Kind, int]]:
    """The same for each group of a grouping, such as "video length" or "position"."""
    members: dict[str, list[Scored]] = {}
    for one in scored:
        group = one.sample.groups.get(grouping, ())
        for name in (group,) if isinstance(group, str) else group:
            members.setdefault(name, []).append(one)
    return {name: kinds(group, threshold) for name, group in members.items()}


def offsets(scored: Sequence[Scored]) -> Mapping[str, float]:
    """By how many seconds start and end err, and the size of that, as medians.

    Of the windows that were read; NaN where none was.
    """
    found = [one for one in map(miss_of, scored) if one.kind != "nothing"]
    names = ("start", "end", "|start|", "|end|")
    if not found:
        return dict.fromkeys(names, float("nan"))
    errors = np.array([(one.start, one.end) for one in found])
    medians = np.median(np.hstack([errors, np.abs(errors)]), axis=0)
    return dict(zip(names, map(float, medians), strict=True))


def recall_curve(
    ious: Sequence[float],
    thresholds: Sequence[float] = CURVE,
    operator: Literal[">=", ">"] = ">=",
) -> list[tuple[float, float]]:
    """R@1 against IoU: pairs of threshold and share. NaN reaches nothing; no IoUs, no points."""
    if not len(ious):
        return []
    found = np.asarray(ious, dtype=np.float64)
    hits = np.greater_equal if operator == ">=" else np.greater
    return [(t, float(hits(found, t).mean())) for t in thresholds]


def ious_of(scored: Sequence[Scored]) -> list[float]:
    """The IoU of each verdict that counts, 0 where no window was read."""
    return [one.reading.values.get("IoU", 0.0) for one in scored if one.counted]
