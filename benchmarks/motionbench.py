"""MotionBench: fine motion in short videos, six kinds of question.

Source: Hong et al. 2025 (arXiv 2501.02955), `THUDM/MotionBench`, `video_info.meta.jsonl`: 8,052
questions, of which those with the answer "NA" are scored by the authors. Licence: CC-BY-NC-SA-4.0,
no rows are shipped.
Official rule (`compute_accuracy.py`): a file `{uid: letter}`, letter equals letter, letters written
as by LVBench (`benchmarks/lvbench.py`). `acc` is right / all questions, the hidden and the missing
ones among them; `answered_acc` is right / answered, hidden ones among them; each kind is counted
over the answered questions with a public answer. The second answered question of one video stops
the official script; here each counts.
lmms-eval: hidden answers are left out; the first lone A to F after upper-casing, so that the
article "a" is A, else "X.", else any. Here and under `robust` the score is over public answers.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.choices import LETTERS, read_robust, rule, split_options
from benchmarks.contract import Benchmark, Metric, Prompt, Sample, Scored, Scorer, each_sample
from benchmarks.extractors import motionbench_lmms_eval
from benchmarks.lvbench import (
    official_predictions,
    questions_of,
    read_official,
    read_written,
    write_official,
)
from benchmarks.rows import found_below, rows_of
from benchmarks.totals import Units

TYPES = (
    "Action Order",
    "Motion-related Objects",
    "Motion Recognition",
    "Repetition Count",
    "Location-related Motion",
    "Camera Motion",
)
HIDDEN = "@"
"""In place of "NA": no reply is right, as where no option is."""


def load(path: Path) -> Iterator[Sample]:
    """Samples from `video_info.meta.jsonl`: one video a line, its questions under `qa`."""
    for video in rows_of(found_below(path, "video_info.meta.jsonl", "*.parquet")[0]):
        for row in questions_of(video):
            stem, options = split_options(row.text("question"))
            answer = row.text("answer").strip()
            yield Sample(
                id=row.text("uid"),
                video=video.text("key", "video_path"),
                question=stem,
                answer=HIDDEN if answer == "NA" else answer,
                options=options,
                groups={"question_type": video.text("question_type")},
                extra={"question": row.text("question")},
            )


def _answered(one: Scored) -> bool:
    """Whether the official file holds it; `--failures` may count the others all the same."""
    return one.counted and not (one.by_rule and one.status in ("missing", "failed"))


def everything(scored: Sequence[Scored]) -> Units:
    """All questions; the kinds hold those that were answered and have a public answer."""
    counted = [one for one in scored if one.counted]
    return Units.of(
        worth=[one.reading.worth for one in counted],
        clusters=[one.sample.video for one in counted],
        groups=[
            one.sample.groups if _answered(one) and one.sample.answer != HIDDEN else {}
            for one in counted
        ],
    )


def answered(scored: Sequence[Scored]) -> Units:
    """What the official file holds."""
    return each_sample([one for one in scored if _answered(one)])


def public(scored: Sequence[Scored]) -> Units:
    """Questions with a public answer."""
    return each_sample([one for one in scored if one.sample.answer != HIDDEN])


def asked_by_lmms_eval(samples: Sequence[Sample]) -> list[Sample]:
    """Those whose public answer is one of their options."""
    return [one for one in samples if one.answer in tuple(LETTERS[: len(one.options)])]


def question(sample: Sample) -> str:
    """Our own wording around the question and its options as published."""
    return f"{sample.extra['question']}\nAnswer with the letter of the right option, nothing else."


MOTIONBENCH = Benchmark(
    id="motionbench",
    title="Fine motion in short videos, six kinds of question",
    hub="THUDM/MotionBench",
    hub_patterns=("video_info.meta.jsonl",),
    licence="CC-BY-NC-SA-4.0",
    about=__doc__,
    load=load,
    size=8052,
    prompts=(Prompt("letters", 1, question),),
    scorers=(
        Scorer(
            "official",
            "compute_accuracy.py: right / all, hidden and missing answers among them",
            read_official,
            metrics=(Metric("acc", units=everything), Metric("answered_acc", units=answered)),
            read_fields=read_written,
        ),
        Scorer(
            "robust",
            "reads what a reply states, in any usual form; all public answers count",
            read_robust,
            metrics=(Metric("accuracy", units=public),),
        ),
        Scorer(
            "lmms-eval",
            "first lone letter after upper-casing; the article is A",
            rule(motionbench_lmms_eval),
            metrics=(Metric("accuracy", units=public),),
        ),
    ),
    read_official=official_predictions,
    write_official=write_official,
    lmms_eval_rows=asked_by_lmms_eval,
)
