"""The page's sections on windows: R@1 against IoU, how windows miss, and each beside its gold one.

Made of any result whose verdicts hold the ends of both windows; others get none.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite

from benchmarks.contract import Scored
from benchmarks.grounding.errors import (
    KINDS,
    Kind,
    ious_of,
    kinds,
    kinds_by,
    miss_of,
    offsets,
    recall_curve,
)
from benchmarks.grounding.moments import LARGEST, LENGTHS, LONGEST, SHARES, THIRDS
from benchmarks.scoring import Result
from benchmarks.windows.measuring import THRESHOLDS
from benchmarks.windows.parts import named
from benchmarks.windows.window import Window
from t3data.html import Cell, Column, Html, Part, Section, escape, join, stack, table
from t3data.html.curves import Curve, curves

MOST = 1_000
"""Timelines in a page, about 1 MB."""
_FIRST = "gold_start"
"""A value of every verdict that holds a window."""
_GROUPINGS = ("video length", "share of video", "position")
_BUCKETS = (
    *(name for _, name in LENGTHS),
    LONGEST,
    *(name for _, name in SHARES),
    LARGEST,
    *THIRDS,
)
_TONES: Mapping[Kind, str] = dict(
    zip(KINDS, ("c3", "c2", "c1", "c4", "c7", "c5", "c6", "quiet"), strict=True)
)
_LINES = ("c1", "c2", "c3", "c4", "c5", "c6", "c7", "quiet")
_WIDTH, _HEIGHT, _BAR = 300, 24, 9
"""Pixels of a timeline, and of a window in it."""


def sections(results: Sequence[Result]) -> list[Section]:
    """Of the results that hold windows: the curve of each, and the misses of the first."""
    found = [result for result in results if _holds_windows(result)]
    if not found:
        return []
    first = found[0]
    return [
        Section("windows", "Windows", _overview(found), _overview_lead(first)),
        Section("timelines", "Timelines", _timelines(first), _timelines_lead(first)),
    ]


def _holds_windows(result: Result) -> bool:
    return any(_FIRST in row.reading.values for row in result.all_rows)


def _overview_lead(result: Result) -> str:
    median = offsets(result.all_rows)
    return (
        f"Kinds of error of scorer {result.scorer}, at an IoU of 0.5. Too early and too late: both "
        "ends err in one direction; too long and too short: the ends err against each other; "
        "elsewhere: nothing in common. The median window starts "
        f"{_late(median['start'])} and ends {_late(median['end'])}; the median error is "
        f"{median['|start|']:.1f} s at the start and {median['|end|']:.1f} s at the end."
    )


def _late(seconds: float) -> str:
    return f"{abs(seconds):.1f} s too {'late' if seconds > 0 else 'early'}"


def _overview(results: Sequence[Result]) -> Html:
    lines = [_curve(result, place) for place, result in enumerate(results)]
    chart = curves("R@1 against IoU", "IoU", lines, THRESHOLDS)
    return Html(
        '<div class="grid-of-panels two"><article class="panel">'
        f"<header><h3>R@1 (%) against IoU</h3></header>{chart}</article>"
        f"{join(_panels(results[0]))}</div>"
    )


def _curve(result: Result, place: int) -> Curve:
    """Without its point at 0, which every sample reaches."""
    convention = named(result.scorer)
    operator = convention.operator if convention else ">="
    points = recall_curve(ious_of(result.all_rows), operator=operator)[1:]
    again = place >= len(_LINES)
    label = f"{result.scorer} (dashed)" if again else result.scorer
    return Curve(label, points, _LINES[place % len(_LINES)], again)


def _panels(result: Result) -> Iterator[Html]:
    """Kinds of error of all samples and by each grouping that has several groups."""
    everyone = kinds(result.all_rows)
    keys = join(
        Html(f'<span><i class="key {_TONES[kind]}"></i>{kind}</span>')
        for kind, count in everyone.items()
        if count
    )
    rows = [_stacked("all", everyone)]
    for grouping in _GROUPINGS:
        groups = kinds_by(result.all_rows, grouping)
        if len(groups) > 1:
            rows.append(Html(f'<b class="across">{escape(grouping)}</b>'))
            rows += [_stacked(name, groups[name]) for name in sorted(groups, key=_ordered)]
    yield Html(
        '<article class="panel"><header><h3>How windows miss</h3></header>'
        f'<div class="legend">{keys}</div><div class="stacks">{join(rows)}</div></article>'
    )


def _stacked(name: str, counts: Mapping[Kind, int]) -> Html:
    n = sum(counts.values())
    parts = [Part(kind, count / max(1, n), _TONES[kind]) for kind, count in counts.items()]
    return Html(f"<span>{escape(name)} <small>{n:,}</small></span>{stack(name, parts)}")


def _ordered(name: str) -> tuple[int, str]:
    """Groups as their benchmark orders them: by the names of the buckets, else by the alphabet."""
    return (_BUCKETS.index(name) if name in _BUCKETS else len(_BUCKETS), name)


def _timelines_lead(result: Result) -> str:
    n = len(result.all_rows)
    shown = (
        f"All {n:,} samples" if n <= MOST else f"{MOST:,} of {n:,} samples, evenly picked by IoU"
    )
    return (
        f"{shown}, the largest errors first; a heading sorts. Above the gold windows, below what "
        f"was read by scorer {result.scorer}; times in seconds, errors of start and end with their "
        "sign: minus is too early."
    )


def _timelines(result: Result) -> Html:
    columns = [
        Column("sample"),
        Column("gold above, prediction below"),
        Column("IoU", numeric=True),
        Column("error", numeric=True, hint="seconds by which start and end err together"),
        Column("start", numeric=True),
        Column("end", numeric=True),
        Column("kind"),
    ]
    keys = (
        '<div class="legend"><span><i class="key c3"></i>gold</span>'
        '<span><i class="key c1"></i>predicted</span>'
        '<span><i class="key c5"></i>predicted, its end before its start</span>'
        '<span><i class="key line"></i>end of the video</span></div>'
    )
    rows = sorted(_picked(result.all_rows), key=_error, reverse=True)
    return Html(f"{keys}{table(columns, [_row(row) for row in rows], filterable=True)}")


def _picked(rows: Sequence[Scored]) -> list[Scored]:
    if len(rows) <= MOST:
        return list(rows)
    ranked = sorted(rows, key=lambda row: _iou(row) or 0.0)
    return [ranked[number * len(ranked) // MOST] for number in range(MOST)]


def _iou(row: Scored) -> float | None:
    iou = row.reading.values.get("IoU")
    return iou if iou is not None and isfinite(iou) else None


def _error(row: Scored) -> float:
    """Seconds; below all others where no window was read."""
    error = miss_of(row)
    return -1.0 if error.kind == "nothing" else abs(error.start) + abs(error.end)


def _row(row: Scored) -> list[Cell | str]:
    error, iou = miss_of(row), _iou(row)
    nothing = error.kind == "nothing"
    query = " ".join(row.sample.question.split())
    return [
        Cell(row.sample.id, small=query if len(query) <= 90 else query[:90] + "…"),
        Cell("", sort=_said(row)[0] if not nothing else None, drawing=_drawn(row)),
        Cell("–") if iou is None else Cell(f"{iou:.2f}", sort=iou),
        Cell("–") if nothing else Cell(f"{_error(row):.1f}", sort=_error(row)),
        *(
            Cell("–") if nothing else Cell(f"{seconds:+.1f}", sort=seconds)
            for seconds in (error.start, error.end)
        ),
        error.kind if not nothing else row.status,
    ]


def _said(row: Scored) -> Window:
    return row.reading.values["start"], row.reading.values["end"]


def _drawn(row: Scored) -> Html:
    """Both windows on the video's length, or on what they need where that is not known."""
    extra, values = row.sample.extra, row.reading.values
    golds = [(float(start), float(end)) for start, end in extra.get("windows", ())]
    if _FIRST in values and not golds:
        golds = [(values["gold_start"], values["gold_end"])]
    said = _said(row) if _FIRST in values else None
    duration = extra.get("duration") or 0.0
    ends = [end for window in (*golds, *([said] if said else ())) for end in window]
    longest = max([*ends, 0.0])
    length = max(duration, min(longest, 1.25 * duration) if duration else longest) or 1.0
    close = f'<line class="chance" x1="{_at(duration, length)}" x2="{_at(duration, length)}" y1="0"'
    over = f'{close} y2="{_HEIGHT}"/>' if 0 < duration < length else ""
    bars = [_bar(gold, length, 2, "c3") for gold in golds]
    if said:
        bars.append(_bar(said, length, 13, "c5" if said[1] < said[0] else "c1"))
    told = f"gold {_told(golds)}; {f'predicted {_told([said])}' if said else 'no window'}"
    told += f"; video {duration:g} s" if duration else ""
    return Html(
        f'<svg class="timeline" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(told)}"><title>{escape(told)}</title>'
        f'<rect class="track" width="{_WIDTH}" height="{_HEIGHT}"/>{over}{join(bars)}</svg>'
    )


def _bar(window: Window, length: float, top: int, tone: str) -> Html:
    start, end = _at(min(window), length), _at(max(window), length)
    return Html(
        f'<rect class="{tone}" x="{min(start, _WIDTH - 2)}" y="{top}" '
        f'width="{max(2.0, end - start):.1f}" height="{_BAR}"/>'
    )


def _at(seconds: float, length: float) -> float:
    return round(_WIDTH * min(1.0, max(0.0, seconds / length)), 1)


def _told(windows: Sequence[Window]) -> str:
    return ", ".join(f"{start:g} to {end:g}" for start, end in windows) or "unknown"
