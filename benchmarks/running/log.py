"""The two files of a run, which are its state too: predictions, and what the model was shown."""

import msgspec

from benchmarks.contract import Sample
from benchmarks.running.material import Shown
from t3data.models import Failure, Outcome

PREDICTIONS = "predictions.jsonl"
LOG = "log.jsonl"


class Line(msgspec.Struct, omit_defaults=True):
    """What `predictions.jsonl` holds of a question: a reply, or why there is none."""

    id: str
    reply: str | None = None
    failure: str = ""
    cut: bool = False
    """The reply reached the longest length that was allowed. It is scored as it is: every script
    reads what there is, and a letter stands as a rule at the beginning."""


class Entry(msgspec.Struct, omit_defaults=True):
    """What `log.jsonl` holds of a question: enough to show a model the same once more."""

    id: str
    video: str
    prompt: str = ""
    """A hash of the words."""
    file: str = ""
    indices: tuple[int, ...] = ()
    """Places of the frames in the source, from 0."""
    times: tuple[float, ...] = ()
    """Seconds that the model was told, from the start of the clip."""
    offset: float = 0.0
    """Seconds in the source at which the clip starts."""
    frames: str = ""
    """A hash of the frames with their times."""
    damage: str = ""
    subtitles: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    failure: str = ""


def line_of(sample: Sample, outcome: Outcome) -> Line:
    """The prediction: a reply, or why there is none."""
    if isinstance(outcome, Failure) and outcome.kind == "truncated" and outcome.text.strip():
        return Line(sample.id, outcome.text, cut=True)
    if isinstance(outcome, Failure):
        return Line(sample.id, failure=f"{outcome.kind}: {outcome.detail}")
    return Line(sample.id, outcome.text)


def entry_of(sample: Sample, shown: Shown | None, outcome: Outcome) -> Entry:
    """What the model was shown, and what it cost."""
    entry = Entry(
        sample.id,
        sample.video,
        prompt_tokens=outcome.usage.prompt_tokens,
        completion_tokens=outcome.usage.completion_tokens,
        failure=outcome.kind if isinstance(outcome, Failure) else "",
    )
    if shown:
        entry.prompt, entry.file, entry.subtitles = shown.words, shown.file, shown.subtitles
        if shown.frames:
            entry.indices = shown.frames.indices
            entry.times = tuple(round(time, 6) for time in shown.frames.times)
            entry.offset = shown.frames.offset
            entry.frames = shown.frames.digest
            entry.damage = shown.frames.damage
    return entry


def line_id(line: Line) -> str:
    """The sample's id, by which a prediction is known."""
    return line.id


def entry_id(entry: Entry) -> str:
    """Likewise of an entry of the log."""
    return entry.id
