"""MLVU: long videos, seven tasks of choices (M-Avg) and two of free text (G-Avg).

Source: Zhou et al. 2024 (arXiv 2406.04264), `MLVU/MVLU` (dev) and `MLVU/MLVU_Test` (test, six
options). Licence: CC-BY-NC-SA-4.0, no rows are shipped. In the files of dev needle calls itself
findNeedle and sub_scene subPlot: the task is named by the file.
Official rule (`choice_bench.py`): of a reply with ")" the character before the first one, else the
whole reply; right if it equals the gold letter, so that "C." is wrong. M-Avg is the mean of tasks.
Where no candidate equals the answer (two rows of needle) nothing is right; where two do (16 rows)
the last one is gold.
G-Avg is the mean of two tasks that a judge marks (`benchmarks/mlvu_judge.py`); without a judge they
are left out.
lmms-eval reads only A to D, so that every E and F of the test set is lost. VLMEvalKit's M-Avg is
micro, and it takes a point off for every reply that failed.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.choices import (
    LETTERS,
    letter_list,
    lettered,
    read_robust,
    rule,
    split_options,
    unread,
)
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
from benchmarks.mlvu_judge import OPEN, judge_prompt, read_judge
from benchmarks.predictions.containers import answer_of, entries_in
from benchmarks.predictions.entries import bad
from benchmarks.predictions.lookup import Lookup
from benchmarks.rows import Row, found_below, rows_of
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

_FILE = re.compile(r"(?:\d+_)?(.+)")


_CALLED = {"findNeedle": "needle", "subPlot": "sub_scene"}
"""What two tasks call themselves in their rows → the task."""


def load(path: Path) -> Iterator[Sample]:
    """Samples of the dev set: `1_plotQA.json` to `9_summary.json`, some of them, or a Parquet file.

    Raises:
        T3Error: no file of any task.
    """
    known = (*CHOICES, *OPEN)
    files = found_below(path, *(f"*{task}.json" for task in known), "*.parquet")
    tasks = {task: file for file in files if (task := _task_of(file)) in known}
    tables = [file for file in files if file.suffix == ".parquet"]
    if tables and not tasks:
        yield from _of_table(tables[0])
        return
    if not tasks:
        raise T3Error(f"{path}: not the file of a task; expected a name such as 1_plotQA.json")
    for task in known:
        if task in tasks:
            for row in rows_of(tasks[task]):
                yield _sample(row, f"{task}_{row.row}", task)


def _of_table(file: Path) -> Iterator[Sample]:
    """Copies on the Hub have all tasks in one table; each counts its rows for itself."""
    counts: dict[str, int] = {}
    for row in rows_of(file):
        named = row.text("task_type", "question_type")
        task = _CALLED.get(named, named)
        if task not in (*CHOICES, *OPEN):
            raise row.wrong(["task_type", "question_type"], "a task of MLVU", named)
        number = counts.get(task, 0)
        counts[task] = number + 1
        yield _sample(row, f"{task}_{number}", task)


def load_test(path: Path) -> Iterator[Sample]:
    """Samples of the test set with its public answers (`test_mcq_gt.json`, or a Parquet file)."""
    counts: dict[str, int] = {}
    for row in rows_of(_test_file(path)):
        task = row.text("question_type", "task_type")
        number = counts.get(task, 0)
        counts[task] = number + 1
        given = row.get("question_id", "id")
        yield _sample(row, f"{task}_{number}" if given is None else str(given), task)


def _test_file(path: Path) -> Path:
    """The file with the answers of the choices, before those that only look like it."""
    patterns = ("*mcq_gt*.json", "*ground_truth*.json", "*test*.json", "*.parquet")
    found = found_below(path, *patterns)
    return min(found, key=lambda file: [not file.match(pattern) for pattern in patterns])


def _task_of(file: Path) -> str:
    found = _FILE.fullmatch(file.stem)
    return found[1] if found else file.stem


def _sample(row: Row, id: str, task: str) -> Sample:
    question, answer = row.text("question"), row.text("answer")
    options: tuple[str, ...] = ()
    if task not in OPEN:
        if row.get("candidates") is None:  # copies on the Hub write them into the question
            question, options = split_options(question)
        else:
            options = row.texts("candidates")
        answer = _gold(options, answer)
    return Sample(
        id=id,
        video=row.text("video", "video_name"),
        question=question,
        answer=answer,
        options=options,
        groups={"task": task},
        task=task,
        extra={"scoring_points": row.get("scoring_points") or ""} if task == "sub_scene" else {},
    )


def _gold(options: Sequence[str], answer: str) -> str:
    """The letter of the last candidate equal to the answer; "@" where there is none."""
    letter = mvbench_gold(options, answer)[1]
    lone = answer.strip().strip("().")
    return lone if letter == "@" and lone in tuple(LETTERS[: len(options)]) else letter


def read_vlmevalkit(sample: Sample, reply: str) -> Reading:
    """The letter before the first bracket, then `can_infer`; what failed takes a point off."""
    if not reply:
        return Reading(-1.0, "-1", parsed=False)
    letters = tuple(LETTERS[: len(sample.options)])
    letter = mlvu_letter(reply)
    if letter not in letters:
        letter = can_infer(reply, sample.options)
    return lettered(letter, sample.answer) if letter in letters else unread(letter)


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """`[{"question_id", "option"}]` of the test set, or `res_list` of the dev set.

    The dev set has no ids there: the video and the question as it was asked tell rows apart, and
    rows that are equal in both are taken in their order.
    """
    lookup = Lookup(samples)
    asked: dict[tuple[str, str], list[str]] = {}
    for sample in samples:
        key = (Path(sample.video).name, _template(sample))
        asked.setdefault(key, []).append(sample.id)
    for row in entries_in(path, "res_list"):
        if isinstance(row, Reject):
            yield row
            continue
        equal = asked.get((Path(str(row.get("video"))).name, str(row.get("question"))), [])
        id = equal[0] if equal else row.key or lookup.find(row.fields)
        if len(equal) > 1:
            del equal[0]
        if id is None:
            yield bad(row, "question_id", "no sample has this id, or this video and question")
        else:
            yield answer_of(row, id, ("option", "pred"))


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


def _template(sample: Sample) -> str:
    """The question with its options, as the official code writes both into its results."""
    options = letter_list(sample.options, "({letter}) {text}")
    return f"Question: {sample.question}\nOptions:\n{options}".rstrip()


def question(sample: Sample) -> str:
    """The question, with its options where it has some."""
    if sample.task in OPEN:
        return sample.question
    return f"{_template(sample)}\nOnly give the best option."


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
            FailurePolicy(failed="read_as_empty"),
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
