"""LongVideoBench: questions that refer to a moment of a video of seconds to an hour.

Source: Wu et al. 2024 (arXiv 2407.15754), `longvideobench/LongVideoBench` (gated): validation
1,337, test 5,341 without answers, four or five options. Licence: CC-BY-NC-SA-4.0, no rows are
shipped.
There is no official script: the authors point to lmms-eval, whose rule is called `official` here
too. Known prefixes are deleted, then the first of A to E anywhere in the reply counts, E also where
there are four options; where there is none a letter is drawn, which counts its expected worth.
Overall, durations and categories are micro.
VLMEvalKit: the same letter with another list of prefixes, then a search for a lone label or an
option's text; nothing is drawn.
Officially subtitles stand between the frames; the prompt "frames" goes without them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.choices import (
    LETTERS,
    drawn,
    first_letter_then_infer,
    letter_list,
    lettered,
    robust,
)
from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    Prediction,
    Prompt,
    Reading,
    Sample,
    Scorer,
)
from benchmarks.extractors import Chance, longvideobench_lmms_eval
from benchmarks.predictions.entries import as_prediction, bad, each_row
from benchmarks.rows import Row, document, found_below, rows_of
from t3data.files import write_text
from t3data.types import Reject

DURATIONS = ("15", "60", "600", "3600")
"""Seconds, at most."""
CATEGORIES = ("S2E S2O S2A E2O O2E T2E T2O T2A E3E O3O SSS SOS SAA T3E T3O TOS TAA").split()

_HIDDEN = (None, -1, "-1", "@")
_KEPT = ("video_path", "subtitle_path", "starting_timestamp_for_subtitles", "duration")


def load(path: Path) -> Iterator[Sample]:
    """Samples from `lvb_val.json` (else `lvb_test_wo_gt.json`), or from the parquet of the Hub."""
    names = ("lvb_val.json", "*validation*.parquet", "lvb_test_wo_gt.json", "*test*.parquet")
    files = [path] if path.is_file() else []
    for name in names:
        files = files or sorted(path.rglob(name))
    for row in rows_of(files[0] if files else found_below(path, *names)[0]):
        options = _options(row)
        yield Sample(
            id=row.text("id"),
            video=row.text("video_id"),
            question=row.text("question"),
            answer=_answer(row, len(options)),
            options=options,
            groups={
                "duration_group": row.text("duration_group"),
                "question_category": row.text("question_category"),
            },
            extra={name: row.fields[name] for name in _KEPT if row.get(name) is not None},
        )


def _options(row: Row) -> tuple[str, ...]:
    """Candidates as a list, or in columns of which "N/A" ones are none."""
    if row.get("candidates") is not None:
        return row.texts("candidates")
    columns = [row.text(f"option{number}") for number in range(5)]
    return tuple(text for text in columns if text != "N/A")


def _answer(row: Row, options: int) -> str:
    """The letter; empty for the test split."""
    if row.get("correct_choice") in _HIDDEN:
        return ""
    number = row.integer("correct_choice")
    if not 0 <= number < options:
        raise row.wrong(["correct_choice"], f"0 to {options - 1}", number)
    return LETTERS[number]


def read_lmms_eval(sample: Sample, reply: str) -> Reading:
    """The first of A to E, else one at random."""
    letter = longvideobench_lmms_eval(reply, len(sample.options))
    return drawn(letter) if isinstance(letter, Chance) else lettered(letter, sample.answer)


_REPLY = ("response", "prediction", "pred")
"""What the reply may be called, in this order."""


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """`{id: reply}`, as the test split is submitted; or rows with `id` and the reply.

    Raises:
        T3Error: it is neither.
    """
    found = None if path.suffix.lower() in (".jsonl", ".ndjson") else document(path)
    if isinstance(found, Mapping):
        for number, (id, reply) in enumerate(found.items()):
            if isinstance(reply, Mapping) and any(name in reply for name in _REPLY):
                yield _reply(id, Row(reply, str(path), number))
            else:
                yield as_prediction(id, reply, Row({id: reply}, str(path), number), id)
    else:
        yield from each_row(path, lambda row: _reply(row.text("id", "question_id"), row))


def _reply(id: str, row: Row) -> Prediction | Reject:
    field = next((name for name in _REPLY if name in row.fields), None)
    if field is not None:
        return as_prediction(id, row.fields[field], row, field)
    return bad(row, "response", "missing")


def write_official(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """`{id: reply}`; a failed reply is empty, a missing one is left out."""
    found = (predictions.get(sample.id) for sample in samples)
    replies = {one.id: one.reply or "" for one in found if one is not None}
    write_text(path, json.dumps(replies, indent=2, ensure_ascii=False) + "\n")


def question(sample: Sample) -> str:
    """The official words, which follow the frames."""
    return (
        f"Question: {sample.question}\n{letter_list(sample.options)}\n"
        "Answer with the option's letter from the given choices directly."
    )


LMMS_EVAL = Scorer(
    "lmms-eval",
    "first of A to E anywhere, else a letter at random, at 75571cfe",
    read_lmms_eval,
    FailurePolicy(failed="read_as_empty"),
)

LONGVIDEOBENCH = Benchmark(
    id="longvideobench",
    title="Moments of videos of seconds to an hour, with subtitles, four or five options",
    hub="longvideobench/LongVideoBench",
    hub_patterns=("lvb_val.json",),
    licence="CC-BY-NC-SA-4.0",
    about=__doc__,
    load=load,
    size=1337,
    prompts=(
        Prompt("official", 1, question, frames="between", subtitles=True),
        Prompt("frames", 1, question),
    ),
    scorers=(
        replace(LMMS_EVAL, name="official", about="no official script: lmms-eval's rule serves"),
        robust(),
        LMMS_EVAL,
        Scorer(
            "vlmevalkit",
            "first of A to E, then can_infer, at e8e78f05",
            first_letter_then_infer("ABCDE"),
        ),
    ),
    read_official=official_predictions,
    write_official=write_official,
)
