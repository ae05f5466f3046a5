"""MMIU: 52 tasks on several images or frames, two to fourteen options.

Source: Meng et al. 2024 (arXiv 2408.02718), `FanqingM/MMIU-Benchmark`, `all.parquet`, 11.7 thousand
rows, which have no ids: a sample is called by its task and its place among the task's rows. No
licence is given, so that no rows are shipped. Rows without a gold answer are left out.
Official rule (`evaluate.py`, `evaluate_correct.py`): a lone letter a to n of any case counts, with
stops, commas and brackets around it; no reply and error messages are Z, which is wrong; everything
else goes to a judge that names a letter or Z. Right is what is contained in the gold output, in any
case. The score is the mean of the tasks. Where the judge fails the reply leaves the denominator,
and so do all replies that need one when none is named: that number is too good, and it is said.
The words for the judge are our own. Absent rows are not counted.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.choices import bare, letter_list, robust, split_options, unread
from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    JudgeRule,
    Metric,
    Prediction,
    Prompt,
    Reading,
    Sample,
    Scorer,
)
from benchmarks.extractors import mmiu_choice, mmiu_right
from benchmarks.extractors.mmiu import NOTHING
from benchmarks.predictions.entries import as_prediction, bad
from benchmarks.rows import Row, found_below, rows_of, rows_or_rejects
from benchmarks.totals import macro
from t3data.errors import T3Error
from t3data.files import make_directory, write_text
from t3data.types import Reject

CATEGORIES = (
    "2D-spatial",
    "3D-spatial",
    "Continuous-temporal",
    "Discrete-temporal",
    "Low-level-semantic",
    "High-level-sub-semantic",
    "High-level-obj-semantic",
)

_LETTER = re.compile(r"\(?([A-Na-n])(?![A-Za-z0-9]).*", re.DOTALL)
_FIELDS = (
    *("id", "task", "options", "question", "context", "input_image_path", "output"),
    *("visual_input_component", "source"),
)
_ERRORS = ("image none", "image error", "model error", "model error or image error")
_JUDGE_FAILED = "GPT error"
_LEFT_OUT = Reading(
    0.0,
    parsed=False,
    note="no verdict of a judge, left out officially",
    left_out=True,
)


def load(path: Path) -> Iterator[Sample]:
    """Samples from `all.parquet`, or from the repository's `all.json`."""
    number: dict[str, int] = {}
    for row in rows_of(found_below(path, "all.parquet", "all.json", "*.parquet")[0]):
        task = row.text("task")
        place = number.setdefault(task, 0)
        number[task] += 1
        images = [] if row.get("input_image_path") is None else row.texts("input_image_path")
        output = "" if row.get("output") is None else row.text("output")
        yield Sample(
            id=f"{task}_{place}",
            video=" ".join(images) or f"{task}_{place}",
            question=row.text("question"),
            answer=_answer(output),
            options=_options(row),
            groups={"task": task} | _category(images),
            task=task,
            extra={"output": output, "context": row.get("context") or "", "images": images},
        )


def _answer(output: str) -> str:
    """The letter that the gold output begins with, else all of it."""
    found = _LETTER.fullmatch(output.strip())
    return found[1].upper() if found else output.strip()


def _options(row: Row) -> tuple[str, ...]:
    texts = row.texts("options")
    if len(texts) == 1:
        return split_options(texts[0])[1] or texts
    return tuple(map(bare, texts))


def _category(images: Sequence[str]) -> dict[str, str]:
    """One of the seven relations, where the images' paths name it."""
    parts = {part for image in images for part in Path(image).parts}
    return next(({"category": name} for name in CATEGORIES if name in parts), {})


def read_official(sample: Sample, reply: str) -> Reading:
    """A lone letter; Z for no reply; the rest is the judge's."""
    choice = mmiu_choice(reply)
    if choice == NOTHING:
        return unread(NOTHING)
    return _chosen(sample, choice) if choice else _LEFT_OUT


def _chosen(sample: Sample, choice: str) -> Reading:
    return Reading(float(mmiu_right(choice, sample.extra["output"])), choice)


def read_written(sample: Sample, prediction: Prediction) -> Reading:
    """The choice that an official file of judged replies holds, else the reply."""
    choice = prediction.fields.get("choice")
    if choice is None:
        return read_official(sample, prediction.reply or "")
    return _LEFT_OUT if choice.strip() == _JUDGE_FAILED else _chosen(sample, choice.strip())


def judge_prompt(sample: Sample, reply: str) -> str | None:
    """Asks for the letter of the option that a reply means; None for a lone letter."""
    if mmiu_choice(reply):
        return None
    return (
        "Which option does the answer to this question mean? Reply with its capital letter alone, "
        "or with Z where it means none of them.\n\n"
        f"Question: {sample.question}\nOptions:\n{letter_list(sample.options)}\nAnswer: {reply}"
    )


