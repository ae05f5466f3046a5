"""Video-MME: four options, 2,700 questions on 900 videos of 11 seconds to an hour.

Source: Fu et al. 2024 (arXiv 2405.21075), `lmms-lab/Video-MME`. With and without subtitles are two
runs of one rule; 744 videos have subtitles. Licence: no copying without the authors' approval, so
that no rows are shipped.
Official rule (`eval_your_results.py`): known prefixes are deleted, then the first of A to D
anywhere in the reply counts, inside words too; a reply without one leaves the denominator. Scores
are correct / answered, micro, for each duration, domain, sub-category and task type. A missing
comma fuses prefixes, so "Best answer: C" is read as B. Fewer than 300 videos of a duration stop
the official script; here what is missing counts as wrong and is shown.
lmms-eval: its shared extractor, unreadable is wrong; its prompt speaks of subtitles even where
none are shown. VLMEvalKit: first-letter rule, then a search for a lone label or an option's text;
failures are wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.choices import bare, first_letter_then_infer, letter_list, robust, rule
from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    Metric,
    Prediction,
    Prompt,
    Sample,
    Scorer,
)
from benchmarks.extractors import lmms_mcq, prefix_letter
from benchmarks.predictions.containers import entries_in
from benchmarks.predictions.entries import as_prediction, bad
from benchmarks.rows import Row, found_below, rows_of
from benchmarks.totals import Estimate, Units, micro
from t3data.errors import T3Error
from t3data.files import write_text
from t3data.types import Reject

GROUPINGS = {
    "duration": ("duration", "duration_category"),
    "domain": ("domain", "video_category"),
    "sub_category": ("sub_category", "video_sub_category", "video_subcategory"),
    "task_type": ("task_type",),
}
"""Grouping → the field's name, and what it is called in other versions of the template."""

SUB_CATEGORIES = (
    *("Humanity & History", "Literature & Art", "Biology & Medicine", "Finance & Commerce"),
    *("Astronomy", "Geography", "Law", "Life Tip", "Technology", "Animation", "Movie & TV Show"),
    *("Documentary", "News Report", "Esports", "Basketball", "Football", "Athletics"),
    *("Other Sports", "Stage Play", "Magic Show", "Variety Show", "Acrobatics", "Handicraft"),
    *("Food", "Fashion", "Daily Life", "Travel", "Pet & Animal", "Exercise", "Multilingual"),
)


def load(path: Path) -> Iterator[Sample]:
    """Samples from the parquet of the Hub, or from the official JSON template."""
    file = found_below(path, "test-*.parquet", "*.parquet", "*.json", "*.jsonl")[0]
    rows = rows_of(file) if file.suffix == ".parquet" else _template_rows(file)
    for row in rows:
        yield Sample(
            id=row.text("question_id"),
            video=row.text("videoID", "video_id"),
            question=row.text("question"),
            answer=row.text("answer").strip(),
            options=_options(row.texts("options", "choices")),
            groups={name: row.text(*names) for name, names in GROUPINGS.items()},
            extra={"video_id": row.text("video_id")},
        )


def _options(given: Sequence[str]) -> tuple[str, ...]:
    """The texts; one text may hold all of them, a line each."""
    lines = given[0].strip().split("\n") if len(given) == 1 else given
    return tuple(bare(line) for line in lines)


def _template_rows(path: Path) -> Iterator[Row]:
    """One row a question of the official template, its video's fields among its own.

    The videos may also be the values of an object or lines, and the questions rows without one.
    """
    for video in entries_in(path):
        if isinstance(video, Reject):
            raise T3Error(f"{video.place.file}: row {video.place.row}: {video.detail}")
        if "questions" not in video.fields and "question_id" in video.fields:
            yield video
            continue
        for question in video.entries("questions"):
            fields = question if isinstance(question, Mapping) else {}
            yield Row({**video.fields, **fields}, str(path), video.row)


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """The official template with a `response` to each question.

    The videos that it marks as missing are failures, which leave the denominator officially.
    """
    for row in _template_rows(path):
        if row.get("missing"):
            yield Prediction(row.text("question_id"), None, "the video is marked as missing")
        elif "response" not in row.fields or row.get("question_id") is None:
            yield bad(row, "response", "missing in a question of this video")
        else:
            id = row.text("question_id")
            yield as_prediction(id, row.fields["response"] or "", row, "response")


