"""MVBench: 20 temporal tasks of 200 questions each, two to five options.

Source: Li et al. 2023 (arXiv 2311.17005), `OpenGVLab/MVBench`, one JSON a task. Data terms are not
settled, so that no rows are shipped. The gold answer is a text; where a candidate occurs twice, the
last one is gold officially, the first one in lmms-eval.
Official rule (`mvbench.ipynb`): the prompt gives the reply's beginning, "Best option:(", the reply
is "(" and its first line, and the first words of reply and gold decide: the reply's without "."
inside the gold one, or the gold one inside the reply's. Hence the empty reply, "(", "." and ")" are
right for every question, "(a cup" is right wherever A is, "(The answer is (A)" is wrong. `Avg` is
micro over all questions.
lmms-eval: "X. text", else the first lone a to e of any case (the article is A); empty replies are
left out. VLMEvalKit: the official test, then a search for a label or an option's text; what failed
or is missing is right there, because -1 and NaN are true.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.choices import LETTERS, letter_list, lettered, robust, unread
from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    Prediction,
    Prompt,
    Reading,
    Sample,
    Scorer,
)
from benchmarks.extractors import can_infer, mvbench_gold, mvbench_lmms_eval, mvbench_right
from benchmarks.predictions.entries import as_prediction
from benchmarks.rows import Row, document, rows_of
from t3data.errors import T3Error
from t3data.files import write_text
from t3data.types import Reject

TASKS = (
    "Action Sequence",
    "Action Prediction",
    "Action Antonym",
    "Fine-grained Action",
    "Unexpected Action",
    "Object Existence",
    "Object Interaction",
    "Object Shuffle",
    "Moving Direction",
    "Action Localization",
    "Scene Transition",
    "Action Count",
    "Moving Count",
    "Moving Attribute",
    "State Change",
    "Fine-grained Pose",
    "Character Order",
    "Egocentric Navigation",
    "Episodic Reasoning",
    "Counterfactual Inference",
)
"""In the order of the official table, which is also that of `res_list` in `test.json`."""

FOLDERS = {
    "Action Sequence": "star/Charades_v1_480",
    "Action Prediction": "star/Charades_v1_480",
    "Action Antonym": "ssv2_video",
    "Fine-grained Action": "Moments_in_Time_Raw/videos",
    "Unexpected Action": "FunQA_test/test",
    "Object Existence": "clevrer/video_validation",
    "Object Interaction": "star/Charades_v1_480",
    "Object Shuffle": "perception/videos",
    "Moving Direction": "clevrer/video_validation",
    "Action Localization": "sta/sta_video",
    "Scene Transition": "scene_qa/video",
    "Action Count": "perception/videos",
    "Moving Count": "clevrer/video_validation",
    "Moving Attribute": "clevrer/video_validation",
    "State Change": "perception/videos",
    "Fine-grained Pose": "nturgbd",
    "Character Order": "perception/videos",
    "Egocentric Navigation": "vlnqa",
    "Episodic Reasoning": "tvqa/frames_fps3_hq",
    "Counterfactual Inference": "clevrer/video_validation",
}
"""Where the videos of a task lie in the published archives: two sources share some names."""

_STARTS = ("Best option:(", "(")
_WRITTEN = "pred"
_NOTHING_SAID = Reading(0.0, parsed=False, left_out=True)


def file_name(task: str) -> str:
    """The name of a task's file without its suffix: "Fine-grained Action" → fine_grained_action."""
    return task.lower().replace(" ", "_").replace("-", "_")