def read_judge(sample: Sample, reply: str, judged: str) -> Reading:
    """The judge's letter, contained in the gold output."""
    return _chosen(sample, judged.strip())


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """`<task>/<model>/metadata_info.json`, judged (`…_choice.json`) or not, of one model.

    Raises:
        T3Error: the files of several models.
    """
    places = _Places(samples)
    files = (
        found_below(path, "metadata_info_choice.json")
        if _judged(path)
        else found_below(path, "metadata_info.json")
    )
    models: set[str] = set()
    for file in files:
        for row in rows_or_rejects(file):
            if isinstance(row, Reject):
                yield row
                continue
            names = _models(file, row)
            models.update(names)
            if len(models) > 1:
                raise T3Error(
                    f"{row.where}: replies of {' and '.join(sorted(models))}; expected one model's"
                )
            sample = places.find(row)
            if sample is None or not names:
                yield bad(row, "task, output", "not this task's row at this place, or no reply")
            else:
                yield _prediction(sample.id, names[0], row)


def _models(file: Path, row: Row) -> list[str]:
    """The model that the directory is called after, else all fields that are not the data's."""
    if file.parent.name in row.fields:
        return [file.parent.name]
    judged = [name.removesuffix("_choice") for name in row.fields if name.endswith("_choice")]
    named = [name for name in judged if name in row.fields]
    return named or [name for name in row.fields if name not in _FIELDS]


class _Places:
    """Samples by what a row of results says: its id, its place in the task, or its content."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._by_id = {sample.id: sample for sample in samples}
        self._by_content: dict[tuple[str, ...], list[Sample]] = {}
        for sample in samples:
            key = (sample.task, sample.question, *sample.extra["images"])
            self._by_content.setdefault(key, []).append(sample)

    def find(self, row: Row) -> Sample | None:
        """The sample; where the row names pictures, the one with these."""
        place = f"{row.get('task')}_{row.row}"
        sample = self._by_id.get(str(row.get("id")), self._by_id.get(place))
        if sample is not None and _fits(sample, row):
            return sample
        images = row.get("input_image_path")
        images = [images] if isinstance(images, str) else images or []
        key = (str(row.get("task")), str(row.get("question")), *map(str, images))
        found = [one for one in self._by_content.get(key, []) if _fits(one, row)]
        return found[0] if len(found) == 1 else None


def _fits(sample: Sample, row: Row) -> bool:
    images = row.get("input_image_path")
    images = [images] if isinstance(images, str) else images
    return (
        str(row.get("output") or "") == sample.extra["output"]
        and row.get("question") in (None, sample.question)
        and (images is None or list(images) == list(sample.extra["images"]))
    )


def _judged(path: Path) -> bool:
    return path.is_dir() and any(path.rglob("metadata_info_choice.json"))


def _prediction(id: str, model: str, row: Row) -> Prediction | Reject:
    found = as_prediction(id, row.fields[model], row, model)
    if isinstance(found, Reject):
        return found
    choice = row.get(f"{model}_choice")
    if isinstance(choice, str):
        return replace(found, fields={"choice": choice})
    error = (found.reply or "").strip()
    return replace(found, reply=None, failure=error) if error in _ERRORS else found


def write_official(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """A directory `<task>/t3/metadata_info.json`; what is missing has no entry."""
    tasks: dict[str, list[dict[str, Any]]] = {}
    for sample in samples:
        found = predictions.get(sample.id)
        if found is not None:
            entry = {
                "id": sample.id,
                "task": sample.task,
                "question": sample.question,
                "options": letter_list(sample.options, "{letter}: {text}"),
                "output": sample.extra["output"],
                "t3": _ERRORS[-1] if found.reply is None else found.reply,
            }
            tasks.setdefault(sample.task, []).append(entry)
    for task, entries in tasks.items():
        directory = path / task / "t3"
        make_directory(directory)
        write_text(directory / "metadata_info.json", json.dumps(entries, ensure_ascii=False) + "\n")


def question(sample: Sample) -> str:
    """Context, question and the official last line; officially some tasks have the context last."""
    context = sample.extra.get("context", "")
    listed = letter_list(sample.options, "{letter}: {text}")
    parts = [context, sample.question, "" if context else listed]
    parts.append("Please answer the option directly like A,B,C,D...")
    return "\n".join(part for part in parts if part)


TASKS_MEAN = Metric("mean of tasks", macro("task"))

MMIU = Benchmark(
    id="mmiu",
    title="52 tasks on several images or frames, two to fourteen options",
    hub="FanqingM/MMIU-Benchmark",
    hub_patterns=("all.parquet",),
    licence="none given",
    about=__doc__,
    load=load,
    prompts=(Prompt("letters", 1, question),),
    scorers=(
        Scorer(
            "official",
            "evaluate.py: a lone letter, else a judge; contained in the gold output; mean of tasks",
            read_official,
            FailurePolicy(missing="exclude"),
            (TASKS_MEAN,),
            read_fields=read_written,
            judge=JudgeRule(judge_prompt, read_judge),
        ),
        robust(TASKS_MEAN),
    ),
    read_official=official_predictions,
    write_official=write_official,
)
