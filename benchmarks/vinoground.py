"""Vinoground: pairs of short videos whose captions have the same words in another order.

Source: Zhang et al. 2024 (arXiv 2410.02763), `HanSolo9682/Vinoground`, 500 pairs with four
questions each: `vinoground_{text,video}score.json`, whose neighbours are a pair, and
`vinoground.csv` with their categories. Data terms are not settled, so that no rows are shipped.
Official rule (`get_score_all.py`): a reply is right if it begins with the gold letter in any case.
Text: both videos of a pair get their caption; video: both captions get their video; group: all
four; each over all pairs, in all and by category. A missing or empty reply ends the reading of its
pair, which goes text first, positive first: what was counted stays, what follows is lost. After a
wrong reply its partner is not looked at.
Ids are those of lmms-eval, "0_pos_text". It compares the first character, and nothing ends a pair;
an empty reply stops it, here it is wrong.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.choices import lettered, read_robust, split_options, unread
from benchmarks.contract import (
    Benchmark,
    Metric,
    Prediction,
    Prompt,
    Reading,
    Sample,
    Scored,
    Scorer,
)
from benchmarks.extractors import starts_with_gold
from benchmarks.predictions.entries import as_prediction, each_row
from benchmarks.rows import Row, found_below, rows_of
from benchmarks.totals import Units
from t3data.errors import T3Error
from t3data.files import make_directory, write_text
from t3data.types import Reject

TASKS = ("text", "video")

_SUFFIX = "Please only output one English character."
_STOP = None
"""The outcome of a pair whose reading ends here."""


def load(path: Path) -> Iterator[Sample]:
    """Samples from the directory of the three files, or one of them.

    Raises:
        T3Error: a file is not there, or the two of questions are not of one length.
    """
    root = path.parent if path.is_file() else path
    files = [found_below(root, f"vinoground_{task}score.json")[0] for task in TASKS]
    categories = [_categories(row.fields) for row in rows_of(_table(root))]
    for task, file in zip(TASKS, files, strict=True):
        count = 0
        for row in rows_of(file):
            pair = count // 2
            count += 1
            if pair >= len(categories):
                raise T3Error(f"{row.where}: pair {pair} is not in vinoground.csv")
            stem, options = split_options(row.text("question").replace(_SUFFIX, "").strip())
            yield Sample(
                id=f"{row.text('idx')}_{task}",
                video=row.text("video_name"),
                question=stem,
                answer=row.text("GT").strip(),
                options=options,
                groups={"category": categories[pair]},
                task=task,
                extra={"pair": pair, "idx": row.get("idx"), "question": row.text("question")},
            )
        if count != 2 * len(categories):
            raise T3Error(
                f"{file}: {count:,} questions, expected {2 * len(categories):,}: two for each row "
                "of vinoground.csv"
            )


def _table(root: Path) -> Path:
    return found_below(root, "vinoground.csv")[0]


def _categories(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The major category and the minor ones, by their places: second and third column."""
    _, major, minor, *_ = [*fields.values(), "", "", ""]
    minors = [name.strip() for name in str(minor or "").split(";")]
    return tuple(dict.fromkeys(name for name in (str(major or "").strip(), *minors) if name))


def read_official(sample: Sample, reply: str) -> Reading:
    """The reply begins with the gold letter; an empty one is unreadable."""
    right = starts_with_gold(reply, sample.answer)
    return unread() if right is None else Reading(float(right), reply[:1])


def read_lmms_eval(sample: Sample, reply: str) -> Reading:
    """The first character."""
    return lettered(reply[:1].upper(), sample.answer.upper()) if reply else unread()


def outcomes(four: Mapping[str, Sequence[Scored]], may_stop: bool) -> Mapping[str, float]:
    """What a pair is worth as text, as video and as a group.

    Args:
        four: By task the verdicts on the positive and the negative question.
        may_stop: Whether a missing or empty reply ends the pair, as in the official script.
    """
    found = {"text": 0.0, "video": 0.0, "group": 0.0}
    for task in TASKS:
        right = _both(four[task], may_stop)
        if right is _STOP:
            return found
        found[task] = float(right)
    found["group"] = found["text"] * found["video"]
    return found