def task_samples(path: Path, tasks: Sequence[str]) -> Iterator[Sample]:
    """Samples of the tasks whose files lie below `path`, in the order of `tasks`.

    Raises:
        T3Error: none of them is there, or a row is not as published.
    """
    found = False
    for task in tasks:
        names = [f"{file_name(task)}.json", f"{file_name(task)}*.parquet"]
        files = [path] if path.is_file() and path.stem == file_name(task) else []
        if path.is_dir():
            files = sorted({file for name in names for file in path.rglob(name)})[:1]
        for file in files:
            found = True
            for row in rows_of(file):
                yield _sample(row, task)
    if not found:
        raise T3Error(f"{path}: no file of any task, such as {file_name(tasks[0])}.json")


def _sample(row: Row, task: str) -> Sample:
    candidates, answer = row.texts("candidates"), row.text("answer")
    gold = mvbench_gold(candidates, answer)
    start, end = row.get("start"), row.get("end")
    return Sample(
        id=f"{file_name(task)}_{row.row}",
        video=row.text("video"),
        question=row.text("question"),
        answer=gold[1],
        options=candidates,
        groups={"task": task},
        task=task,
        clip=None if start is None or end is None else (row.number("start"), row.number("end")),
        extra={"gold": gold, "answer": answer, "folder": FOLDERS.get(task, "")},
    )


def load(path: Path) -> Iterator[Sample]:
    """Samples from a directory of one JSON a task (`json/*.json`), or one of those files."""
    return task_samples(path, TASKS)


def official_reply(reply: str) -> str:
    """What the official code compares: "(" and the first line of what the model went on with."""
    text = reply.strip()
    for start in _STARTS:
        text = text.removeprefix(start)
    return "(" + text.split("\n")[0]


def read_official(sample: Sample, reply: str) -> Reading:
    """First words against each other; nothing is ever unreadable. One character stays as it is."""
    text = reply.strip()
    return _compared(sample, text if len(text) <= 1 else official_reply(text))


def read_written(sample: Sample, prediction: Prediction) -> Reading:
    """What an official file holds is compared as it is."""
    written = prediction.fields.get(_WRITTEN)
    if written is None:
        return read_official(sample, prediction.reply or "")
    return _compared(sample, written)


def _compared(sample: Sample, said: str) -> Reading:
    return Reading(float(mvbench_right(said, sample.extra["gold"])), said.split(" ")[0])


def read_lmms_eval(sample: Sample, reply: str) -> Reading:
    """The letter; an empty reply is left out."""
    return first_gold(sample, mvbench_lmms_eval(reply)) if reply else _NOTHING_SAID


def first_gold(sample: Sample, letter: str) -> Reading:
    """A letter against the first candidate that equals the answer."""
    answer = sample.extra["answer"]
    gold = LETTERS[sample.options.index(answer)] if answer in sample.options else "@"
    return lettered(letter, gold) if letter else unread()


def lmms_eval_id(facts: Mapping[str, Any], row: str) -> str:
    """The task out of the log's name, `…_samples_mvbench_action_count.jsonl`, and the row.

    Raises:
        T3Error: the name tells no task; rows of different tasks have the same numbers.
    """
    name = str(facts["task"]).partition("bench_")[2]
    if not name:
        raise T3Error(
            "a sample log that does not name its task; call it as lmms-eval does, such as "
            "samples_mvbench_action_count.jsonl"
        )
    return f"{name}_{row}"


