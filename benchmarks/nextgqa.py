"""NExT-GQA: NExT-QA's causal and temporal questions, with the seconds that hold the evidence.

Source: Xiao et al. 2023 (arXiv 2309.01327), github.com/doc-doc/NExT-GQA: val 3,358 questions with
3,931 windows, test 5,553 with 6,600; `{val,test}.csv` and `gsub_{val,test}.json` beside it. A
directory with both is test. Licence: MIT. The gold answer is the text of an option.
Official rule (`eval_ground.py`): the prediction is a text and a window in seconds, in
`{split}-res.json` and `{split}_ground*.json` (times the duration and rounded to 0.1 where the name
ends in `gs`). Over the gold windows the best IoU and the best IoP are taken separately, from 0: IoU
is intersection over hull, IoP intersection over the predicted window; a window of no length has IoU
0 and IoP 1 inside a gold window, bounds included; a reversed one has 0. Acc@GQA: answer right and
IoP at least 0.5. Questions without a window leave the denominators of all but Acc@QA. One decimal.
Not this rule: VideoChat-R1's (union of merged windows) and VideoMind's (float32, R@1, 3 and 5).
Our other scorer counts a missing window as 0. Our own predictions hold it as the field `window`, or
state it in the reply beside the answer, which `robust` alone reads.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from benchmarks.choices import LETTERS, letter_list, read_robust, unread
from benchmarks.contract import (
    Benchmark,
    Metric,
    Prediction,
    Prompt,
    Reading,
    Sample,
    Scored,
    Scorer,
    each_sample,
)
from benchmarks.predictions.entries import as_prediction, bad
from benchmarks.rows import Row, found_below, object_of, rows_of
from benchmarks.totals import Units
from benchmarks.windows import Window, best_overlap, read_windows, window_of, windows_of
from t3data.errors import T3Error
from t3data.files import atomic_write
from t3data.types import Reject

WINDOW = "window"
_SPLITS = ("test", "val")


def load(path: Path) -> Iterator[Sample]:
    """Samples from a directory that holds a split's table and windows, or from its table.

    Raises:
        T3Error: one of the two files is not there, or a row is not as published.
    """
    table = found_below(path, *(f"{split}.csv" for split in _SPLITS))[0]
    windows_file = table.with_name(f"gsub_{table.stem}.json")
    videos = object_of(windows_file)
    for row in rows_of(table):
        video, qid, answer = row.text("video_id", "video"), row.text("qid"), row.text("answer")
        options = tuple(row.text(f"a{i}") for i in range(5))
        kind = row.text("type")
        facts = Row(videos.get(video) or {}, str(windows_file), row.row, video)
        yield Sample(
            id=f"{video}_{qid}",
            video=video,
            question=row.text("question"),
            answer=LETTERS[options.index(answer)] if answer in options else "@",
            options=options,
            groups={"category": kind[:1], "type": "TN" if kind == "TP" else kind},
            extra={
                "answer": answer,
                "windows": _windows(facts, qid),
                "duration": facts.get("duration"),
            },
        )


def _windows(facts: Row, qid: str) -> list[Window]:
    found = [window_of(one) for one in facts.mapping("location").get(qid) or []]
    windows = [one for one in found if one is not None]
    if len(windows) < len(found):
        raise T3Error(
            f"{facts.file}: {facts.key}: field location: expected [start, end] in seconds for {qid}"
        )
    return windows


def read_text(sample: Sample, reply: str) -> Reading:
    """The reply is the text of an option, or, where none says this, the index of one."""
    text = reply if reply in sample.options else reply.strip()
    if text not in sample.options and text.isascii() and text.isdigit() and int(text) < 5:
        text = sample.options[int(text)]
    if text not in sample.options:
        return unread()
    return Reading(float(text == sample.extra["answer"]), text)


def read_own(sample: Sample, reply: str) -> Reading:
    """A bare option text or index as in official files; anything else as any reply is read."""
    found = read_text(sample, reply)
    return found if found.parsed else read_robust(sample, reply)


def window_in(prediction: Prediction) -> Window | None:
    """The window that a prediction holds; None where it has none, or no usable one."""
    held = prediction.fields.get(WINDOW) or windows_of(prediction.fields.get("windows"))
    return window_of(held[0] if held and isinstance(held[0], list | tuple) else held)


def stated_window(sample: Sample, prediction: Prediction) -> Window | None:
    """The same, else the first window that the reply states beside an answer."""
    reply = prediction.reply or ""
    if prediction.fields or reply.strip() in sample.options:
        return window_in(prediction)
    found = read_windows(reply, duration=sample.extra["duration"]).windows
    return found[0] if found else None


def _with_window(
    read: Callable[[Sample, str], Reading], window_of_reply: bool
) -> Callable[[Sample, Prediction], Reading]:
    def read_both(sample: Sample, prediction: Prediction) -> Reading:
        found = read(sample, prediction.reply or "")
        window = stated_window(sample, prediction) if window_of_reply else window_in(prediction)
        values = best_overlap(window, sample.extra["windows"])
        return Reading(found.worth, found.read, found.parsed, values, found.note)

    return read_both


def _metrics(only_present: bool) -> tuple[Metric, ...]:
    def over(worth: Callable[[Reading], float]) -> Callable[[Sequence[Scored]], Units]:
        def units(scored: Sequence[Scored]) -> Units:
            kept = [
                one
                for one in scored
                if one.counted and one.sample.extra["windows"]
                if one.reading.values or not (only_present and one.by_rule)
            ]
            return Units.of(
                worth=[worth(one.reading) for one in kept],
                clusters=[one.sample.video for one in kept],
                groups=[one.sample.groups for one in kept],
            )

        return units

    def mean(name: str) -> Callable[[Reading], float]:
        return lambda reading: reading.values.get(name, 0.0)

    def at(name: str, threshold: float) -> Callable[[Reading], float]:
        return lambda reading: float(reading.values.get(name, 0.0) >= threshold)

    def grounded(reading: Reading) -> float:
        return float(reading.worth >= 1 and reading.values.get("IoP", 0.0) >= 0.5)

    return (
        Metric("Acc@GQA", units=over(grounded)),
        Metric("Acc@QA", units=each_sample, grouped=True),
        *(
            metric
            for name in ("IoP", "IoU")
            for metric in (
                Metric(f"m{name}", units=over(mean(name))),
                Metric(f"{name}@0.3", units=over(at(name, 0.3))),
                Metric(f"{name}@0.5", units=over(at(name, 0.5))),
            )
        ),
    )


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """Answers and windows, joined by `vid_qid`; either file may be missing.

    Raises:
        T3Error: a directory with several files of windows: they are several runs.
    """
    answers, windows = _files(path)
    texts = object_of(answers) if answers else {}
    spans = object_of(windows) if windows else {}
    durations = {sample.id: sample.extra["duration"] for sample in samples}
    relative = windows is not None and windows.stem.endswith("gs")
    for number, id in enumerate(dict.fromkeys([*texts, *spans])):
        entry = texts.get(id, "")
        row = Row(
            entry if isinstance(entry, Mapping) else {"prediction": entry},
            str(answers or windows),
            number,
            id,
        )
        found = as_prediction(id, row.fields.get("prediction"), row, "prediction")
        if isinstance(found, Reject) or id not in spans:
            yield found
            continue
        window = window_of(spans[id])
        if window is None:
            place = Row({id: spans[id]}, str(windows), number, id)
            yield bad(place, id, "expected [start, end] in seconds")
            continue
        if relative and durations.get(id):
            window = (_scaled(window[0], durations[id]), _scaled(window[1], durations[id]))
        yield Prediction(id, found.reply or "", "", {WINDOW: window})


def _scaled(share: float, duration: float) -> float:
    return float(np.round(share * duration, 1))


def _files(path: Path) -> tuple[Path | None, Path | None]:
    """The file of answers and that of windows, given either or their directory."""
    if path.is_file():
        if "_ground" not in path.stem:
            return path, None
        beside = path.with_name(f"{path.stem.split('_ground')[0]}-res.json")
        return (beside if beside.exists() else None), path
    answers, windows = sorted(path.glob("*-res.json")), sorted(path.glob("*_ground*.json"))
    if len(answers) > 1 or len(windows) > 1 or not answers + windows:
        names = ", ".join(file.name for file in [*answers, *windows]) or "none"
        raise T3Error(
            f"{path}: expected one *-res.json and one *_ground*.json, found {names}; "
            "name the file of windows that you mean"
        )
    return next(iter(answers), None), next(iter(windows), None)


def write_official(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """Windows to `X_ground.json` and answers to `X-res.json`, of which `path` is either.

    What failed, is missing or has no window is left out of windows: the script skips it.

    Raises:
        T3Error: the name is neither.
    """
    name, ground, rest = path.stem.partition("_ground")
    if rest or not (ground or name.endswith("-res")):
        raise T3Error(f"{path}: two files are written; name X_ground.json, X-res.json goes beside")
    name = name.removesuffix("-res")
    answers: dict[str, dict[str, str]] = {}
    spans: dict[str, Window] = {}
    for sample in samples:
        said = predictions.get(sample.id)
        if said is None or said.reply is None:
            continue
        answers[sample.id] = {
            "prediction": option_text(sample, said.reply),
            "answer": sample.extra["answer"],
        }
        window = stated_window(sample, said)
        if window is not None:
            spans[sample.id] = window
    for file, entries in ((f"{name}-res.json", answers), (f"{name}_ground.json", spans)):
        with atomic_write(path.with_name(file)) as stream:
            stream.write(msgspec.json.encode(entries))


def option_text(sample: Sample, reply: str) -> str:
    """The option that a reply states, as its text; the reply itself where none is read."""
    found = read_own(sample, reply)
    if not found.parsed:
        return reply
    return found.read if found.read in sample.options else sample.options[LETTERS.index(found.read)]


def as_text(sample: Sample, answer: str) -> Prediction:
    """The option's text with a gold window."""
    text = sample.options[LETTERS.index(answer)]
    return Prediction(sample.id, text, "", {WINDOW: sample.extra["windows"][0]})


def question(sample: Sample) -> str:
    """Our own wording: the official baselines are no language models and have no prompt."""
    return (
        f"{sample.question.strip(' ?').capitalize()}?\n{letter_list(sample.options)}\n"
        "Answer with the letter of the right option."
    )


NEXTGQA = Benchmark(
    id="nextgqa",
    title="Causal and temporal questions on home videos, answered and located in time",
    hub="",
    licence="MIT",
    about=__doc__,
    load=load,
    size=5553,
    group_sizes={"type": {"CW": 2456, "TN": 1449, "TC": 852, "CH": 796}},
    prompts=(Prompt("letters", 1, question),),
    scorers=(
        Scorer(
            "official",
            "NExT-GQA eval_ground.py at 63772e02; questions without a window are left out",
            read_text,
            metrics=_metrics(only_present=True),
            read_fields=_with_window(read_text, False),
            states=as_text,
        ),
        Scorer(
            "robust",
            "a text or index, else as any reply is read; a missing window is 0",
            read_own,
            metrics=_metrics(only_present=False),
            read_fields=_with_window(read_own, True),
            states=as_text,
        ),
    ),
    read_official=official_predictions,
    write_official=write_official,
)
