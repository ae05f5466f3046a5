"""Replies on which the rules disagree: where a number depends on whose script reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.contract import Sample, Scored
from benchmarks.scoring import Result

MARKS = {
    "right": "✓",
    "wrong": "✗",
    "partial": "~",
    "unparsed": "unread",
    "failed": "failed",
    "missing": "missing",
}
"""Statuses in little room."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One reply and what each scorer makes of it."""

    sample: Sample
    reply: str
    verdicts: Mapping[str, Scored]


def disagreements(results: Sequence[Result]) -> list[Disagreement]:
    """The samples whose worth is not the same under all scorers, in the samples' order."""
    found = []
    for rows in zip(*(result.rows for result in results), strict=True):
        first = rows[0]
        if any(stands(row) != stands(first) for row in rows[1:]):
            verdicts = {result.scorer: row for result, row in zip(results, rows, strict=True)}
            found.append(Disagreement(first.sample, first.reply, verdicts))
    return found


def stands(row: Scored) -> float | None:
    """What a sample is worth under a rule; None where the rule leaves it out."""
    return row.reading.worth if row.counted else None


def told(row: Scored) -> str:
    """What a rule read and made of it, in a word or two."""
    return f"{row.reading.read or '–'} {MARKS[row.status] if row.counted else 'left out'}"
