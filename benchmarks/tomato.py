"""TOMATO: counting, directions, rotations, shapes, speeds and visual cues that single frames hide.

Source: Shangguan et al. 2024 (arXiv 2410.23266), github.com/yale-nlp/TOMATO, `data/<type>.json`:
1,484 questions. No licence is given, so that no rows are shipped. The published ids count within a
type; ours are `type/id`.
Official rule (`parse_result.py`): a lone letter in any case; or a reply that upper-cased equals
"X: option", hence only options without small letters; or "Answer is", ":" or not, the letter in
brackets or not, without any space before it ("Answer is: A" is not read). Everything else goes to
a judge five times and then draws a letter. Without `--judge` it draws at once: an unread reply is
worth 1/k. The words for the judge are our own. Scores are micro over the lines of the result file:
what is missing is left out.
lmms-eval: the letters contained anywhere, so that "Apples" is A; of several the last "(X)", without
brackets the first of the alphabet; none is A.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.choices import LETTERS, drawn, letter_list, lettered, robust
from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    JudgeRule,
    Prediction,
    Prompt,
    Reading,
    Sample,
    Scorer,
)
from benchmarks.extractors import Chance, tomato_letter, tomato_lmms_eval
from benchmarks.predictions.entries import as_prediction, bad, each_row
from benchmarks.rows import Row, found_below, rows_of
from t3data.errors import T3Error
from t3data.files import write_text
from t3data.types import Reject

TYPES = {
    "count": 292,
    "direction": 403,
    "rotation": 286,
    "shape&trend": 223,
    "velocity&frequency": 210,
    "visual_cues": 70,
}
"""Reasoning types, which are the names of the files, and how many questions each has."""


def load(path: Path) -> Iterator[Sample]:
    """Samples of the types whose files lie below `path`.

    Raises:
        T3Error: a file of no type, or an answer that is no option.
    """
    for file in found_below(path, *(f"{kind}.json" for kind in TYPES)):
        if file.stem not in TYPES:
            raise T3Error(f"{file}: not the file of a type; expected a name such as count.json")
        for row in rows_of(file):
            options, answer = row.texts("options"), row.integer("answer")
            if not 0 <= answer < len(options):
                raise row.wrong(["answer"], f"an index below {len(options)}", answer)
            yield Sample(
                id=f"{file.stem}/{row.key}",
                video=row.text("key"),
                question=row.text("question"),
                answer=LETTERS[answer],
                options=options,
                groups={"type": file.stem, "demonstration": row.text("demonstration_type")},
            )


def read_official(sample: Sample, reply: str) -> Reading:
    """The letter, or the expected worth of a drawn one."""
    letter = tomato_letter(reply, sample.options)
    return lettered(letter, sample.answer) if letter else drawn(Chance(len(sample.options)))


def read_lmms_eval(sample: Sample, reply: str) -> Reading:
    """Always a letter."""
    return lettered(tomato_lmms_eval(reply, sample.options), sample.answer)


def judge_prompt(sample: Sample, reply: str) -> str | None:
    """Asks which option a reply means, where the pre-parser reads none."""
    if tomato_letter(reply, sample.options):
        return None
    return (
        f"Which of these options does the reply choose?\n\n{letter_list(sample.options)}\n\n"
        f"Reply: {reply}\n\nSay its letter, nothing else. If it chooses none, take any letter."
    )


def read_judge(sample: Sample, reply: str, judged: str) -> Reading:
    """The judge's letter; a drawn one where the judge says something else."""
    letter = judged.strip()
    known = letter in tuple(LETTERS[: len(sample.options)])
    return lettered(letter, sample.answer) if known else drawn(Chance(len(sample.options)))


