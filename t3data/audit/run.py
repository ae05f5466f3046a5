"""The audit itself: sample, guess task by task, sum up."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from t3data.audit.guessers import Guesser, half_of
from t3data.audit.intervals import clustered_wilson, z_value
from t3data.audit.priors import AnswerPrior, LetterPrior, PositionPrior
from t3data.audit.regressions import REGRESSIONS
from t3data.audit.report import ALL_TASKS, AuditReport, Finding, TaskKeys
from t3data.audit.rows import BlindRow, Sample, sample_directory
from t3data.audit.rules import RULES

MOST_ROWS = 10_000
"""Rows of one task that are looked at; more would only make intervals narrower than the margin."""
GUESSERS: tuple[Guesser, ...] = (
    LetterPrior(),
    PositionPrior(),
    AnswerPrior(),
    *RULES,
    *REGRESSIONS,
)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def audit_directory(directory: Path, *, most: int = MOST_ROWS) -> AuditReport:
    """How well guessers do on the T3 rows of `directory` that never see the captions.

    Args:
        directory: holds `data/*.arrow`.
        most: rows of each task to look at, chosen by a hash of their ids.

    Raises:
        T3Error: no shards, an unreadable one, or no T3 row in them.
    """
    return audit_rows(sample_directory(directory, most))


def audit_rows(sample: Sample) -> AuditReport:
    """The same for rows in hand."""
    guesses: dict[tuple[str, str], list[_Guess]] = {}
    for task, rows in sample.tasks.items():
        halves = [half_of(row.group) for row in rows]
        for guesser in GUESSERS:
            earned = guesser.credits(rows, halves)
            found = [
                (value, row.chance, row.group)
                for value, row in zip(earned, rows, strict=True)
                if value is not None
            ]
            if found:
                guesses[task, guesser.name] = found
    if len(sample.tasks) > 1:
        for guesser in GUESSERS:
            names = [(task, guesser.name) for task in sample.tasks]
            pooled = [guess for name in names for guess in guesses.get(name, [])]
            if pooled:
                guesses[ALL_TASKS, guesser.name] = pooled
    z = z_value(len(guesses))
    return AuditReport(
        findings=tuple(_finding(*name, found, z) for name, found in guesses.items()),
        keys=tuple(_keys(task, rows, sample.seen[task]) for task, rows in sample.tasks.items()),
        comparisons=len(guesses),
        unreadable=sample.unreadable,
    )


_Guess = tuple[float, float, str]
"""Credit, chance, group."""


def _finding(task: str, guesser: str, found: Sequence[_Guess], z: float) -> Finding:
    credits, chances, groups = zip(*found, strict=True)
    low, high = clustered_wilson(credits, groups, z)
    return Finding(
        task=task,
        guesser=guesser,
        n=len(found),
        accuracy=sum(credits) / len(found),
        chance=sum(chances) / len(found),
        low=low,
        high=high,
    )


def _keys(task: str, rows: Sequence[BlindRow], seen: int) -> TaskKeys:
    lettered = [row for row in rows if row.lettered]
    most = max((len(row.options) for row in lettered), default=0)
    right = Counter(row.answer for row in lettered)
    expected = [
        sum(row.chance for row in lettered if place < len(row.options)) for place in range(most)
    ]
    (commonest, count), *_ = Counter(row.options[row.answer].lower() for row in rows).most_common(1)
    return TaskKeys(
        task=task,
        rows=seen,
        sampled=len(rows),
        letters={_LETTERS[place]: right[place] for place in range(most)},
        expected={_LETTERS[place]: round(value, 1) for place, value in enumerate(expected)},
        commonest=commonest,
        commonest_share=count / len(rows),
    )
