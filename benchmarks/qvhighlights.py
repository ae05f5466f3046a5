"""QVHighlights: the moments of a video that a query asks for, ranked, and how salient each clip is.

Source: Lei et al. 2021 (arXiv 2107.09609), github.com/jayleicn/moment_detr:
`highlight_{train,val,test}_release.jsonl`, val 1,550 queries of 1,519 videos, test 1,542 (its
truth public since 2026 as `highlight_test_with_gt.jsonl`). Licence: CC BY-NC-SA 4.0. Gold: several
windows of whole even seconds, and ratings from 0 to 4 of three annotators for the clips in them.
Official rule (`standalone_eval` at b7e553ac): MR-R1 looks at the window at place 0 of the list,
whatever its score; mAP at the first ten in file order, sorted by score. A query with an empty list
leaves the mean of mAP, which raises it, and stops MR-R1 with an error: it counts as 0 there.
`strict` inserts the window [-1, -1, 0], worth nothing. Ranges (short to 10 s, middle to 30, long)
keep gold windows of that length and the queries that have any. Of an id that occurs twice, windows
concatenate for mAP, and the last line counts for R1 and HL. Only the fields of the first line
decide which of MR and HL are scored. Ids must be those of the annotations; copies of the script in
TimeChat and TRACE score the common ones (`intersection`).
HL is bounded by the annotators: no perfect 100 (VeryGood mAP 70.30, Hit1 97.74 on val). Papers on
language models often report R@1 and mIoU instead, by the conventions of the other scorers.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    Fate,
    Metric,
    Prediction,
    Prompt,
    Reading,
    Sample,
    Scored,
    Scorer,
)
from benchmarks.grounding.highlight_ap import (
    LEVELS,
    clips_of,
    hit_at_1,
    mean_average_precision,
    ratings,
)
from benchmarks.grounding.highlight_files import (
    LAST,
    SALIENCY,
    ranked_windows,
    read_submission,
    saliency_scores,
    write_submission,
)
from benchmarks.grounding.moment_ap import (
    RANGES,
    SENTINEL,
    THRESHOLDS,
    Ranked,
    average_precisions,
    first_iou,
    in_range,
)
from benchmarks.grounding.moments import WINDOWS, moment
from benchmarks.rows import Row, found_below, rows_of
from benchmarks.totals import Units
from benchmarks.windows.conventions import CONVENTIONS
from benchmarks.windows.scorers import defects_of, scorers
from benchmarks.windows.window import windows_of

RANGE = "has a window"
"""A grouping of queries, by the ranges of their gold windows."""
NO_WINDOWS = "MR-none"
"""A value of queries whose list of windows is empty."""
R1 = (0.3, 0.35, 0.4, 0.45, *THRESHOLDS)
"""The first four are those of CG-DETR and UniVTG, as MR-mIoU is."""
_LENGTHS = ("short", "middle", "long")
_OF_LENGTHS = (0.5, 0.7)
"""R1 of the ranges."""
_FILES = ("highlight_val_release.jsonl", "highlight_test_with_gt.jsonl", "*.jsonl")


def load(path: Path) -> Iterator[Sample]:
    """Samples of the val split, else of the test split, else of the JSONL file that is there.

    Raises:
        T3Error: a row is not as published.
    """
    for pattern in _FILES:
        if path.is_file() or any(path.rglob(pattern)) or pattern == _FILES[-1]:
            yield from map(_sample, rows_of(found_below(path, pattern)[0]))
            return


def _sample(row: Row) -> Sample:
    windows = windows_of(row.get("relevant_windows") or [])
    if windows is None:
        raise row.wrong(("relevant_windows",), "[[start, end], …]", row.get("relevant_windows"))
    duration = row.number("duration")
    lengths = tuple(name for name in RANGES if name != "full" and in_range(windows, name))
    return moment(
        row.text("qid"),
        row.text("vid"),
        row.text("query"),
        windows,
        duration,
        {RANGE: lengths},
        rated=_rated(row, duration) if windows else None,
    )


def _rated(row: Row, duration: float) -> Any:
    if row.get("relevant_clip_ids", "saliency_scores") is None:
        return None
    clips, scores = row.entries("relevant_clip_ids"), row.entries("saliency_scores")
    try:
        return ratings(duration, clips, scores)
    except (IndexError, ValueError, TypeError):
        expected = f"three ratings a clip, clips below {clips_of(duration)}"
        raise row.wrong(("saliency_scores",), expected, scores) from None


def reader(sentinel: bool) -> Callable[[Sample, Prediction], Reading]:
    """All numbers of a query.

    Args:
        sentinel: Whether a query without windows counts in mAP.
    """

    def read(sample: Sample, said: Prediction) -> Reading:
        ranked, values = ranked_windows(sample, said), dict[str, float]()
        silent = SALIENCY in said.fields and WINDOWS not in said.fields
        if not ranked and sentinel and not silent:
            ranked = [SENTINEL]
        if ranked:
            values.update(_moments(sample, ranked, ranked_windows(sample, said, LAST) or ranked))
        elif not silent:
            values[NO_WINDOWS] = 1.0
        scores, rated = saliency_scores(sample, said), sample.extra["rated"]
        if scores is not None and rated is not None:
            for name, level in LEVELS.items():
                values[f"HL-min-{name}-mAP"] = mean_average_precision(rated, scores, level)
                values[f"HL-min-{name}-Hit1"] = hit_at_1(rated, scores, level)
        if not values or (ranked in ([], [SENTINEL]) and scores is None and not said.fields):
            return Reading(0.0, parsed=False)
        shown = ", ".join(f"{a:g} - {b:g}" for a, b, _ in ranked[:3])
        note = "no window; leaves the mean of mAP" if NO_WINDOWS in values else ""
        worth = values.get("MR-full-mAP", values.get("HL-min-VeryGood-mAP", 0.0))
        return Reading(worth, shown, values=values, note=note)

    return read


def _moments(sample: Sample, ranked: list[Ranked], last: list[Ranked]) -> Iterator[tuple[str, Any]]:
    """Values by the names of their metrics, for each range that has gold windows."""
    for name in RANGES:
        golds = in_range(sample.extra[WINDOWS], name)
        if golds:
            found = average_precisions(ranked, golds)
            yield f"MR-{name}-mAP", float(found.mean())
            yield f"MR-{name}-mAP@0.5", float(found[0])
            yield f"MR-{name}-mAP@0.75", float(found[THRESHOLDS.index(0.75)])
            yield f"MR-{name}-mIoU", first_iou(last, golds)


def _metrics() -> tuple[Metric, ...]:
    def over(value: str, part: str, at: float | None = None) -> Metric:
        def units(scored: Sequence[Scored]) -> Units:
            kept = [one for one in scored if _counts(one, part, "mAP" in value)]
            if ("MR" if part else "HL") not in _sides(scored):
                kept = []
            found = [one.reading.values.get(value, 0.0) for one in kept]
            return Units.of(
                found if at is None else [float(worth >= at) for worth in found],
                [one.sample.video for one in kept],
                [one.sample.groups for one in kept],
            )

        name = value if at is None else f"{value.removesuffix('mIoU')}R1@{at:g}"
        return Metric(name, units=units)

    return (
        over("MR-full-mAP", "full"),
        over("MR-full-mAP@0.5", "full"),
        over("MR-full-mAP@0.75", "full"),
        *(over(f"MR-{part}-mAP", part) for part in _LENGTHS),
        *(over(f"MR-{part}-mAP@{at:g}", part) for part in _LENGTHS for at in (0.5, 0.75)),
        *(over("MR-full-mIoU", "full", at) for at in R1),
        over("MR-full-mIoU", "full"),
        *(over(f"MR-{part}-mIoU", part, at) for part in _LENGTHS for at in _OF_LENGTHS),
        *(over(f"HL-min-{level}-{kind}", "") for level in LEVELS for kind in ("mAP", "Hit1")),
    )


def _counts(one: Scored, part: str, is_map: bool) -> bool:
    """Whether a query belongs to the mean of a range's metric, or of highlights."""
    if not part:
        return one.counted and one.sample.extra["rated"] is not None
    left_out = is_map and one.by_rule and NO_WINDOWS in one.reading.values
    return one.counted and not left_out and bool(in_range(one.sample.extra[WINDOWS], part))


