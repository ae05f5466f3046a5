"""QVHighlights' lines `{qid, query, vid, pred_relevant_windows, pred_saliency_scores}`.

Of an id that occurs twice the windows of all lines concatenate, as mAP has it; those of the last
line are kept beside them, for R1, and its saliency.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.contract import Prediction, Sample
from benchmarks.grounding.highlight_ap import clips_of
from benchmarks.grounding.highlight_text import saliency, times_and_scores
from benchmarks.grounding.moment_ap import SENTINEL, Ranked
from benchmarks.grounding.moments import DURATION, WINDOWS, predicted
from benchmarks.grounding.submissions import number_or_text, scored_windows, with_windows
from benchmarks.predictions.entries import bad
from benchmarks.rows import Row, rows_or_rejects
from benchmarks.windows.window import windows_of
from t3data.files import atomic_write
from t3data.types import Reject

SALIENCY, LAST = "saliency", "last"
"""Fields of a prediction: a score a clip; of an id that occurs twice, the last line's windows."""
MR, HL = "pred_relevant_windows", "pred_saliency_scores"


def read_submission(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """The lines `{qid, query, vid, pred_relevant_windows, pred_saliency_scores}`.

    Raises:
        T3Error: the file cannot be read.
    """
    first: Mapping[str, Any] | None = None
    found: dict[str, Prediction] = {}
    for row in rows_or_rejects(path):
        if isinstance(row, Reject):
            yield row
            continue
        first = first or row.fields
        line = _line(row, [name for name in (MR, HL) if name in first])
        if isinstance(line, Reject):
            yield line
        elif line.id in found:
            found[line.id] = _joined(found[line.id], line)
        else:
            found[line.id] = line
    yield from found.values()


def _line(row: Row, wanted: Sequence[str]) -> Prediction | Reject:
    id = row.get("qid")
    if id is None:
        return bad(row, "qid", "missing")
    fields: dict[str, Any] = {}
    for name in wanted:
        if name not in row.fields:
            return bad(row, name, "missing, and the first line has it")
    if MR in wanted:
        line = with_windows(str(id), row, MR)
        if isinstance(line, Reject):
            return line
        fields.update(line.fields)
    if HL in wanted:
        scores = row.fields[HL]
        if not _numbers(scores):
            return bad(row, HL, "expected a list of numbers, one a clip of two seconds")
        fields[SALIENCY] = scores
    return Prediction(str(id), "", "", fields)


def _numbers(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, int | float) for one in value)


def _joined(before: Prediction, line: Prediction) -> Prediction:
    fields = {**before.fields, **line.fields}
    if WINDOWS in fields:
        fields[WINDOWS] = [*before.fields[WINDOWS], *line.fields[WINDOWS]]
        fields[LAST] = line.fields[WINDOWS]
    return Prediction(line.id, "", "", fields)


def write_submission(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """The same lines; a query without windows has the one that is worth nothing."""
    any_saliency = any(saliency_scores(s, predictions.get(s.id)) is not None for s in samples)
    with atomic_write(path) as stream:
        for sample in samples:
            said = predictions.get(sample.id)
            line: dict[str, Any] = {
                "qid": number_or_text(sample.id),
                "query": sample.question,
                "vid": sample.video,
                MR: ranked_windows(sample, said) or [SENTINEL],
            }
            if any_saliency:
                zeros = [0.0] * clips_of(sample.extra[DURATION])
                scores = saliency_scores(sample, said)
                line[HL] = zeros if scores is None else scores
            stream.write(msgspec.json.encode(line) + b"\n")


def ranked_windows(sample: Sample, said: Prediction | None, field: str = WINDOWS) -> list[Ranked]:
    """Windows with their scores, equal ones where none are given."""
    if said is None or said.reply is None:
        return []
    if field in said.fields and windows_of(said.fields[field]) is not None:
        held = scored_windows(Prediction(said.id, "", "", {WINDOWS: said.fields[field]}))
        if held:
            return [(float(start), float(end), float(score)) for start, end, score in held]
    return [(start, end, 0.0) for start, end in predicted(sample, said)]


def saliency_scores(sample: Sample, said: Prediction | None) -> Sequence[float] | None:
    """One score a clip, as the prediction has it or its text says; None where it has none."""
    if said is None or said.reply is None:
        return None
    if SALIENCY in said.fields:
        scores: Sequence[float] = said.fields[SALIENCY]
        return scores
    stated = times_and_scores(said.reply) if said.reply else None
    return saliency(*stated, sample.extra[DURATION]) if stated else None
