"""T3's textual probe: temporal questions over captions, answered without any video.

Source: Li et al. 2024 (arXiv 2410.06166), `tobiaslee/text_temporal`: columns question (captions,
the question itself, lettered options), answer (the full option line, "(C) text") and qid. Licence:
none given, no rows are shipped. The scoring script is not published: `line`, our reading of
what the rows are trained for, wants the whole option line or its letter, `robust` reads what a
reply states. A row whose answer is no option line is right if the reply equals its text, spaces
and case aside, under either. A qid without its number is the group `set`.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.choices import LETTERS, bare, lettered, read_robust, split_options, unread
from benchmarks.contract import Benchmark, Prediction, Prompt, Reading, Sample, Scorer
from benchmarks.rows import found_below, rows_of

_LETTER = re.compile(r"\(?([A-Z])(?:[.):]|$)")
_NUMBER = re.compile(r"[-_/#]?\d+$")


def load(path: Path) -> Iterator[Sample]:
    """Samples from JSON, JSONL, CSV or Parquet files with the three columns."""
    for file in found_below(path, "*.parquet", "*.jsonl", "*.json", "*.csv"):
        for row in rows_of(file):
            qid, text, answer = row.text("qid"), row.text("question"), row.text("answer").strip()
            _, options = split_options(text.rpartition("Question:")[2])
            letter = _letter(answer, options)
            kind = _NUMBER.sub("", qid)
            yield Sample(
                id=qid,
                video=qid,
                question=text,
                answer=letter or answer,
                options=options if letter else (),
                groups={"set": kind} if kind else {},
            )


def _letter(answer: str, options: Sequence[str]) -> str:
    """The letter that an answer line begins with; "" where it is none of the options'."""
    found = _LETTER.match(answer)
    return found[1] if found and found[1] in LETTERS[: len(options)] else ""


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def read_line(sample: Sample, reply: str) -> Reading:
    """The reply is an option line, a letter in brackets or not, or the text of the answer."""
    text = _plain(reply)
    if not sample.options:
        return Reading(float(text == _plain(sample.answer)), reply.strip(), bool(text))
    for letter, option in zip(LETTERS, sample.options, strict=False):
        forms = (letter, f"({letter})", f"{letter}.", f"({letter}) {option}", option)
        if text in map(_plain, forms):
            return lettered(letter, sample.answer)
    return unread()


def read_own(sample: Sample, reply: str) -> Reading:
    """What a reply states, where there are options."""
    return read_robust(sample, reply) if sample.options else read_line(sample, reply)


def as_line(sample: Sample, answer: str) -> Prediction:
    """The whole option line, as the rows are trained for."""
    if not sample.options:
        return Prediction(sample.id, answer)
    return Prediction(sample.id, f"({answer}) {bare(sample.options[LETTERS.index(answer)])}")


def question(sample: Sample) -> str:
    """The question as published: it holds the captions and the options."""
    return sample.question


TEXT_TEMPORAL = Benchmark(
    id="text-temporal",
    title="T3's textual probe: temporal questions over captions, without a video",
    hub="tobiaslee/text_temporal",
    licence="none given",
    about=__doc__,
    load=load,
    prompts=(Prompt("published", 1, question, frames="none"),),
    scorers=(
        Scorer("line", "the whole option line or its letter", read_line, states=as_line),
        Scorer("robust", "reads what a reply states, in any usual form", read_own, states=as_line),
    ),
)
