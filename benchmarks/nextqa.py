"""NExT-QA: why, how, when and what happens next, five options, in home videos.

Source: Xiao et al. 2021 (arXiv 2105.08276), github.com/doc-doc/NExT-QA: val 4,996, test 8,564.
Licence: MIT. The gold answer is the index of an option.
Official rule: index equals index; CW CH TN (TP counts as TN) TC DC DL DO, then causal, temporal,
descriptive and all, micro, two decimals. A prediction that is absent is a KeyError there; here it
is wrong and counted as missing. The file of predictions carries its own gold answers, and the
script compares with those: so does `official`, and tells how many are not those of the annotations.
lmms-eval reads "(X)", "X ", "X." and option texts out of replies and guesses where it finds none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.choices import LETTERS, drawn, letter_list, lettered, read_robust, unread
from benchmarks.contract import Benchmark, Prediction, Prompt, Reading, Sample, Scorer
from benchmarks.extractors import Chance, nextqa_lmms_eval
from benchmarks.predictions.containers import answer_of, entries_in, id_in
from benchmarks.rows import Row, found_below, rows_of
from t3data.types import Reject

_OWN_GOLD = "answer"
_NOTE = "the file's own gold answer, another one than that of the annotations"


def load(path: Path) -> Iterator[Sample]:
    """Samples from `val.csv` or `test.csv`."""
    for row in rows_of(found_below(path, "val.csv", "test.csv", "*.csv", "*.parquet")[0]):
        kind = row.text("type")
        yield Sample(
            id=f"{row.text('video')}_{row.text('qid')}",
            video=row.text("video"),
            question=row.text("question"),
            answer=LETTERS[row.integer("answer")],
            options=tuple(row.text(f"a{i}") for i in range(5)),
            groups={"category": kind[:1], "type": "TN" if kind == "TP" else kind},
        )


def read_official(sample: Sample, reply: str) -> Reading:
    """The reply is the index of an option and nothing else."""
    text = reply.strip()
    if not (text.isascii() and text.isdigit()) or int(text) >= len(LETTERS):
        return unread()
    return lettered(LETTERS[int(text)], sample.answer)


def read_own(sample: Sample, reply: str) -> Reading:
    """A lone digit is an index, as in official files; anything else is read as any reply is."""
    found = read_official(sample, reply)
    return found if found.parsed else read_robust(sample, reply)


def read_lmms_eval(sample: Sample, reply: str) -> Reading:
    """A letter or an option's text; where there is neither, a random letter."""
    letter = nextqa_lmms_eval(reply, sample.options)
    return drawn(letter) if isinstance(letter, Chance) else lettered(letter, sample.answer)


def as_index(sample: Sample, answer: str) -> Prediction:
    """The answer in the form of the official files."""
    return Prediction(sample.id, str(LETTERS.index(answer)))


def read_written(sample: Sample, prediction: Prediction) -> Reading:
    """The index against the gold answer that the file holds itself, as the script compares."""
    gold = prediction.fields.get(_OWN_GOLD)
    if gold is None:
        return read_official(sample, prediction.reply or "")
    return replace(read_official(replace(sample, answer=gold), prediction.reply or ""), note=_NOTE)


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """`{"video_qid": {"prediction": index, "answer": index}}`, or a list of such entries.

    A gold answer that is not that of the annotations is kept.
    """
    golds = {sample.id: sample.answer for sample in samples}
    for row in entries_in(path):
        if isinstance(row, Reject):
            yield row
            continue
        id = row.key or _id_of(row)
        found = answer_of(row, id)
        own = _letter(row.get("answer"))
        if own and isinstance(found, Prediction) and golds.get(found.id, own) != own:
            found = replace(found, fields={_OWN_GOLD: own})
        yield found


def _letter(index: object) -> str:
    text = str(index)
    known = text.isascii() and text.isdecimal() and int(text) < len(LETTERS)
    return LETTERS[int(text)] if known else ""


def _id_of(row: Row) -> str | None:
    """The id "video_qid", in one field or in two."""
    video, qid = row.get("video", "video_id"), row.get("qid")
    if video is not None and qid is not None:
        return f"{row.text('video', 'video_id')}_{row.text('qid')}"
    return id_in("id", "question_id", "qns_id", "qid")(row)


def question(sample: Sample) -> str:
    """Our own wording: the official baselines are no language models and have no prompt."""
    return (
        f"{sample.question.strip(' ?').capitalize()}?\n{letter_list(sample.options)}\n"
        "Answer with the letter of the right option."
    )


NEXTQA = Benchmark(
    id="nextqa",
    title="Causal, temporal and descriptive questions on home videos, five options",
    hub="lmms-lab/NExTQA",
    licence="MIT",
    about=__doc__,
    load=load,
    size=4996,
    prompts=(Prompt("letters", 1, question),),
    scorers=(
        Scorer(
            "official",
            "NExT-QA eval_mc.py: index equals index",
            read_official,
            read_fields=read_written,
            decimals=2,
            states=as_index,
        ),
        Scorer(
            "robust", "a lone digit is an index; else as any reply is read", read_own, decimals=2
        ),
        Scorer(
            "lmms-eval",
            "MMMU's older reader at 75571cfe; an unread reply draws a random letter",
            read_lmms_eval,
            decimals=2,
        ),
    ),
    read_official=official_predictions,
)
