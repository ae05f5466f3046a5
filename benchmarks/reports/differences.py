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
SILENT = ("unparsed", "failed", "missing")
"""Statuses of samples from which nothing was read."""


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
        if differ(rows):
            verdicts = {result.scorer: row for result, row in zip(results, rows, strict=True)}
            found.append(Disagreement(rows[0].sample, rows[0].reply, verdicts))
    return found


def differ(rows: Sequence[Scored]) -> bool:
    """Whether a sample is not worth the same under all scorers.

    Where none of them reads anything they agree; that one counts it and another leaves it out is
    a matter of the failure policy.
    """
    first = rows[0]
    worth = first.reading.worth if first.counted else None
    if all((row.reading.worth if row.counted else None) == worth for row in rows):
        return False
    return any(row.status not in SILENT or row.reading.worth for row in rows)


def told(row: Scored) -> str:
    """What a rule read and made of it, in a word or two."""
    return f"{row.reading.read or '–'} {MARKS[row.status] if row.counted else 'left out'}"
