"""Charades-STA: when in a short video of everyday life does what a sentence says happen?

Source: Gao et al. 2017 (TALL, arXiv 1705.02101), `charades_sta_{train,test}.txt`, lines
`VIDEO START END##sentence.`; test 3,720 of 1,334 videos, train 12,408 of 5,338. Licence: that of
Charades, for research. Also read: TimeIT's `{"annotations": […]}` and moment_detr's lines, whose
ids are the qids; a line of the text file is called by its number, from 0.
Durations are the column `length` of `Charades_v1_{train,test}.csv`, used where it lies beside. 562
test windows end later, by up to 1.5 s: `raw` truth, which most scripts score, keeps them; `clipped`
(2D-TAN, lighthouse, TaRO with durations of its own) cuts them off. Which, is part of a scorer.
There is no one official rule: R@1 at 0.3, 0.5, 0.7 and mIoU, by convention.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.contract import Benchmark, Sample
from benchmarks.grounding.annotated import listed
from benchmarks.grounding.moments import moment
from benchmarks.grounding.prompts import WINDOW
from benchmarks.grounding.published_prompts import published
from benchmarks.grounding.submissions import read_submission, write_submission
from benchmarks.rows import found_below, table_rows
from benchmarks.windows.scorers import scorers
from t3data.errors import T3Error

_LINE = re.compile(r"(\S+) ([0-9.]+) ([0-9.]+)##(.*)")
_FILES = ("charades_sta_test.txt", "*test*.jsonl", "*test*.json")


def load(path: Path) -> Iterator[Sample]:
    """Samples of the test split, or of the file that is named.

    Raises:
        T3Error: nothing of the kind is there, or a line is not as published.
    """
    found = found_below(path, *_FILES)
    file = next((one for one in found if one.name == _FILES[0]), found[0])
    yield from _lines(file) if file.suffix == ".txt" else listed(file)


def _lines(path: Path) -> Iterator[Sample]:
    lengths = _lengths(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise T3Error(f"{path}: cannot read: {error}") from error
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.rstrip("\r"))
        try:
            video, start, end, query = found.groups() if found else ("", "", "", "")
            window = (float(start), float(end))
        except ValueError:
            expected = "VIDEO START END##sentence"
            raise T3Error(
                f"{path}: line {number + 1}: expected {expected}, found {line[:60]!r}"
            ) from None
        yield moment(str(number), video, query, [window], lengths.get(video))


def _lengths(path: Path) -> Mapping[str, float]:
    """Seconds by video, from the tables of Charades beside the file."""
    tables = sorted(path.parent.glob("Charades_v1_*.csv"))
    rows = (row for table in tables for row in table_rows(table, ",") if "length" in row.fields)
    return {row.text("id"): row.number("length") for row in rows}


CHARADES_STA = Benchmark(
    id="charades-sta",
    title="When does it happen? One window in a short video of everyday life",
    hub="",
    licence="research use (Charades)",
    about=__doc__,
    load=load,
    size=3720,
    prompts=(WINDOW, *published("charades")),
    scorers=scorers(),
    read_official=read_submission,
    write_official=write_submission,
)