def _sides(scored: Sequence[Scored]) -> set[str]:
    """What was predicted at all, moments or highlights; moments where nothing was."""
    return {name[:2] for one in scored for name in one.reading.values} or {"MR"}


def _scorer(name: str, about: str, sentinel: bool, absent: bool) -> Scorer:
    read = reader(sentinel)
    fate: Fate = "wrong" if absent else "exclude"
    return Scorer(
        name,
        about,
        lambda sample, reply: read(sample, Prediction(sample.id, reply)),
        FailurePolicy("wrong", fate, fate),
        _metrics(),
        read,
        decimals=2,
        states=as_submitted,
        remarks=lambda scored: defects_of(one.sample for one in scored),
    )


def as_submitted(sample: Sample, answer: str) -> Prediction:
    """All gold windows, and the mean of the ratings as saliency; another answer as it is."""
    if answer != sample.answer:
        return Prediction(sample.id, answer)
    fields: dict[str, Any] = {WINDOWS: [[*one, 1.0] for one in sample.extra[WINDOWS]]}
    if sample.extra["rated"] is not None:
        fields[SALIENCY] = [float(one) for one in np.mean(sample.extra["rated"], axis=1)]
    return Prediction(sample.id, "", "", fields)


def question(sample: Sample) -> str:
    """Our own wording: the official model reads no prompt."""
    return (
        f"When does this happen in the video: {sample.question.strip()}\n"
        'Name every window in seconds, the surest first, one a line, as "start - end".'
    )


QVHIGHLIGHTS = Benchmark(
    id="qvhighlights",
    title="All moments that a query asks for, ranked, and the saliency of each clip",
    hub="",
    licence="CC-BY-NC-SA-4.0",
    about=__doc__,
    load=load,
    size=1550,
    group_sizes={RANGE: {"short": 429, "middle": 957, "long": 574}},
    prompts=(Prompt("windows", 1, question),),
    scorers=(
        _scorer(
            "official",
            "moment_detr b7e553ac; a query with an empty list leaves the mean of mAP",
            sentinel=False,
            absent=True,
        ),
        _scorer(
            "robust",
            "the same numbers; every query counts, one without windows as 0",
            sentinel=True,
            absent=True,
        ),
        _scorer(
            "intersection",
            "TimeChat's and TRACE's copies: queries without a prediction are left out",
            sentinel=False,
            absent=False,
        ),
        *scorers(CONVENTIONS.values()),
    ),
    read_official=read_submission,
    write_official=write_submission,
)
