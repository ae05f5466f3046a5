"""MLVU: long videos, seven tasks of choices (M-Avg) and two of free text (G-Avg).

Source: Zhou et al. 2024 (arXiv 2406.04264), `MLVU/MVLU` (dev) and `MLVU/MLVU_Test` (test, six
options). Licence: CC-BY-NC-SA-4.0, no rows are shipped. In the files of dev needle calls itself
findNeedle and sub_scene subPlot: the task is named by the file.
Official rule (`choice_bench.py`): of a reply with ")" the character before the first one, else the
whole reply; right if it equals the gold letter, so that "C." is wrong. M-Avg is the mean of tasks.
Where no candidate equals the answer (two rows of needle) nothing is right; where two do (16 rows)
the last one is gold.
G-Avg is the mean of sub-scene captioning (accuracy + relevance) and summary (completeness +
reliability), each given 1 to 5 by a judge; without a judge these two tasks are left out. The words
for the judge are our own, its marks are read as officially: the number from two characters after
the key's colon to the next comma, and a missing key makes both 0.
lmms-eval reads only A to D, so that every E and F of the test set is lost. VLMEvalKit's M-Avg is
micro.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.choices import LETTERS, letter_list, lettered, read_robust, rule, unread
from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    JudgeRule,
    Metric,
    Prediction,
    Prompt,
    Reading,
    Sample,
    Scored,
    Scorer,
    each_sample,
)
from benchmarks.extractors import can_infer, lmms_mcq, mlvu_letter, mvbench_gold
from benchmarks.predictions.entries import as_prediction, bad
from benchmarks.predictions.lookup import Lookup
from benchmarks.rows import Row, document, found_below, rows_of
from benchmarks.totals import Total, Units, macro, within
from t3data.errors import T3Error
from t3data.files import write_text
from t3data.types import Reject

CHOICES = {
    "plotQA": 539,
    "needle": 355,
    "ego": 352,
    "count": 206,
    "order": 259,
    "anomaly_reco": 200,
    "topic_reasoning": 264,
}
"""Tasks of the dev set with options, and how many questions each has."""
OPEN = {"sub_scene": 201, "summary": 217}
TEST = {
    "topic_reasoning": 91,
    "order": 70,
    "needleQA": 60,
    "count": 60,
    "ego": 53,
    "plotQA": 50,
    "tutorialQA": 43,
    "anomaly_reco": 39,
    "sportsQA": 36,
}

_MARKS = {"sub_scene": ("accuracy", "relevance"), "summary": ("completeness", "reliability")}
_FILE = re.compile(r"(?:\d+_)?(.+)")


def load(path: Path) -> Iterator[Sample]:
    """Samples of the dev set: `1_plotQA.json` to `9_summary.json`, or some of them.

    Raises:
        T3Error: no file of any task.
    """
    files = found_below(path, *(f"*{task}.json" for task in (*CHOICES, *OPEN)))
    tasks = {task: file for file in files if (task := _task_of(file)) in {**CHOICES, **OPEN}}
    if not tasks:
        raise T3Error(f"{path}: not the file of a task; expected a name such as 1_plotQA.json")
    for task in (*CHOICES, *OPEN):
        if task in tasks:
            for row in rows_of(tasks[task]):
                yield _sample(row, f"{task}_{row.row}", task)


def load_test(path: Path) -> Iterator[Sample]:
    """Samples of the test set with its public answers."""
    for row in rows_of(found_below(path, "*test*.json", "*ground_truth*.json", "*.parquet")[0]):
        yield _sample(row, row.text("question_id"), row.text("question_type"))


def _task_of(file: Path) -> str:
    found = _FILE.fullmatch(file.stem)
    return found[1] if found else file.stem


def _sample(row: Row, id: str, task: str) -> Sample:
    answer = row.text("answer")
    options = () if task in OPEN else row.texts("candidates")
    return Sample(
        id=id,
        video=row.text("video"),
        question=row.text("question"),
        answer=mvbench_gold(options, answer)[1] if options else answer,
        options=options,
        groups={"task": task},
        task=task,
        extra={"scoring_points": row.get("scoring_points") or ""} if task == "sub_scene" else {},
    )


def read_vlmevalkit(sample: Sample, reply: str) -> Reading:
    """The letter before the first bracket, then `can_infer`."""
    letter = mlvu_letter(reply)
    if letter not in tuple(LETTERS):
        letter = can_infer(reply, sample.options)
    return lettered(letter, sample.answer) if letter in tuple(LETTERS) else unread(letter)


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """`[{"question_id", "option"}]` of the test set, or `res_list` with video, question, pred."""
    found = document(path)
    entries = found.get("res_list", []) if isinstance(found, Mapping) else found
    lookup = Lookup(samples)
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries]):
        row = Row(entry if isinstance(entry, Mapping) else {}, str(path), number)
        id = lookup.find(row.fields)
        if id is None:
            yield bad(row, "question_id", "no sample has this id, or this video and question")
        else:
            yield as_prediction(id, row.get("option", "pred"), row, "option or pred")


def write_official(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """The submission file of the test set; a failed or missing reply is an empty option."""
    rows = []
    for sample in samples:
        found = predictions.get(sample.id)
        letter = mlvu_letter(found.reply) if found and found.reply else ""
        rows.append({"question_id": sample.id, "question_type": sample.task, "option": letter})
    write_text(path, json.dumps(rows, indent=2) + "\n")


def question(sample: Sample) -> str:
    """The question, with its options where it has some."""
    if sample.task in OPEN:
        return sample.question
    options = letter_list(sample.options, "({letter}) {text}")
    return f"Question: {sample.question}\nOptions:\n{options}\nOnly give the best option."


def judge_prompt(sample: Sample, reply: str) -> str | None:
    """Asks for two marks from 1 to 5 for a free text; None for a question with options."""
    if sample.task not in OPEN:
        return None
    one, other = _MARKS[sample.task]
    points = sample.extra.get("scoring_points")
    return (
        f"Grade a description of a video against a reference.\n\nQuestion: {sample.question}\n"
        f"Reference: {sample.answer}\n"
        + (f"Points to look for: {points}\n" if points else "")
        + f"Description: {reply}\n\nGive two whole marks from 1 (worst) to 5 (best): {one} and "
        f'{other}. Reply with JSON alone, in this form: {{"{one}": 3, "{other}": 3, "why": "…"}}'
    )


def read_judge(sample: Sample, reply: str, judged: str) -> Reading:
    """The sum of the two marks; 0 where one of them cannot be read."""
    marks = [_mark(judged, name) for name in _MARKS[sample.task]]
    if None in marks:
        return Reading(0.0, "0 + 0", values=dict.fromkeys(_MARKS[sample.task], 0.0))
    values = dict(zip(_MARKS[sample.task], (mark or 0.0 for mark in marks), strict=True))
    return Reading(
        sum(values.values()), " + ".join(f"{v:g}" for v in values.values()), values=values
    )


def _mark(judged: str, name: str) -> float | None:
    """The number from two characters after the key's colon to the next comma."""
    key = judged.find(name)
    colon = judged.find(":", key) if key >= 0 else -1
    if colon < 0:
        return None
    text = judged[colon + 2 :].split(",")[0]
    try:
        return float(text.strip().rstrip("}").strip())
    except ValueError:
        return None


