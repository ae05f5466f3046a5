"""VideoTemp-Bench: multiple choice on videos of up to an hour, by their length.

Source: VideoTemp-o3, Liu et al. 2026 (arXiv 2602.07801), `Kwai-Keye/VideoTemp-Bench`. Licence: see
the dataset; no rows are shipped. The names of its fields are taken from a copy of the release and
not certain: videos (a list, or video), question (the stem, then "A. …" options), answer (a
letter), duration in seconds. Where they differ, put a `fields.json` beside the data that maps our
names to theirs: `{"id": "…", "video": "…", "question": "…", "options": "…", "answer": "…",
"duration": "…"}`, those that differ. All but question and answer may be missing; an id is then the
row's number, counted from 0 over all files.
Official rule (`eval/score.py`): the first character; an unread reply counts as A. Accuracy over
all, and for videos below 3, 10 and 20 minutes and above. Grounding is another run, not read here.
"""

from ast import literal_eval
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.choices import LETTERS, bare, letter_list, lettered, robust, split_options
from benchmarks.contract import Benchmark, FailurePolicy, Prompt, Reading, Sample, Scorer
from benchmarks.rows import Row, found_below, object_of, rows_of
from t3data.errors import T3Error

FIELDS = {
    "id": ("id", "qid", "question_id"),
    "video": ("videos", "video"),
    "question": ("question",),
    "options": ("options", "candidates"),
    "answer": ("answer", "solution"),
    "duration": ("duration",),
}
"""Our names and where each is looked for; `fields.json` puts others in their place."""
MAP = "fields.json"

LENGTHS = ((180.0, "0-3 min"), (600.0, "3-10 min"), (1200.0, "10-20 min"))


def load(path: Path) -> Iterator[Sample]:
    """Samples from JSON, JSONL or Parquet files, by the map beside them where there is one.

    Raises:
        T3Error: a map that maps nothing of ours, or a row without a question or answer.
    """
    root = path if path.is_dir() else path.parent
    fields = _fields(root / MAP) if (root / MAP).exists() else FIELDS
    files = found_below(path, "*.parquet", "*.jsonl", "*.json")
    number = 0
    for file in files:
        if file.name == MAP:
            continue
        for row in rows_of(file):
            yield _sample(row, fields, number)
            number += 1


def _fields(path: Path) -> Mapping[str, tuple[str, ...]]:
    given = object_of(path)
    for name, theirs in given.items():
        if name not in FIELDS or not isinstance(theirs, str):
            raise T3Error(
                f"{path}: {name}: expected one of {', '.join(FIELDS)}, with the name of a field"
            )
    return {**FIELDS, **{name: (theirs,) for name, theirs in given.items()}}


def _sample(row: Row, fields: Mapping[str, tuple[str, ...]], number: int) -> Sample:
    stem, options = split_options(row.text(*fields["question"]))
    if not options and row.get(*fields["options"]) is not None:
        options = _options(row, fields["options"])
    answer = row.text(*fields["answer"]).strip()
    plain = answer.strip("().: ").upper()
    letter = plain[:1]
    if len(plain) > 1 and options.count(bare(answer)) == 1:
        letter = LETTERS[options.index(bare(answer))]
    elif letter not in tuple(LETTERS[: len(options)]):
        raise row.wrong(fields["answer"], f"the letter of one of {len(options)} options", answer)
    video = _first(row.get(*fields["video"]))
    seconds = row.number(*fields["duration"]) if row.get(*fields["duration"]) is not None else None
    return Sample(
        id=row.text(*fields["id"]) if row.get(*fields["id"]) is not None else str(number),
        video=video or str(number),
        question=stem,
        answer=letter,
        options=options,
        groups={"duration": _length(seconds)} if seconds is not None else {},
    )


def _options(row: Row, names: Sequence[str]) -> tuple[str, ...]:
    """A list, one text with a line an option, a list written as text, or an object by letter."""
    found = row.get(*names)
    if isinstance(found, str) and found.lstrip().startswith(("[", "{")):
        try:
            found = literal_eval(found.strip())  # JSON of texts is Python too
        except (ValueError, SyntaxError, RecursionError):
            raise row.wrong(names, "a list of texts", found) from None
    if isinstance(found, str):
        return split_options(found)[1] or (found,)
    if isinstance(found, Mapping) and sorted(found) == list(LETTERS[: len(found)]):
        found = [found[letter] for letter in sorted(found)]
    return tuple(map(bare, replace(row, fields={names[0]: found}).texts(names[0])))


def _first(value: Any) -> str:
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return str(value or "")


def _length(seconds: float) -> str:
    return next((name for end, name in LENGTHS if seconds < end), "over 20 min")


def read_official(sample: Sample, reply: str) -> Reading:
    """The first character; anything but an option's letter is taken for A."""
    letter = reply.strip()[:1]
    if letter in tuple(LETTERS[: len(sample.options)]):
        return lettered(letter, sample.answer)
    return Reading(float(sample.answer == "A"), "A", parsed=False, note="unread, taken for A")


def question(sample: Sample) -> str:
    """Our own wording."""
    return (
        f"{sample.question}\n{letter_list(sample.options)}\n"
        "Answer with the letter of the right option, nothing else."
    )


VIDEOTEMP = Benchmark(
    id="videotemp",
    title="Multiple choice on videos of seconds to an hour, by their length",
    hub="Kwai-Keye/VideoTemp-Bench",
    licence="see the dataset",
    about=__doc__,
    load=load,
    prompts=(Prompt("letters", 1, question),),
    scorers=(
        Scorer(
            "official",
            "eval/score.py: the first character; what is not read is taken for A",
            read_official,
            FailurePolicy(unparsed="wrong", failed="exclude", missing="exclude"),
            decimals=2,
        ),
        robust(decimals=2),
    ),
)
