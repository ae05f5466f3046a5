"""`longest`, `shortest`, `starts_first` and so on: one number of each option's event decides."""

from t3data.checker.claims import Extreme, claim_of
from t3data.checker.fault import Fault
from t3data.checker.places import Story, Truth
from t3data.checker.reading import ReadRow
from t3data.checker.stems import check_listing, check_stem

_LEAST = 10
"""Tenths of a second by which two events must differ."""


def judge_duration(row: ReadRow, story: Story) -> tuple[Truth, ...]:
    """Which option's event is the longest or the shortest.

    Raises:
        Fault: evidence and captions do not agree.
    """
    claim = _claim(row, story, "longest", "shortest")
    lengths = [story.lasts(line) for line in claim.events]
    sign = 1 if claim.relation == "longest" else -1
    return tuple(_greatest(index, lengths, sign, share=5) for index in range(len(lengths)))


def judge_first_last(row: ReadRow, story: Story) -> tuple[Truth, ...]:
    """Which option's event starts or ends first or last.

    Raises:
        Fault: evidence and captions do not agree.
    """
    claim = _claim(row, story, "starts_first", "starts_last", "ends_first", "ends_last")
    side = 0 if claim.relation.startswith("starts") else 1
    moments = [story.spans[line][side] for line in claim.events]
    sign = 1 if claim.relation.endswith("last") else -1
    return tuple(_greatest(index, moments, sign) for index in range(len(moments)))


def _claim(row: ReadRow, story: Story, *relations: str) -> Extreme:
    claim = claim_of(row, Extreme, *relations)
    check_stem(row.stem, claim.relation, (), row.options)
    if not row.lettered:
        check_listing(row.stem, row.options)
    if len(claim.events) != len(row.options):
        raise Fault("bad_evidence", "as many lines as options are expected")
    story.require_distinct(row.options, claim.kind)
    for option, line in zip(row.options, claim.events, strict=True):
        story.require(option, claim.kind, line)
    return claim


def _greatest(index: int, numbers: list[int], sign: int, share: int = 0) -> Truth:
    """Whether number `index` beats all others, by a second and by a `share`-th of the smaller."""
    own = numbers[index]
    margins = [
        (sign * (own - other), max(_LEAST, -(-min(own, other) // share) if share else 0))
        for at, other in enumerate(numbers)
        if at != index
    ]
    if all(ahead >= margin for ahead, margin in margins):
        return True
    return False if any(-ahead >= margin for ahead, margin in margins) else None
