"""TVGBench: 800 queries of eleven kinds on videos of five benchmarks.

Source: Time-R1, Wang et al. 2025 (arXiv 2503.13377), `tvgbench.json`: 800 items, 462 videos.
Licence: see the dataset and those that it is made of. Ids are places in the list, from 0.
Where `start` and `end` are given (252 items) the model sees that part of the video alone, and times
are relative to its start. 11 gold windows have no length (all of Ego4D-NLQ): nothing can hit them,
so gold itself reaches R@1 98.625, and the official mIoU becomes NaN. 27 end after the duration.
Official rule: convention `time-r1`, here first and called `official`; mIoU is what we sort by.
Submissions are lines `{qid, pred: [s, e] or [null, null], target, output_text}`. Their qids number
the videos that were found on disk, so they shift where one is missing: lines are put to items by
video and question where they have them, else in order by their target. A line's text is read anew;
its `pred` counts where there is no text. One video and question occur twice, told apart by answer.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.contract import Benchmark, Prediction, Sample
from benchmarks.grounding.moments import WINDOWS, duration_of, moment, predicted
from benchmarks.grounding.prompts import WINDOW
from benchmarks.grounding.published_prompts import published
from benchmarks.grounding.submissions import Finder, number_or_text
from benchmarks.predictions.entries import bad
from benchmarks.rows import Row, found_below, rows_of, rows_or_rejects
from benchmarks.windows.scorers import scorers
from benchmarks.windows.window import Window, window_of
from t3data.files import atomic_write
from t3data.types import Reject

_ANSWER = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*-\s*([0-9]+(?:\.[0-9]+)?)\s*")


def load(path: Path) -> Iterator[Sample]:
    """Samples in the order of the list.

    Raises:
        T3Error: nothing of the kind is there, or a row is not as published.
    """
    for row in rows_of(found_below(path, "tvgbench.json", "*.json", "*.parquet")[0]):
        found = _ANSWER.fullmatch(row.text("answer"))
        if found is None:
            raise row.wrong(("answer",), '"start-end" in seconds', row.get("answer"))
        start, end = duration_of(row, "start"), duration_of(row, "end")
        yield moment(
            str(row.row),
            row.text("path"),
            row.text("question"),
            [(float(found[1]), float(found[2]))],
            duration_of(row, "duration"),
            {
                "type": str(row.get("qsemtype") or "none"),
                "source": str(row.get("dataset_name") or row.get("source") or "none"),
            },
            clip=None if start is None or end is None else (start, end),
        )


def read_lines(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """The lines of a JSONL file, or of all in a directory.

    Raises:
        T3Error: a file cannot be read.
    """
    finder, by_id = Finder(samples), {sample.id: sample for sample in samples}
    rows: list[Row] = []
    for file in found_below(path, "*.jsonl"):
        for row in rows_or_rejects(file):
            if isinstance(row, Reject):
                yield row
            else:
                rows.append(row)
    shifted = any(not _is_of(row, by_id.get(_qid(row))) for row in rows)
    places = _in_order(rows, samples) if shifted else [_qid(row) for row in rows]
    for row, id in zip(rows, places, strict=True):
        video, query = row.get("path", "video"), row.get("question")
        if video is not None and query is not None:
            target = window_of(row.get("target"))
            gold = "" if target is None else str(list(target))
            yield _line(row, finder.find(_qid(row), video, query, gold))
        elif id is None:
            yield bad(row, "target", "no item, from the last line's on, has this gold window")
        else:
            yield _line(row, id)


def _qid(row: Row) -> str:
    return str(row.get("qid"))


def _is_of(row: Row, sample: Sample | None) -> bool:
    """Whether the line's target, where it has one, is the sample's gold window."""
    target = window_of(row.get("target"))
    if target is None or sample is None:
        return target is None
    gold: Window = sample.extra[WINDOWS][0]
    return all(abs(a - b) < 1e-6 for a, b in zip(target, gold, strict=True))


def _in_order(rows: Sequence[Row], samples: Sequence[Sample]) -> list[str | None]:
    """The next item with the line's target, in the order of qids; None where there is none."""
    places: dict[int, str | None] = {}
    at, before = 0, ("", "")
    for number in sorted(range(len(rows)), key=lambda number: _order(rows[number])):
        row = rows[number]
        this = (_qid(row), str(row.get("target")))
        start = at - 1 if this == before else at  # a line that is there twice
        found = next((i for i in range(start, len(samples)) if _is_of(row, samples[i])), None)
        places[number] = None if found is None else samples[found].id
        at, before = (at if found is None else found + 1), this
    return [places[number] for number in range(len(rows))]


def _order(row: Row) -> tuple[int, str]:
    qid = number_or_text(_qid(row))
    return (qid, "") if isinstance(qid, int) else (-1, qid)


def _line(row: Row, id: str) -> Prediction | Reject:
    text, pred = row.get("output_text"), row.get("pred")
    if isinstance(text, str) and text:
        return Prediction(id, text)
    if not isinstance(pred, list) or len(pred) != 2:
        return bad(row, "pred", "expected [start, end] or [null, null]")
    window = window_of(pred)
    return Prediction(id, "", "", {WINDOWS: [] if window is None else [list(window)]})


def write_lines(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """The same lines; what has no reply is left out, as theirs is."""
    with atomic_write(path) as stream:
        for sample in samples:
            said = predictions.get(sample.id)
            if said is None or said.reply is None:
                continue
            windows = predicted(sample, said)
            line: dict[str, Any] = {
                "qid": number_or_text(sample.id),
                "pred": list(windows[-1]) if windows else [None, None],
                "target": list(sample.extra[WINDOWS][0]),
                "output_text": said.reply,
            }
            stream.write(msgspec.json.encode(line) + b"\n")


_SCORERS = scorers()
TVGBENCH = Benchmark(
    id="tvgbench",
    title="One window: eleven kinds of query on videos of five benchmarks",
    hub="",
    licence="see the dataset",
    about=__doc__,
    load=load,
    size=800,
    prompts=(WINDOW, *published("tvgbench")),
    scorers=(
        *(replace(one, name="official") for one in _SCORERS if one.name == "time-r1"),
        *_SCORERS,
    ),
    read_official=read_lines,
    write_official=write_lines,
)
