"""TempCompass's files: questions by video and aspect, and predictions in the same nesting."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.choices import split_options
from benchmarks.contract import Prediction, Sample
from benchmarks.predictions.entries import as_prediction, bad
from benchmarks.rows import Row, found_below, object_of, rows_of
from t3data.errors import T3Error
from t3data.files import make_directory, write_text
from t3data.types import Reject

TASKS = {"multi-choice": 1580, "yes_no": 2453, "caption_matching": 1503, "captioning": 2004}
"""Task → questions."""


def load(path: Path) -> Iterator[Sample]:
    """Samples of the tasks found: a directory with `questions/`, the Hub's layout, or one file.

    Raises:
        T3Error: no file of any task, or an entry is not as published.
    """
    files = _files(path)
    first = _first_choices(files.get("multi-choice") or path.with_name("multi-choice.json"))
    fine = _fine_aspects(path)
    for task in TASKS:
        number: dict[tuple[str, str], int] = {}
        for video, aspect, row in _rows(files[task]) if task in files else ():
            place = number.setdefault((video, aspect), 0)
            number[video, aspect] += 1
            kind = fine(video, aspect)
            yield Sample(
                id=f"{task}/{video}/{aspect}/{place}",
                video=video,
                question=row.text("question"),
                groups={"task": task, f"{task}, aspect": aspect}
                | ({f"{task}, fine aspect": kind} if kind else {}),
                task=task,
                **_gold(row, task, first.get((video, aspect)), aspect),
            )


def _first_choices(file: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """The first multi-choice question and its answer, of each video and aspect."""
    first: dict[tuple[str, str], tuple[str, str]] = {}
    for video, aspect, row in _rows(file) if file.is_file() else ():
        first.setdefault((video, aspect), (row.text("question"), row.text("answer")))
    return first


def _files(path: Path) -> dict[str, Path]:
    """The file of each task; one in `questions` before others of the same name."""
    patterns = [pattern for task in TASKS for pattern in (f"{task}.json", f"{task}/*.parquet")]
    found = found_below(path, *patterns)
    ranked = sorted(found, key=lambda file: file.parent.name != "questions")
    files: dict[str, Path] = {}
    for file in ranked:
        task = file.parent.name if file.suffix == ".parquet" else file.stem
        if task in TASKS:
            files.setdefault(task, file)
    if not files:
        raise T3Error(f"{path}: not the file of a task; expected a name such as yes_no.json")
    return files


def _rows(file: Path) -> Iterator[tuple[str, str, Row]]:
    """Video, aspect and entry."""
    if file.suffix == ".parquet":
        for row in rows_of(file):
            yield row.text("video_id"), row.text("dim"), row
        return
    for number, (video, aspects) in enumerate(object_of(file).items()):
        of_video = Row(aspects if isinstance(aspects, Mapping) else {}, str(file), number, video)
        for aspect in of_video.fields:
            for entry in of_video.entries(aspect):
                fields = entry if isinstance(entry, Mapping) else {}
                yield video, aspect, Row(fields, str(file), number, video)


def _fine_aspects(path: Path) -> Callable[[str, str], str | None]:
    """The fine aspect of a video's aspect, out of `meta_info.json` where that is there."""
    roots = [path] if path.is_dir() else [path.parent]
    files = [file for root in (*roots, roots[0].parent) for file in root.glob("meta_info.json")]
    meta = object_of(files[0]) if files else None

    def fine(video: str, aspect: str) -> str | None:
        if aspect == "order" or meta is None:
            return "order" if aspect == "order" else None
        name = video.replace(".jpg", "").replace(".mp4", "")
        try:
            return str(meta[name]["eval_dim"][aspect]["type"])
        except (KeyError, TypeError) as error:
            raise T3Error(
                f"{files[0]}: video {name}: no eval_dim.{aspect}.type; is the file complete?"
            ) from error

    return fine


def _gold(row: Row, task: str, first: tuple[str, str] | None, aspect: str) -> dict[str, Any]:
    """Answer, options and extra fields of a sample."""
    question, gold = row.text("question"), row.text("answer") if task != "captioning" else ""
    extra: dict[str, Any] = {"gold": gold, "aspect": aspect}
    if task == "multi-choice":
        return {"answer": gold[:1], "options": split_options(question)[1], "extra": extra}
    if task == "yes_no":
        return {"answer": gold, "extra": extra}
    if task == "caption_matching":
        lines = question.split("\n")[1:]
        if gold not in lines:
            raise row.wrong(["answer"], "a line of the question", gold)
        labels = [line.partition(":")[0].rpartition(" ")[2] for line in lines]
        return {
            "answer": labels[lines.index(gold)],
            "options": tuple(line.partition(": ")[2] for line in lines),
            "extra": extra | {"labels": "".join(labels)},
        }
    if row.get("mc_question") is not None:
        first = row.text("mc_question"), row.text("mc_answer")
    if first is None:
        raise T3Error(
            f"{row.where}: {row.key}, {aspect}: no multi-choice question to judge a caption by; "
            "is multi-choice.json beside this file?"
        )
    return {"answer": first[1], "extra": extra | {"asked": first[0], "gold": first[1]}}


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """`<task>.json`, or a directory of them: the questions with `prediction` or `response`."""
    places: dict[tuple[str, ...], list[str]] = {}
    for sample in samples:
        key = (sample.task, sample.video, sample.extra["aspect"], sample.question)
        places.setdefault(key, []).append(sample.id)
    for task, file in _prediction_files(path).items():
        for video, aspect, row in _rows(file):
            asked = row.text("question")
            named = (video, video.removesuffix(".mp4"))
            ids = next(
                (found for name in named if (found := places.get((task, name, aspect, asked)))), []
            )
            if not ids:
                yield bad(row, "question", f"{task} does not ask this of {video}, {aspect}")
                continue
            field = "prediction" if "prediction" in row.fields else "response"
            if field not in row.fields:
                yield bad(row, "prediction", "missing, and there is no response")
            else:
                yield as_prediction(ids.pop(0), row.fields[field], row, field)


def _prediction_files(path: Path) -> dict[str, Path]:
    """As annotations; a single file may be called `<model>_<task>.json` too."""
    if path.is_file() and path.stem not in TASKS:
        ends = [task for task in TASKS if path.stem.endswith((f"_{task}", f"-{task}"))]
        if ends:
            return {ends[0]: path}
    return _files(path)


def write_official(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """A directory with a file a task; a failed reply is null, a missing one is left out."""
    make_directory(path)
    tasks: dict[str, dict[str, dict[str, list[Any]]]] = {}
    for sample in samples:
        found = predictions.get(sample.id)
        if found is not None:
            video = tasks.setdefault(sample.task, {}).setdefault(sample.video, {})
            asked = {"question": sample.question, "answer": sample.extra["gold"]}
            entries = video.setdefault(sample.extra["aspect"], [])
            entries.append({**asked, "prediction": found.reply})
    for task, videos in tasks.items():
        text = json.dumps(videos, indent=2, ensure_ascii=False)
        write_text(path / f"{task}.json", text + "\n")