def _gold(sample: Sample) -> str:
    return f"{sample.answer}. {sample.options[LETTERS.index(sample.answer)]}"


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """Result files, or a directory of them: JSONL of `{"id", "question", "response", "gt"}`.

    An id alone fits a question of every type: the directory (`shuffle_count+human/16/model.jsonl`)
    tells the type, else question, gold answer and options must.

    Raises:
        T3Error: the files of several models, or of several numbers of frames.
    """
    by_number: dict[str, list[Sample]] = {}
    for sample in samples:
        by_number.setdefault(sample.id.partition("/")[2], []).append(sample)

    def fitting(row: Row, kind: str | None) -> list[Sample]:
        found = by_number.get(row.text("id").rpartition("/")[2], [])
        if kind:
            found = [sample for sample in found if sample.groups["type"] == kind]
        if "question" in row.fields or not kind:
            question = row.text("question")
            found = [sample for sample in found if sample.question == question]
        for told in (_same_gold, _same_options):
            found = [sample for sample in found if told(sample, row)] or found
        return found

    def read(row: Row, kind: str | None) -> Prediction | Reject:
        found = fitting(row, kind)
        if len(found) > 1:
            types = " and ".join(str(sample.groups["type"]) for sample in found)
            return bad(row, "id", f"fits questions of {types}; name the directory of results")
        if not found:
            return bad(row, "id", "no sample has this id and question")
        return as_prediction(found[0].id, row.get("response"), row, "response")

    files = found_below(path, "*.jsonl")
    runs = {f"{file.parent.name}/{file.name}" for file in files if _kind(file.parent)}
    if len(runs) > 1:
        raise T3Error(f"{path}: results of {' and '.join(sorted(runs)[:3])}; expected one run's")
    for file in files:
        yield from each_row(file, partial(read, kind=_kind(file)))


def _kind(file: Path) -> str | None:
    """The type that a part of the path names, with or without "shuffle_" and "+human"."""
    parts = (part.partition(".jsonl")[0].partition("+")[0] for part in reversed(file.parts[-3:]))
    return next((name for part in parts if (name := part.removeprefix("shuffle_")) in TYPES), None)


def _same_gold(sample: Sample, row: Row) -> bool:
    return row.get("gt") in (_gold(sample), sample.answer)


def _same_options(sample: Sample, row: Row) -> bool:
    told = row.get("index2ans")
    return isinstance(told, Mapping) and tuple(told.values()) == sample.options


def write_official(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """One JSONL of all types; what failed or is missing has no line."""
    lines = []
    for sample in samples:
        found = predictions.get(sample.id)
        if found is not None and found.reply is not None:
            choices = LETTERS[: len(sample.options)]
            entry = {
                "id": sample.id.partition("/")[2],
                "question": sample.question,
                "response": found.reply,
                "all_choices": list(choices),
                "index2ans": dict(zip(choices, sample.options, strict=True)),
                "gt": _gold(sample),
            }
            lines.append(json.dumps(entry, ensure_ascii=False) + "\n")
    write_text(path, "".join(lines))


def lmms_eval_id(facts: Mapping[str, Any], row: str) -> str:
    """From what the metric recorded, or from the document."""
    id = facts.get("question_id", facts.get("id"))
    return f"{facts.get('reason_type')}/{id}"


def question(sample: Sample) -> str:
    """Our own wording."""
    return (
        f"{sample.question}\n{letter_list(sample.options)}\n"
        "Answer with the letter of the right option, nothing else."
    )


TOMATO = Benchmark(
    id="tomato",
    title="Visual temporal reasoning of six types that single frames cannot answer",
    hub="",
    licence="none given",
    about=__doc__,
    load=load,
    size=1484,
    group_sizes={"type": TYPES, "demonstration": {"human": 595, "object": 656, "simulated": 233}},
    prompts=(Prompt("letters", 1, question),),
    scorers=(
        Scorer(
            "official",
            "pre-parser of parse_result.py, then a judge, then a random letter",
            read_official,
            FailurePolicy(unparsed="wrong", failed="exclude", missing="exclude"),
            judge=JudgeRule(judge_prompt, read_judge),
        ),
        robust(),
        Scorer("lmms-eval", "letters contained anywhere; none is A", read_lmms_eval),
    ),
    read_official=official_predictions,
    write_official=write_official,
    lmms_eval_id=lmms_eval_id,
)