def _both(two: Sequence[Scored], may_stop: bool) -> bool | None:
    for one in two:
        absent = one.status in ("missing", "failed") or not one.reply
        if may_stop and one.by_rule and absent:
            return _STOP
        if one.reading.worth < 1:
            return False
    return True


def _metrics(may_stop: bool) -> tuple[Metric, ...]:
    def of(name: str, tasks: Sequence[str]) -> Callable[[Sequence[Scored]], Units]:
        def units(scored: Sequence[Scored]) -> Units:
            pairs: dict[int, dict[str, list[Scored]]] = {}
            for one in scored:
                four = pairs.setdefault(one.sample.extra["pair"], {task: [] for task in TASKS})
                four[one.sample.task].append(one)
            kept = {
                number: four
                for number, four in pairs.items()
                if all(one.counted for task in tasks for one in four[task])
            }
            return Units.of(
                worth=[outcomes(four, may_stop)[name] for four in kept.values()],
                clusters=[str(number) for number in kept],
                groups=[four[tasks[0]][0].sample.groups for four in kept.values()],
            )

        return units

    return (
        Metric("group", units=of("group", TASKS)),
        Metric("text", units=of("text", ("text",)), grouped=True),
        Metric("video", units=of("video", ("video",)), grouped=True),
    )


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """`{text,video}score…-response.jsonl` of one run in a directory, or one of the two.

    Raises:
        T3Error: a file that names neither score, or the files of several runs.
    """
    files = found_below(path, *(f"{task}score*.json{end}" for task in TASKS for end in ("l", "")))
    by_task = {task: [file for file in files if f"{task}score" in file.name] for task in TASKS}
    for task, found in by_task.items():
        if len(found) > 1:
            names = ", ".join(file.name for file in found)
            raise T3Error(f"{path}: several runs ({names}); put each into a directory of its own")
        for file in found:
            yield from each_row(file, partial(_reply, task))
    if not any(by_task.values()):
        raise T3Error(f"{path}: expected a name with textscore or videoscore in it")


def _reply(task: str, row: Row) -> Prediction | Reject:
    reply = row.fields.get("response")
    if isinstance(reply, list):  # the official script looks at the first
        reply = reply[0] if reply else ""
    return as_prediction(f"{row.text('idx')}_{task}", reply, row, "response")


def write_official(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """A directory with one file a task; what failed or is missing has no line."""
    make_directory(path)
    for task in TASKS:
        lines = []
        for sample in samples:
            found = predictions.get(sample.id)
            if sample.task == task and found is not None and found.reply is not None:
                entry = {"idx": sample.extra["idx"], "response": found.reply}
                lines.append(json.dumps(entry, ensure_ascii=False) + "\n")
        write_text(path / f"{task}score-response.jsonl", "".join(lines))


def lmms_eval_id(facts: Mapping[str, Any], row: str) -> str:
    """The document's index, or what the metric recorded of it."""
    index = str(facts.get("index"))
    return index if index.endswith(TASKS) else f"{index}_{facts.get('question_type')}"


def question(sample: Sample) -> str:
    """The question as published, with the official last line."""
    text: str = sample.extra["question"].strip()
    return text if text.endswith(_SUFFIX) else f"{text}\n{_SUFFIX}"


VINOGROUND = Benchmark(
    id="vinoground",
    title="500 pairs of videos and captions that differ in the order of words only",
    hub="HanSolo9682/Vinoground",
    hub_patterns=("vinoground*.json", "vinoground.csv"),
    licence="terms unverified",
    about=__doc__,
    load=load,
    size=2000,
    prompts=(Prompt("official", 1, question),),
    scorers=(
        Scorer(
            "official",
            "get_score_all.py: begins with the letter; a missing or empty reply ends its pair",
            read_official,
            metrics=_metrics(may_stop=True),
            decimals=2,
        ),
        Scorer(
            "robust",
            "reads what a reply states, in any usual form; every pair counts",
            read_robust,
            metrics=_metrics(may_stop=False),
            decimals=2,
        ),
        Scorer(
            "lmms-eval",
            "first character at 75571cfe; nothing ends a pair",
            read_lmms_eval,
            metrics=_metrics(may_stop=False),
            decimals=2,
        ),
    ),
    read_official=official_predictions,
    write_official=write_official,
    lmms_eval_id=lmms_eval_id,
)
