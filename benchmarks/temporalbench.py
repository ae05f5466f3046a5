"""TemporalBench: several yes-or-no choices a video, between captions that differ in one detail.

Source: Cai et al. 2024 (arXiv 2410.10818), `microsoft/TemporalBench` (gated). Licence: MIT. Short
questions (9,867 on 2,179 videos, `temporalbench_short_qa.json`) and long ones (`…_long_qa.json`)
are two runs of one rule; a directory with both is the short one. The captioning task is scored by
the cosine of sentence embeddings and is not read here.
Official rule (`get_qa_acc.py`): a reply is right if its first character is the gold letter in any
case. Binary accuracy is micro over the lines of the result file; multiple binary accuracy is the
share of videos of which all replies are right, by category of those of the category. Lines that
are missing are left out of both. An empty reply stops the official script; here it is wrong.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.choices import read_robust, split_options, unread
from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    Groups,
    Metric,
    Prediction,
    Prompt,
    Reading,
    Sample,
    Scored,
    Scorer,
    each_sample,
)
from benchmarks.extractors import starts_with_gold
from benchmarks.predictions.entries import as_prediction, each_row
from benchmarks.rows import Row, found_below, rows_of
from benchmarks.totals import Units, within
from t3data.files import write_text
from t3data.types import Reject

FILES = ("temporalbench_short_qa.json", "temporalbench_long_qa.json")
CATEGORIES = (
    "Action Order",
    "Action Frequency",
    "Action Type",
    "Motion Magnitude",
    "Motion Direction/Orientation",
    "Action Effector",
    "Event Order",
    "Others",
)
"""Of the short questions, in the order of the official table."""


def load(path: Path) -> Iterator[Sample]:
    """Samples of the short questions, or of the long ones where they are named or alone."""
    found = found_below(path, *FILES, "*short_qa*.parquet", "*long_qa*.parquet")
    file = next((file for file in found if "short_qa" in file.name), found[0])
    for row in rows_of(file):
        stem, options = split_options(row.text("question"))
        category = row.get("category")
        groups: dict[str, str] = {"dataset": row.text("dataset")}
        if category:
            groups["category"] = row.text("category")
        yield Sample(
            id=row.text("idx"),
            video=row.text("video_name"),
            question=stem,
            answer=row.text("GT").strip(),
            options=options,
            groups=groups,
            extra={"question": row.text("question"), "idx": row.get("idx")},
        )


def read_official(sample: Sample, reply: str) -> Reading:
    """The first character is the gold letter."""
    right = starts_with_gold(reply, sample.answer)
    return unread() if right is None else Reading(float(right), reply[:1])


def whole_videos(scored: Sequence[Scored]) -> Units:
    """One unit a video, and one more for each of its categories, for the groups alone."""
    worth: dict[tuple[str, str], float] = {}
    groups: dict[tuple[str, str], Groups] = {}
    alike: dict[tuple[str, str], Groups] = {}  # units of one mapping object are summed up at once
    for one in scored:
        if not one.counted:
            continue
        video, right = one.sample.video, float(one.reading.worth >= 1)
        for grouping, group in one.sample.groups.items():
            key = (video, "" if grouping == "dataset" else str(group))
            if key not in worth:
                worth[key] = right
                groups[key] = alike.setdefault((grouping, str(group)), {grouping: group})
            elif not right:
                worth[key] = right
    return Units.of(
        worth=list(worth.values()),
        clusters=[video for video, _ in worth],
        groups=list(groups.values()),
    )


METRICS = (
    Metric("binary accuracy", units=each_sample),
    Metric("multiple binary accuracy", within("dataset"), whole_videos, grouped=True),
)


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """JSONL of `{"idx", "response"}`."""

    def read(row: Row) -> Prediction | Reject:
        return as_prediction(row.text("idx"), row.fields.get("response"), row, "response")

    yield from each_row(path, read)


def write_official(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """That JSONL; what failed or is missing has no line."""
    lines = []
    for sample in samples:
        found = predictions.get(sample.id)
        if found is not None and found.reply is not None:
            entry = {"idx": sample.extra["idx"], "response": found.reply}
            lines.append(json.dumps(entry, ensure_ascii=False) + "\n")
    write_text(path, "".join(lines))


def question(sample: Sample) -> str:
    """The question as published: it holds the options and says how to answer."""
    text: str = sample.extra["question"]
    return text


TEMPORALBENCH = Benchmark(
    id="temporalbench",
    title="Captions that differ in one temporal detail, several binary choices a video",
    hub="microsoft/TemporalBench",
    hub_patterns=FILES,
    licence="MIT",
    about=__doc__,
    load=load,
    size=9867,
    prompts=(Prompt("official", 1, question),),
    scorers=(
        Scorer(
            "official",
            "get_qa_acc.py: the first character; missing lines are left out",
            read_official,
            FailurePolicy(unparsed="wrong", failed="exclude", missing="exclude"),
            METRICS,
            decimals=2,
        ),
        Scorer(
            "robust",
            "reads what a reply states, in any usual form; all samples count",
            read_robust,
            metrics=METRICS,
            decimals=2,
        ),
    ),
    read_official=official_predictions,
    write_official=write_official,
)
