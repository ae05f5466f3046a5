"""VideoTemp-Bench, grounding: the window that holds the evidence for an answer that is given.

Source: VideoTemp-o3, Liu et al. 2026 (arXiv 2602.07801), `Kwai-Keye/VideoTemp-Bench`. Licence: see
the dataset. Used are videos[0], question (the stem, then "A. …" options), answer (a letter),
duration and timestamp [s, e] in seconds, as a copy of the release has them; counts are not certain.
An id is the row's `id`, else its number from 0 over all files. What is looked for is the stem with
the text of the right option.
Official rule: convention `videotemp`, here first and called `official`, over all and by duration
below 3, 10 and 20 minutes and above. The total is over all samples and no mean of the parts; an
empty part stops the original and is not shown here. For the questions see `videotemp`.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.choices import LETTERS, bare, split_options
from benchmarks.contract import Benchmark, Prompt, Sample
from benchmarks.grounding.moments import duration_of, gold_windows, moment
from benchmarks.grounding.submissions import read_submission, write_submission
from benchmarks.rows import Row, found_below, rows_of
from benchmarks.videotemp import LENGTHS
from benchmarks.windows.scorers import scorers

_LONGEST = "over 20 min"


def load(path: Path) -> Iterator[Sample]:
    """Samples of JSON, JSONL or Parquet files; rows without a timestamp are other tasks.

    Raises:
        T3Error: nothing of the kind is there, or a row is not as published.
    """
    number = 0
    for file in found_below(path, "*.parquet", "*.jsonl", "*.json"):
        for row in rows_of(file):
            if row.get("timestamp") is not None:
                yield _sample(row, number)
            number += 1


def _sample(row: Row, number: int) -> Sample:
    stem, options = split_options(row.text("question"))
    if not options and row.get("options") is not None:
        options = tuple(bare(option) for option in row.texts("options"))
    letter = row.text("answer").strip("(). \n")[:1].upper()
    if options and letter not in tuple(LETTERS[: len(options)]):
        raise row.wrong(("answer",), f"the letter of one of {len(options)} options", letter)
    videos = row.get("videos", "video")
    video = videos[0] if isinstance(videos, list | tuple) and videos else videos
    duration = duration_of(row, "duration")
    length = {} if duration is None else {"duration": part_of(duration)}
    return moment(
        row.text("id") if row.get("id") is not None else str(number),
        str(video or number),
        stem,
        gold_windows(row, "timestamp"),
        duration,
        length,
        evidence=options[LETTERS.index(letter)] if options else "",
    )


def part_of(seconds: float) -> str:
    """The part of the official table that a duration belongs to."""
    return next((name for end, name in LENGTHS if seconds < end), _LONGEST)


def question(sample: Sample) -> str:
    """Our own wording of the stem and the text of the right option."""
    answer = f"\nAnswer: {sample.extra['evidence']}" if sample.extra["evidence"] else ""
    return (
        f"Question: {sample.question.strip()}{answer}\n"
        "In which part of the video is this to be seen? "
        'Answer with one window in seconds, as "from 3.2 to 7.5 seconds", nothing else.'
    )


_SCORERS = scorers()
VIDEOTEMP_GROUNDING = Benchmark(
    id="videotemp-grounding",
    title="The window that holds the evidence for a given answer, by length of the video",
    hub="Kwai-Keye/VideoTemp-Bench",
    licence="see the dataset",
    about=__doc__,
    load=load,
    prompts=(Prompt("evidence", 1, question),),
    scorers=(
        *(replace(one, name="official") for one in _SCORERS if one.name == "videotemp"),
        *_SCORERS,
    ),
    read_official=read_submission,
    write_official=write_submission,
)
