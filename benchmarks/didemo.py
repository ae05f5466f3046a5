"""DiDeMo: which of the five-second pieces of a video does a sentence describe?

Source: Hendricks et al. 2017 (arXiv 1708.01641), github.com/LisaAnne/LocalizingMoments:
`{train,val,test}_data.json`, val 4,180 sentences. Licence: BSD-2-Clause; videos by their own.
Several annotators each chose a run of pieces `[first, last]` of five seconds, both included; gold
windows are theirs in seconds, [5 first, 5 (last + 1)], in the order of the file and with repeats.
Official rule (`utils/eval.py` at e8f9ccb3), here `official`: a prediction is a list of runs, best
first. IoU counts pieces; mIoU is the mean of the three best over the annotators. The rank of an
annotator's run is its place in the list; the mean of the three smallest must be 1 for Rank@1, at
most 5 for Rank@5. The script stops with an error where the list lacks a run, as it always is of all
21; here such a run ranks last. The commonest run, [0, 0], put first on val has the Rank@1 and the
mIoU that the script's own words give for it, .186842 and .252216. Predicted seconds become the
pieces that they touch. The other scorers take the best of the annotators' windows, as papers on
language models do.
"""

from collections.abc import Iterator, Sequence
from math import ceil, floor
from pathlib import Path

from benchmarks.contract import Benchmark, Metric, Prediction, Reading, Sample, Scored, Scorer
from benchmarks.grounding.moments import WINDOWS, moment, predicted, said
from benchmarks.grounding.prompts import WINDOW
from benchmarks.grounding.published_prompts import published
from benchmarks.grounding.submissions import read_submission, write_submission
from benchmarks.rows import found_below, rows_of
from benchmarks.totals import Units
from benchmarks.windows.scorers import defects_of, scorers
from benchmarks.windows.window import Window, windows_of

PIECE = 5.0
"""Seconds."""
ANNOTATORS = 3
"""Of at least four, so many have to agree."""
_UNRANKED = 1000

Run = tuple[int, int]
"""First and last piece, both included."""


def load(path: Path) -> Iterator[Sample]:
    """Samples of the test split, else of val, or of the file that is named.

    Raises:
        T3Error: nothing of the kind is there, or a row is not as published.
    """
    for row in rows_of(found_below(path, "test_data.json", "val_data.json", "*.json")[0]):
        runs = windows_of(row.get("times"))
        if not runs or not all(end.is_integer() for run in runs for end in run):
            raise row.wrong(("times",), "[[first, last], …], whole numbers", row.get("times"))
        pieces = row.get("num_segments")
        yield moment(
            row.text("annotation_id"),
            row.text("video"),
            row.text("description"),
            [(PIECE * first, PIECE * (last + 1)) for first, last in runs],
            None if pieces is None else PIECE * row.number("num_segments"),
        )


def run_of(window: Window) -> Run:
    """The pieces that a window in seconds touches, at least one."""
    first = floor(window[0] / PIECE)
    return first, max(first, ceil(window[1] / PIECE) - 1)


def iou(run: Run, gold: Run) -> float:
    """Pieces in common over pieces in either, or between them."""
    meets = max(0, min(run[1], gold[1]) + 1 - max(run[0], gold[0]))
    return meets / (max(run[1], gold[1]) + 1 - min(run[0], gold[0]))


def read_ranked(sample: Sample, prediction: Prediction) -> Reading:
    """IoU, and the mean rank of the three annotators that rank best."""
    runs = [run_of(window) for window in predicted(sample, prediction)]
    if not runs:
        return Reading(0.0, parsed=False)
    golds = [run_of(window) for window in sample.extra[WINDOWS]]
    best = sorted((iou(runs[0], gold) for gold in golds), reverse=True)[:ANNOTATORS]
    ranks = [runs.index(gold) + 1 if gold in runs else _UNRANKED for gold in golds]
    mean = sum(best) / len(best)
    low = sorted(ranks)[:ANNOTATORS]
    values = {"IoU": mean, "rank": sum(low) / len(low)}
    return Reading(mean, f"pieces {runs[0][0]}-{runs[0][1]}", values=values)


def _rank_at(most: int) -> Metric:
    def units(scored: Sequence[Scored]) -> Units:
        counted = [one for one in scored if one.counted]
        return Units.of(
            worth=[float(one.reading.values.get("rank", _UNRANKED) <= most) for one in counted],
            clusters=[one.sample.video for one in counted],
            groups=[one.sample.groups for one in counted],
        )

    return Metric(f"Rank@{most}", units=units)


DIDEMO = Benchmark(
    id="didemo",
    title="Which five-second pieces of a video are described, by several annotators",
    hub="",
    licence="BSD-2-Clause",
    about=__doc__,
    load=load,
    prompts=(WINDOW, *published("didemo")),
    scorers=(
        Scorer(
            "official",
            "utils/eval.py: the mean of the three annotators that agree best; pieces of 5 s",
            lambda sample, reply: read_ranked(sample, Prediction(sample.id, reply)),
            metrics=(Metric("mIoU"), _rank_at(1), _rank_at(5)),
            read_fields=read_ranked,
            decimals=2,
            remarks=lambda scored: defects_of(one.sample for one in scored),
            states=lambda sample, answer: (
                said(sample, answer) if answer == sample.answer else Prediction(sample.id, answer)
            ),
        ),
        *scorers(),
    ),
    read_official=read_submission,
    write_official=write_submission,
)
