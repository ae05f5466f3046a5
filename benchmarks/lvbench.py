"""LVBench: 1,549 questions on 103 videos of an hour and more, four options.

Source: Wang et al. 2024 (arXiv 2406.08035), `THUDM/LVBench`, `video_info.meta.jsonl`. Licence:
CC-BY-NC-SA-4.0, no rows are shipped. A question may be of several types.
Official rule: a file `{uid: letter}`; letter equals letter; a uid that is not in the file leaves
the denominator, a reply that is no letter is wrong. Each type is counted, overall is micro. The
letters are meant to be written by `polish_answer`, which takes the first character of what stands
before ")" and after "(": "I think it's C" is I.
lmms-eval: overall only, its shared extractor.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.choices import robust, rule, split_options
from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    Prediction,
    Prompt,
    Reading,
    Sample,
    Scorer,
)
from benchmarks.extractors import lmms_mcq, polish_answer
from benchmarks.predictions.containers import answer_of, entries_in, id_in
from benchmarks.rows import Row, found_below, rows_of
from t3data.files import write_text
from t3data.types import Reject

TYPES = {
    "key information retrieval": "KIR",
    "event understanding": "EU",
    "summarization": "Sum",
    "entity recognition": "ER",
    "reasoning": "Rea",
    "temporal grounding": "TG",
}

_WRITTEN = "letter"


def load(path: Path) -> Iterator[Sample]:
    """Samples from `video_info.meta.jsonl`: one video a line, its questions under `qa`."""
    for video in rows_of(found_below(path, "video_info.meta.jsonl", "*.parquet")[0]):
        for row in questions_of(video):
            stem, options = split_options(row.text("question"))
            kinds = tuple(TYPES.get(kind, kind) for kind in row.texts("question_type"))
            yield Sample(
                id=row.text("uid"),
                video=video.text("key"),
                question=stem,
                answer=row.text("answer").strip(),
                options=options,
                groups={"question_type": kinds},
                extra={"question": row.text("question")},
            )


def questions_of(video: Row) -> Iterator[Row]:
    """The questions of a video; a row may be one question itself, as in copies on the Hub."""
    entries = video.entries("qa") if "question" not in video.fields else [video.fields]
    for entry in entries:
        yield Row(entry if isinstance(entry, Mapping) else {}, video.file, video.row)


def read_official(sample: Sample, reply: str) -> Reading:
    """The letter that `polish_answer` makes of a model's reply equals the gold one."""
    letter = polish_answer(reply)
    return Reading(float(letter == sample.answer), letter)


def read_written(sample: Sample, prediction: Prediction) -> Reading:
    """What an official file holds is compared as it is: " C" and "(C)" are wrong there."""
    written = prediction.fields.get(_WRITTEN)
    if written is None:
        return read_official(sample, prediction.reply or "")
    return Reading(float(written == sample.answer), str(written))


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """`{uid: letter}`, or entries with `uid`; null is an answer there, and a wrong one."""
    for row in entries_in(path):
        if isinstance(row, Reject):
            yield row
            continue
        filled = replace(row, fields={k: "" if v is None else v for k, v in row.fields.items()})
        found = answer_of(filled, row.key or id_in("uid")(row), (_WRITTEN,))
        if isinstance(found, Prediction) and found.reply is not None:
            found = replace(found, fields={_WRITTEN: found.reply})
        yield found


def write_official(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """`{uid: letter}`, letters by `polish_answer`; what failed or is missing is left out."""
    letters = {
        sample.id: polish_answer(found.reply)
        for sample in samples
        if (found := predictions.get(sample.id)) is not None and found.reply is not None
    }
    write_text(path, json.dumps(letters, indent=2) + "\n")


def question(sample: Sample) -> str:
    """The question with its options as published."""
    return f"{sample.extra['question']}\nAnswer with the letter of the right option, nothing else."


LVBENCH = Benchmark(
    id="lvbench",
    title="Videos of an hour and more, six kinds of question, four options",
    hub="THUDM/LVBench",
    hub_patterns=("video_info.meta.jsonl",),
    licence="CC-BY-NC-SA-4.0",
    about=__doc__,
    load=load,
    size=1549,
    prompts=(Prompt("letters", 1, question),),
    scorers=(
        Scorer(
            "official",
            "letter equals letter; absent uids are left out",
            read_official,
            FailurePolicy(unparsed="wrong", failed="exclude", missing="exclude"),
            read_fields=read_written,
        ),
        robust(),
        Scorer("lmms-eval", "shared multiple-choice extractor at 75571cfe", rule(lmms_mcq)),
    ),
    read_official=official_predictions,
    write_official=write_official,
)
