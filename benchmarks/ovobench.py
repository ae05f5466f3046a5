"""OVO-Bench: questions at a moment of a running video, about its past, its present, its future.

Source: Li et al. 2025 (arXiv 2501.05510), github.com/JoeLeelyf/OVO-Bench, `ovo_bench_new.json`:
1,640 items. Nine tasks ask once, with options; the forward tasks (REC, SSR, CRR) ask at several
moments, 698, 629 and 240 times, `test_info` of an item. Licence: CC-BY-NC-SA-4.0, no rows are
shipped. An id is the item's, with `_i` behind it for the i-th moment, as video chunks are named.
Official rule (`OVOBenchScore.py`): with options, the gold letter is contained in the reply, so
that "Answer: B" is right for A. REC: all digits, joined, are the count ("2 or 3" is 23). SSR, CRR:
"Y" or "N" alone, else "Yes" or "No" contained ("Now" is No). No reply is 0. A task is the mean of
its queries, a group the mean of its tasks. `total` is the mean of the three groups, all needed, as
the present script has it; the one at 19677d2 took the mean of all tasks, which is `mean of tasks`.
Result files are concatenated there with duplicates kept; here an id counts once.
lmms-eval: the same, but forward queries without a reply are left out, and there is no total; the
one shown is ours.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.choices import LETTERS, letter_list, read_robust, unread
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
    each_sample,
)
from benchmarks.extractors import ovo_choice_right, ovo_count_right, ovo_yes_no_right
from benchmarks.predictions.entries import as_prediction, attempted, bad
from benchmarks.rows import Row, document, found_below, rows_of
from benchmarks.totals import Estimate, Total, Units, macro, mean_of
from t3data.files import write_text
from t3data.types import Reject

GROUPS = {
    "backward": {"EPM": 297, "ASI": 148, "HLD": 186},
    "realtime": {"OCR": 149, "ACR": 109, "ATR": 116, "STU": 178, "FPD": 101, "OJR": 184},
    "forward": {"REC": 698, "SSR": 629, "CRR": 240},
}
"""Group → task → queries."""
TASKS = {task: size for tasks in GROUPS.values() for task, size in tasks.items()}

_LIST = "response"
_YES_NO = re.compile(r"\b(yes|no)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")


def load(path: Path) -> Iterator[Sample]:
    """Samples of `ovo_bench_new.json`, one for each query.

    Raises:
        T3Error: a row is not as published.
    """
    file = found_below(path, "ovo_bench_new.json", "ovo_bench*.json", "*.parquet")[0]
    for row in rows_of(file):
        task = row.text("task")
        if task not in TASKS:
            raise row.wrong(["task"], f"one of {', '.join(TASKS)}", task)
        if task in GROUPS["forward"]:
            for number, entry in enumerate(row.entries("test_info")):
                query = Row(entry if isinstance(entry, Mapping) else {}, row.file, row.row)
                yield _forward(row, query, task, number)
        else:
            yield _choice(row, task)


def _choice(row: Row, task: str) -> Sample:
    options, gold = row.texts("options"), row.integer("gt")
    if not 0 <= gold < len(options):
        raise row.wrong(["gt"], f"an index below {len(options)}", gold)
    return Sample(
        id=row.text("id"),
        video=row.text("video"),
        question=row.text("question"),
        answer=LETTERS[gold],
        options=options,
        groups={"task": task},
        task=task,
        clip=(0.0, row.number("realtime")),
        extra={"item": row.get("id")},
    )


def _forward(row: Row, query: Row, task: str, number: int) -> Sample:
    if task == "REC":
        question = f"How many times did they {row.text('activity')}?"
        answer, kind = str(query.integer("count")), None
    else:
        question = query.text("step") if task == "SSR" else row.text("question")
        kind = query.integer("type")
        answer = "Yes" if kind == 1 else "No"
    return Sample(
        id=f"{row.text('id')}_{number}",
        video=row.text("video"),
        question=question,
        answer=answer,
        groups={"task": task},
        task=task,
        clip=(0.0, query.number("realtime")),
        extra={"item": row.get("id"), "number": number},
    )


def read_official(sample: Sample, reply: str | Sequence[str]) -> Reading:
    """Containment, joined digits, or yes and no; an empty reply is unreadable."""
    if not reply:
        return unread()
    if sample.task == "REC":
        right = ovo_count_right(reply, int(sample.answer))
    elif sample.task in GROUPS["forward"]:
        right = ovo_yes_no_right(reply, int(sample.answer == "Yes"))
    else:
        right = ovo_choice_right(reply, sample.answer)
    return Reading(float(right), sample.answer if right else "")


def read_written(sample: Sample, prediction: Prediction) -> Reading:
    """A list in an official file has the answer as a member, not as a part of a text."""
    listed = prediction.fields.get(_LIST)
    return read_official(sample, prediction.reply or "" if listed is None else listed)


def read_own(sample: Sample, reply: str) -> Reading:
    """What a reply states: one option, one number, or one of yes and no."""
    if sample.options:
        return read_robust(sample, reply)
    form = _NUMBER if sample.task == "REC" else _YES_NO
    found = {text.lower().lstrip("0") or "0" for text in form.findall(reply)}
    if len(found) != 1:
        return unread("several" if found else "none")
    said = found.pop()
    return Reading(float(said == sample.answer.lower()), said)


def _mean_of_groups(units: Units) -> Estimate:
    return mean_of([macro("task", list(tasks))(units) for tasks in GROUPS.values()])


def answered_forward(scored: Sequence[Scored]) -> Units:
    """All queries but forward ones without a reply, which lmms-eval leaves out."""
    return each_sample(
        [
            one
            for one in scored
            if not (
                one.by_rule
                and one.status in ("missing", "failed")
                and one.sample.task in GROUPS["forward"]
            )
        ]
    )


def _metrics(units: Callable[[Sequence[Scored]], Units]) -> tuple[Metric, ...]:
    totals: dict[str, Total] = {
        "total": _mean_of_groups,
        "mean of tasks": macro("task", list(TASKS)),
        **{group: macro("task", list(tasks)) for group, tasks in GROUPS.items()},
    }
    return tuple(Metric(name, total, units) for name, total in totals.items())


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """`{backward, realtime, forward}` of one file, or of all files of a directory.

    A list of such entries, as one group of it, is read too.
    """
    for file in found_below(path, "*.json"):
        for where, number, entry in _entries(file):
            row = Row(entry if isinstance(entry, Mapping) else {}, where, number)
            forward = where.endswith(": forward") or row.get("task") in GROUPS["forward"]
            if not forward:
                yield attempted(row, lambda row: _reply(row, row.text("id")))
            elif isinstance(row.get("test_info"), list):
                yield from _item(row)
            else:
                yield bad(row, "test_info", "expected a list of queries")


def _entries(file: Path) -> Iterator[tuple[str, int, Any]]:
    """The place of each entry, its number there, and the entry."""
    found = document(file)
    if isinstance(found, list):
        for number, entry in enumerate(found):
            yield str(file), number, entry
        return
    results = Row(found if isinstance(found, Mapping) else {}, str(file), 0)
    for group in GROUPS:
        for number, entry in enumerate(results.entries(group) if group in results.fields else ()):
            yield f"{file}: {group}", number, entry


def _item(row: Row) -> Iterator[Prediction | Reject]:
    for number, entry in enumerate(row.entries("test_info")):
        query = Row(entry if isinstance(entry, Mapping) else {}, row.file, row.row)
        if "response" in query.fields:
            yield attempted(
                query,
                partial(_reply, id=f"{row.get('id')}_{number}", counts=row.get("task") == "REC"),
            )


def _reply(row: Row, id: str, counts: bool = False) -> Prediction | Reject:
    said = row.fields.get("response")
    if not isinstance(said, list):
        return as_prediction(id, said, row, "response")
    if counts:
        return bad(row, "response", "a list; REC needs a text, and stops there officially")
    texts = [str(one) for one in said]
    return Prediction(id, "; ".join(texts), "", {_LIST: texts})


def write_official(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """One file of all groups; what failed is null, what is missing is left out."""
    results: dict[str, list[dict[str, Any]]] = {group: [] for group in GROUPS}
    items: dict[Any, dict[str, Any]] = {}
    for sample in samples:
        found = predictions.get(sample.id)
        if sample.task not in GROUPS["forward"]:
            if found is not None:
                group = "backward" if sample.task in GROUPS["backward"] else "realtime"
                results[group].append(
                    {
                        "id": sample.extra["item"],
                        "video": sample.video,
                        "task": sample.task,
                        "question": sample.question,
                        "response": found.reply,
                        "ground_truth": sample.answer,
                    }
                )
            continue
        key = sample.extra["item"]
        if key not in items:
            items[key] = {"id": key, "video": sample.video, "task": sample.task, "test_info": []}
            results["forward"].append(items[key])
        gold = (
            {"count": int(sample.answer)}
            if sample.task == "REC"
            else {"type": int(sample.answer == "Yes")}
        )
        said = {"response": found.reply} if found is not None else {}
        items[key]["test_info"].append({**gold, **said})
    write_text(path, json.dumps(results, indent=2, ensure_ascii=False) + "\n")


def question(sample: Sample) -> str:
    """Our own wording, with the official forms of options and answers."""
    if sample.options:
        options = letter_list(sample.options).replace("\n", "; ")
        return (
            f"Question: {sample.question}\nOptions: {options};\n"
            "Respond only with the letter of the option you choose."
        )
    if sample.task == "REC":
        return (
            "People in this video may repeat an action.\n"
            f"{sample.question} Answer with one number, counting all of them together."
        )
    if sample.task == "SSR":
        return (
            f"One step of the procedure in this video:\n{sample.question}\n"
            'Is it being done at the end of the video? Answer only with "Yes" or "No".'
        )
    return (
        f"A question about the end of this video:\n{sample.question}\n"
        'Does the video show enough to answer it? Answer only with "Yes" or "No".'
    )


_OFFICIAL = Scorer(
    "official",
    "OVOBenchScore.py: containment; a mean of three means of tasks",
    read_official,
    FailurePolicy(unparsed="wrong", failed="wrong", missing="exclude"),
    _metrics(each_sample),
    read_fields=read_written,
    decimals=2,
)

OVOBENCH = Benchmark(
    id="ovobench",
    title="Questions at a moment of a running video: its past, its present, its future",
    hub="",
    licence="CC-BY-NC-SA-4.0",
    about=__doc__,
    load=load,
    size=sum(TASKS.values()),
    group_sizes={"task": TASKS},
    prompts=(Prompt("plain", 1, question),),
    scorers=(
        _OFFICIAL,
        Scorer(
            "robust",
            "one option, one number, or one of yes and no; all queries count",
            read_own,
            metrics=_metrics(each_sample),
            decimals=2,
        ),
        replace(
            _OFFICIAL,
            name="lmms-eval",
            about="official, but forward queries without a reply are left out; the total is ours",
            metrics=_metrics(answered_forward),
        ),
    ),
    read_official=official_predictions,
    write_official=write_official,
)