def read_vlmevalkit(sample: Sample, reply: str) -> Reading:
    """The official test, then `can_infer`."""
    if mvbench_right(reply, sample.extra["gold"]):
        return Reading(1.0, reply.split(" ")[0])
    letter = can_infer(reply, sample.options)
    return lettered(letter, sample.answer) if letter in tuple(LETTERS) else Reading(0.0, letter)


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """`test.json`: `res_list` of `{"pred", "gt"}`, in the order of the tasks in `acc_dict`.

    Without `acc_dict`, or where it does not fit, all tasks are expected in the official order.

    Raises:
        T3Error: another number of results than samples: they cannot be told apart.
    """
    found = document(path)
    row = Row(found if isinstance(found, Mapping) else {"res_list": found}, str(path), 0)
    results = row.entries("res_list")
    samples = _in_order_of(row.get("acc_dict"), len(results), samples)
    if len(results) != len(samples):
        raise T3Error(
            f"{path}: field res_list: {len(results):,} results for {len(samples):,} samples; the "
            "format has no ids, so all tasks have to be there, in the official order, or those "
            "that acc_dict counts"
        )
    for number, (entry, sample) in enumerate(zip(results, samples, strict=True)):
        fields = entry if isinstance(entry, Mapping) else {}
        place = Row(fields, str(path), number)
        if place.text("gt") != sample.extra["gold"]:
            raise T3Error(
                f"{path}: res_list {number}: field gt: {place.text('gt')!r} is not the answer of "
                f"{sample.id}, {sample.extra['gold']!r}; are the tasks in the official order?"
            )
        said = as_prediction(sample.id, fields.get("pred") or "", place, "pred")
        if isinstance(said, Prediction) and said.reply is not None:
            said = replace(said, fields={_WRITTEN: said.reply})
        yield said


def _in_order_of(sums: Any, results: int, samples: Sequence[Sample]) -> Sequence[Sample]:
    """The samples of the tasks in `acc_dict`, in its order, if it counts each of the results."""
    tasks: dict[str, list[Sample]] = {}
    for sample in samples:
        tasks.setdefault(sample.task, []).append(sample)
    if not isinstance(sums, Mapping) or not set(sums) <= set(tasks):
        return samples
    counted = [one for task in sums for one in tasks[task]]
    return counted if len(counted) == results else samples


def write_official(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """`test.json` with `acc_dict` (task → [right, all]) and `res_list`."""
    results, sums = [], {task: [0, 0] for task in dict.fromkeys(s.task for s in samples)}
    for sample in samples:
        found = predictions.get(sample.id)
        reply = "" if found is None or found.reply is None else official_reply(found.reply)
        results.append({"pred": reply, "gt": sample.extra["gold"]})
        sums[sample.task][0] += mvbench_right(reply, sample.extra["gold"])
        sums[sample.task][1] += 1
    write_text(path, json.dumps({"acc_dict": sums, "res_list": results}, ensure_ascii=False) + "\n")


def question(sample: Sample) -> str:
    """The question and its options, as the official code words them."""
    options = letter_list(sample.options, "({letter}) {text}")
    return f"Question: {sample.question}\nOptions:\n{options}\nOnly give the best option."


SYSTEM = (
    "Carefully watch the video and pay attention to the cause and sequence of events, the detail "
    "and movement of objects, and the action and pose of persons. Based on your observations, "
    "select the best option that accurately addresses the question.\n"
)
PROMPT = Prompt("official", 1, question, system=SYSTEM, prefill="Best option:(")
OFFICIAL = Scorer(
    "official",
    "first words inside each other; empty replies are right",
    read_official,
    FailurePolicy(failed="read_as_empty"),
    read_fields=read_written,
)

MVBENCH = Benchmark(
    id="mvbench",
    title="Twenty temporal tasks, two to five options",
    hub="OpenGVLab/MVBench",
    hub_patterns=("json/*.json",),
    licence="terms unverified",
    about=__doc__,
    load=load,
    size=4000,
    group_sizes={"task": dict.fromkeys(TASKS, 200)},
    prompts=(PROMPT,),
    scorers=(
        OFFICIAL,
        robust(),
        Scorer(
            "lmms-eval",
            "first lone a to e of any case; empty replies are left out",
            read_lmms_eval,
            FailurePolicy(failed="exclude"),
        ),
        Scorer(
            "vlmevalkit",
            "the official test, then can_infer; what failed or is missing is right",
            read_vlmevalkit,
            FailurePolicy(failed="read_as_empty", missing="read_as_empty"),
        ),
    ),
    read_official=official_predictions,
    write_official=write_official,
    lmms_eval_id=lmms_eval_id,
)
