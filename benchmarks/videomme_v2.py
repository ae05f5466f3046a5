"""Video-MME-v2: 800 videos with four linked questions each, eight options, scored by the four.

Source: `MME-Benchmarks/Video-MME-v2`, 3,200 questions, word-level subtitles. Licence: no copying
without the authors' approval, so that no rows are shipped.
Official rule (`test_video_mme_v2.py`): known prefixes are deleted, the first of A to H anywhere
counts. Four rows in a row are a group. A group of kind "relevance" with 0 to 4 right answers scores
0, 6.25, 25, 56.25 or 100 ("linear": 25 each). A group of kind "logic" counts the right answers from
its first question on: 1-2-3-4 by the same table; where 2 and 3 are siblings 0, 1/12, 4/12, 7/12, 1,
and 1 with 3 right counts as two; where 1 and 2 are siblings 0, 10, 20, 50, 100, and 2 right counts
as one. Level and heads are those of a group's last question; all numbers are means over groups.
Quirk: an unreadable or absent reply is -1. "Relevance" adds it up (three right and one failure are
two, a sum below 0 scores 0), "logic" takes it for right. lmms-eval and VLMEvalKit score it 0.
Groups with a question that is left out (`--failures exclude`) are left out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.choices import bare, letter_list, lettered, read_robust
from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    Metric,
    Prediction,
    Prompt,
    Reading,
    Sample,
    Scored,
    Scorer,
)
from benchmarks.extractors import P2, prefix_letter
from benchmarks.predictions import vlmevalkit
from benchmarks.predictions.containers import answer_of, entries_in
from benchmarks.predictions.lookup import Lookup
from benchmarks.rows import Row, found_below, rows_of
from benchmarks.totals import Units
from t3data.errors import T3Error
from t3data.files import write_text
from t3data.types import Reject

HEADS = ("level", "second_head", "third_head")

_QUADRATIC = (0.0, 1 / 16, 4 / 16, 9 / 16, 1.0)
_STRUCTURES = {
    "[1,2,3,4]": _QUADRATIC,
    "[1,[2,3],4]": (0.0, 1 / 12, 4 / 12, 7 / 12, 1.0),
    "[[1,2],3,4]": (0.0, 0.1, 0.2, 0.5, 1.0),
}
_COLUMNS = ("index", "video", "question_id", "question", "answer", "prediction")


def load(path: Path) -> Iterator[Sample]:
    """Samples from `test.parquet`; four rows in a row are a group."""
    for row in rows_of(found_below(path, "test*.parquet", "*.parquet", "*.tsv")[0]):
        kind, structure = row.text("group_type"), "".join(str(row.get("group_structure")).split())
        if kind not in ("relevance", "logic"):
            raise row.wrong(["group_type"], "relevance or logic", kind)
        if kind == "logic" and structure not in _STRUCTURES:
            raise row.wrong(["group_structure"], f"one of {', '.join(_STRUCTURES)}", structure)
        options = row.texts("options")
        lines = options[0].strip().split("\n") if len(options) == 1 else options
        yield Sample(
            id=row.text("question_id"),
            video=row.text("video_id", "video"),
            question=row.text("question"),
            answer=row.text("answer").strip(),
            options=tuple(bare(line) for line in lines),
            groups=_groups(row),
            extra={"group": str(row.row // 4), "kind": kind, "structure": structure},
        )


def _groups(row: Row) -> dict[str, str]:
    """Level and heads; they may stand at the last question of a group alone."""
    found = {name: row.get(name) for name in HEADS}
    named = {
        name: row.text(name)
        for name, value in found.items()
        if value is not None and value == value and value not in ("", "None")
    }
    return named | ({"level": f"level_{named['level']}"} if "level" in named else {})


def relevance(worths: Sequence[float]) -> float:
    """What a group of independent questions is worth, from its right answers."""
    total = sum(worths)
    return _QUADRATIC[int(total)] if total in (0, 1, 2, 3, 4) else 0.0


def logic(worths: Sequence[float], structure: str) -> float:
    """What a chain of questions is worth; whatever is not 0 counts as right, -1 too."""
    right = [worth != 0 for worth in worths]
    length = right.index(False) if False in right else len(right)
    if structure == "[1,[2,3],4]" and length == 1 and right[2]:
        length = 2
    if structure == "[[1,2],3,4]" and length == 0 and right[1]:
        length = 1
    return _STRUCTURES[structure][length]


def _of_kind(worths: Sequence[float], sample: Sample) -> float:
    if sample.extra["kind"] == "relevance":
        return relevance(worths)
    return logic(worths, sample.extra["structure"])


def _linear(worths: Sequence[float], sample: Sample) -> float:
    return sum(worths) / 4


def groups_of(
    worth: Callable[[Sequence[float], Sample], float] = _of_kind, kind: str = ""
) -> Callable[[Sequence[Scored]], Units]:
    """Groups of four as units, worth what `worth` makes of them; those of `kind` or all.

    Raises:
        T3Error: a group has more or fewer than four questions.
    """

    def units(scored: Sequence[Scored]) -> Units:
        members: dict[str, list[Scored]] = {}
        for one in scored:
            if kind in ("", one.sample.extra["kind"]):
                members.setdefault(one.sample.extra["group"], []).append(one)
        for four in members.values():
            if len(four) != 4:
                raise T3Error(
                    f"videomme-v2: the group of {four[0].sample.id} has {len(four)} questions; "
                    "expected 4 rows in a row, is the file complete and in its order?"
                )
        counted = [four for four in members.values() if all(one.counted for one in four)]
        return Units.of(
            worth=[worth([o.reading.worth for o in four], four[-1].sample) for four in counted],
            clusters=[four[-1].sample.video for four in counted],
            groups=[four[-1].sample.groups for four in counted],
        )

    return units


def read_letter(sample: Sample, reply: str) -> Reading:
    """The first of A to H; unreadable is 0."""
    letter = prefix_letter(reply, P2, "ABCDEFGH")
    return lettered(letter, sample.answer) if letter else Reading(0.0, parsed=False)


def read_official(sample: Sample, reply: str) -> Reading:
    """The first of A to H; unreadable is -1."""
    found = read_letter(sample, reply)
    return found if found.parsed else Reading(-1.0, "-1", parsed=False)


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """The table with a `prediction` to each row, as the official script saves it.

    The same as JSON too: rows, objects by question, or videos with their `questions`; an answer
    may be called `response` there.
    """
    lookup = Lookup(samples)
    for row in entries_in(path):
        if isinstance(row, Reject):
            yield row
            continue
        for one in _questions_in(row):
            id = one.key or lookup.find(one.fields, one.row)
            yield answer_of(one, id, (vlmevalkit.COLUMN,))


def _questions_in(row: Row) -> Iterator[Row]:
    """The row itself, or a row for each of its `questions`."""
    if "questions" not in row.fields:
        yield row
        return
    for entry in row.entries("questions"):
        yield replace(row, fields=entry if isinstance(entry, Mapping) else {}, key="")


def write_official(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """The table of the official script; a failed or missing reply is empty."""
    import csv
    from io import StringIO

    text = StringIO()
    table = csv.writer(text, delimiter="\t", lineterminator="\n")
    table.writerow(_COLUMNS)
    for number, sample in enumerate(samples):
        found = predictions.get(sample.id)
        reply = (found.reply or "") if found else ""
        table.writerow((number, sample.video, sample.id, sample.question, sample.answer, reply))
    write_text(path, text.getvalue())


_FRAMES = "These are the frames of a video."
_LETTER_ONLY = (
    "Select the best answer to the following multiple-choice question based on the video. Respond "
    "with only the letter (A, B, C, D, E, F, G, or H) of the correct option."
)
_REASONING = (
    "Please perform a detailed reasoning based on the provided video frames to answer the "
    "following multiple-choice question selecting the best option from A through H and providing "
    "your final response strictly in the format: 'Final Answer: <letter>."
)


def _ask(sample: Sample, opening: str, instruction: str) -> str:
    options = letter_list(sample.options)
    return f"{opening}\nQuestion: {sample.question}\n{options}\n{instruction}"


def question(sample: Sample) -> str:
    """The official words."""
    return _ask(sample, _FRAMES, _LETTER_ONLY)


def with_subtitles(sample: Sample) -> str:
    """The official words with `extra["subtitles"]` before them; without where there are none."""
    heard = sample.extra.get("subtitles")
    listed = f" This video's subtitles are listed below:\n{heard}" if heard else ""
    return _ask(sample, _FRAMES + listed, _LETTER_ONLY)


def reasoning(sample: Sample) -> str:
    """The official words for a model that thinks first."""
    return _ask(sample, _FRAMES, _REASONING)


METRICS = (
    Metric("total", units=groups_of()),
    Metric("relevance", units=groups_of(kind="relevance")),
    Metric("relevance (linear)", units=groups_of(_linear, "relevance")),
    Metric("logic", units=groups_of(kind="logic")),
)
_LIKE_WRONG = Scorer("lmms-eval", "", read_letter, metrics=METRICS, decimals=2)

VIDEOMME_V2 = Benchmark(
    id="videomme-v2",
    title="Four linked questions a video, eight options, scored by the four",
    hub="MME-Benchmarks/Video-MME-v2",
    hub_patterns=("test*.parquet",),
    licence="no redistribution without approval",
    about=__doc__,
    load=load,
    size=3200,
    prompts=(
        Prompt("official", 1, question),
        Prompt("subtitles", 1, with_subtitles, subtitles=True),
        Prompt("reasoning", 1, reasoning),
    ),
    scorers=(
        Scorer(
            "official",
            "test_video_mme_v2.py: first letter anywhere, groups of four, a failure is -1",
            read_official,
            FailurePolicy("wrong", "read_as_empty", "read_as_empty"),
            METRICS,
            decimals=2,
        ),
        Scorer(
            "robust",
            "reads what a reply states; groups of four; what cannot be read is wrong",
            read_robust,
            metrics=METRICS,
            decimals=2,
        ),
        replace(_LIKE_WRONG, about="the official letter and groups, a failure is 0; at 75571cfe"),
        replace(
            _LIKE_WRONG,
            name="vlmevalkit",
            about="the official letter and groups, a failure is 0; at e8e78f05",
        ),
    ),
    read_official=official_predictions,
    write_official=write_official,
)