def write_official(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """The official template; a failed or missing reply is an empty response."""
    import json

    videos: dict[str, dict[str, Any]] = {}
    for sample in samples:
        video = videos.setdefault(
            sample.extra["video_id"],
            {
                "video_id": sample.extra["video_id"],
                **{name: sample.groups[name] for name in tuple(GROUPINGS)[:3]},
                "questions": [],
            },
        )
        found = predictions.get(sample.id)
        video["questions"].append(
            {
                "question_id": sample.id,
                "task_type": sample.groups["task_type"],
                "question": sample.question,
                "options": letter_list(sample.options).split("\n"),
                "answer": sample.answer,
                "response": (found.reply or "") if found else "",
            }
        )
    write_text(path, json.dumps(list(videos.values()), indent=2, ensure_ascii=False) + "\n")


def with_subtitles(sample: Sample) -> str:
    """The official words with `extra["subtitles"]` before them; without where there are none.

    lmms-eval adds "and the subtitles" to "based on the video"; the authors' page does not.
    """
    heard = sample.extra.get("subtitles")
    asked = question(sample)
    return f"This video's subtitles are listed below:\n{heard}\n{asked}" if heard else asked


def question(sample: Sample) -> str:
    """The official words."""
    return (
        "Select the best answer to the following multiple-choice question based on the video. "
        "Respond with only the letter (A, B, C, or D) of the correct option.\n"
        f"{sample.question}\n{letter_list(sample.options)}\nThe best answer is:"
    )


def micro_or_zero(units: Units) -> Estimate:
    """The mean; 0 where nothing was answered."""
    return micro(units) if len(units) else Estimate(0.0, np.zeros(0), 0)


VIDEOMME = Benchmark(
    id="videomme",
    title="Short, medium and long videos of six domains, four options",
    hub="lmms-lab/Video-MME",
    hub_patterns=("videomme/*.parquet",),
    licence="no redistribution without approval",
    about=__doc__,
    load=load,
    size=2700,
    group_sizes={
        "duration": {"short": 900, "medium": 900, "long": 900},
        "domain": {
            "Knowledge": 810,
            "Film & Television": 360,
            "Sports Competition": 450,
            "Artistic Performance": 360,
            "Life Record": 630,
            "Multilingual": 90,
        },
        "sub_category": dict.fromkeys(SUB_CATEGORIES, 90),
        "task_type": {
            "Temporal Perception": 55,
            "Spatial Perception": 54,
            "Attribute Perception": 222,
            "Action Recognition": 313,
            "Object Recognition": 354,
            "OCR Problems": 139,
            "Counting Problem": 268,
            "Temporal Reasoning": 177,
            "Spatial Reasoning": 56,
            "Action Reasoning": 285,
            "Object Reasoning": 454,
            "Information Synopsis": 323,
        },
    },
    prompts=(
        Prompt("official", 1, question),
        Prompt("subtitles", 1, with_subtitles, subtitles=True),
    ),
    scorers=(
        Scorer(
            "official",
            "Video-MME eval_your_results.py: first letter anywhere; the unreadable is left out",
            rule(prefix_letter),
            FailurePolicy(unparsed="exclude", failed="exclude", missing="wrong"),
            (Metric("accuracy", micro_or_zero),),
        ),
        robust(),
        Scorer("lmms-eval", "shared multiple-choice extractor at 75571cfe", rule(lmms_mcq)),
        Scorer(
            "vlmevalkit",
            "first letter, then can_infer, at e8e78f05",
            first_letter_then_infer("ABCD"),
        ),
    ),
    read_official=official_predictions,
    write_official=write_official,
)