def choices(scored: Sequence[Scored]) -> Units:
    """Questions with options."""
    return each_sample([one for one in scored if one.sample.task not in OPEN])


def free_texts(scored: Sequence[Scored]) -> Units:
    """Judged free texts, worth the sum of their marks (2 to 10)."""
    return each_sample([one for one in scored if one.sample.task in OPEN])


def _scorers(tasks: Sequence[str], read_lmms: str) -> tuple[Scorer, ...]:
    mean: Total = macro("task", tasks)
    metrics = (Metric("M-Avg", mean, choices), Metric("G-Avg", macro("task"), free_texts, 1.0))
    micro_metrics = (Metric("M-Avg", within("task", tasks), choices),)
    judge = JudgeRule(judge_prompt, read_judge)
    wrong = FailurePolicy()
    return (
        Scorer(
            "official",
            "choice_bench.py: what precedes the first bracket equals the letter; mean over tasks",
            rule(mlvu_letter),
            wrong,
            metrics,
            judge=judge,
            decimals=2,
        ),
        Scorer(
            "robust",
            "reads what a reply states; mean over tasks",
            read_robust,
            wrong,
            metrics,
            judge=judge,
            decimals=2,
        ),
        Scorer("lmms-eval", read_lmms, rule(lmms_mcq), wrong, metrics[:1], decimals=2),
        Scorer(
            "vlmevalkit",
            "the letter before the first bracket, then can_infer; M-Avg is micro",
            read_vlmevalkit,
            wrong,
            micro_metrics,
            decimals=2,
        ),
    )


PROMPT = Prompt(
    "official",
    1,
    question,
    system=(
        "Carefully watch this video and pay attention to every detail. Based on your "
        "observations, select the best option that accurately addresses the question.\n"
    ),
    prefill="Best Option: (",
)

MLVU = Benchmark(
    id="mlvu",
    title="Long videos of minutes to hours, seven tasks of choices and two of free text (dev)",
    hub="MLVU/MVLU",
    hub_patterns=("MLVU/json/*.json", "json/*.json"),
    licence="CC-BY-NC-SA-4.0",
    about=__doc__,
    load=load,
    size=2593,
    judged_tasks=tuple(OPEN),
    group_sizes={"task": {**CHOICES, **OPEN}},
    prompts=(PROMPT,),
    scorers=_scorers(list(CHOICES), "shared multiple-choice extractor at 75571cfe"),
    read_official=official_predictions,
)

MLVU_TEST = Benchmark(
    id="mlvu-test",
    title="MLVU's test set: nine tasks of choices, six options",
    hub="MLVU/MLVU_Test",
    licence="CC-BY-NC-SA-4.0",
    about=__doc__,
    load=load_test,
    size=502,
    group_sizes={"task": TEST},
    prompts=(PROMPT,),
    scorers=_scorers(list(TEST), "shared extractor, which reads A to D only: E and F are lost"),
    read_official=official_predictions,
    write_official=write_official,
)
