"""NExT-QA: why, how, when and what happens next, five options, in home videos.

Source: Xiao et al. 2021 (arXiv 2105.08276), github.com/doc-doc/NExT-QA: val 4,996, test 8,564.
Licence: MIT. The gold answer is the index of an option.
Official rule: index equals index; CW CH TN (TP counts as TN) TC DC DL DO, then causal, temporal,
descriptive and all, micro, two decimals. A prediction that is absent is a KeyError there; here it
is wrong and counted as missing. The file of predictions carries its own gold answers; we use those
of the annotations, which are the same in the published files.
lmms-eval reads "(X)", "X ", "X." and option texts out of replies and guesses where it finds none.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.choices import LETTERS, drawn, letter_list, lettered, read_robust, unread
from benchmarks.contract import Benchmark, Prediction, Prompt, Reading, Sample, Scorer
from benchmarks.extractors import Chance, nextqa_lmms_eval
from benchmarks.predictions.entries import as_prediction
from benchmarks.rows import Row, found_below, object_of, rows_of
from t3data.types import Reject


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


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """`{"video_qid": {"prediction": index, "answer": index}}`."""
    for number, (id, entry) in enumerate(object_of(path).items()):
        row = Row(
            entry if isinstance(entry, dict) else {"prediction": entry}, str(path), number, id
        )
        yield as_prediction(id, row.fields.get("prediction"), row, "prediction")


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
