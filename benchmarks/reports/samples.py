"""Samples as cards of the page: the question, the reply, and what each rule made of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.choices import LETTERS
from benchmarks.contract import Scored
from benchmarks.reports.differences import MARKS, SILENT, differ
from benchmarks.scoring import Result
from t3data.html import Card

MOST = 5_000
"""Cards in a page; about 3 MB."""
_ODD = 3 * MOST // 4
"""Of these at most so many are disagreements and samples without a readable reply."""
_TONES = {"right": "good", "wrong": "bad"}


@dataclass(frozen=True, slots=True)
class Samples:
    """What the page's browser shows."""

    filters: tuple[str, ...]
    cards: tuple[Card, ...]
    of: int
    """Samples in all."""


def samples(results: Sequence[Result]) -> Samples:
    """Cards of all samples; of many those that tell most, evenly picked, in their order.

    One scorer that counts lines shows each of them; several have the samples in common.
    """
    rows = [result.rows if len(results) > 1 else result.all_rows for result in results]
    places = _picked(rows)
    groupings = _groupings(results[0])
    verdicts = [f"by {result.scorer}" for result in results] if len(results) > 1 else ["verdict"]
    disagree = ["scorers"] if len(results) > 1 else []
    names = [result.scorer for result in results]
    cards = (_card([of_scorer[place] for of_scorer in rows], names, groupings) for place in places)
    return Samples((*verdicts, *disagree, *groupings), tuple(cards), len(rows[0]))


def _groupings(result: Result) -> tuple[str, ...]:
    """Those of the samples, in the order of the report, each with more than one group."""
    found: dict[str, set[object]] = {}
    for row in result.rows:
        for grouping, group in row.sample.groups.items():
            found.setdefault(grouping, set()).add(group)
    return tuple(grouping for grouping, groups in found.items() if len(groups) > 1)


def _picked(rows: Sequence[Sequence[Scored]]) -> list[int]:
    count = len(rows[0])
    if count <= MOST:
        return list(range(count))
    odd: list[int] = []
    plain: list[int] = []
    for place, verdicts in enumerate(zip(*rows, strict=True)):
        (odd if _odd(verdicts) else plain).append(place)
    odd = _evenly(odd, max(_ODD, MOST - len(plain)))
    return sorted(odd + _evenly(plain, MOST - len(odd)))


def _odd(verdicts: Sequence[Scored]) -> bool:
    return any(verdict.status in SILENT for verdict in verdicts) or differ(verdicts)


def _evenly(places: list[int], most: int) -> list[int]:
    count = min(most, len(places))
    return [places[number * len(places) // count] for number in range(count)]


def _card(verdicts: Sequence[Scored], names: Sequence[str], groupings: Sequence[str]) -> Card:
    first = verdicts[0]
    sample = first.sample
    agree = [] if len(verdicts) == 1 else ["disagree" if differ(verdicts) else "agree"]
    return Card(
        id=sample.id,
        question=sample.question,
        options=sample.options,
        true=_option(sample.answer, sample.options),
        chosen=_option(first.reading.read, sample.options),
        reply=first.reply,
        facets=(
            *(_status(verdict) for verdict in verdicts),
            *agree,
            *(_group(sample.groups.get(grouping, "–")) for grouping in groupings),
        ),
        tone=_TONES.get(first.status, "open"),
        note=_note(verdicts, names),
    )


def _note(verdicts: Sequence[Scored], names: Sequence[str]) -> str:
    """What each rule read, and the gold answer where no option can show it."""
    several = len(verdicts) > 1
    lines = []
    for verdict, name in zip(verdicts, names, strict=True):
        reading = verdict.reading
        told = f"read {reading.read}" if reading.read else "nothing read"
        worth = f", worth {reading.worth:g}" if verdict.status == "partial" else ""
        remark = f" ({reading.note})" if reading.note else ""
        who = f"{name}: " if several else ""
        lines.append(f"{who}{told}{worth} {MARKS[verdict.status]}{_left_out(verdict)}{remark}")
    sample = verdicts[0].sample
    if _option(sample.answer, sample.options) is None:
        lines.append(f"gold: {sample.answer}")
    return "\n".join(lines)


def _status(verdict: Scored) -> str:
    return verdict.status + _left_out(verdict)


def _left_out(verdict: Scored) -> str:
    return "" if verdict.counted else ", left out"


def _group(group: str | tuple[str, ...]) -> str:
    return group if isinstance(group, str) else ", ".join(group)


def _option(letter: str, options: Sequence[str]) -> int | None:
    place = LETTERS.find(letter) if len(letter) == 1 else -1
    return place if 0 <= place < len(options) else None
