"""`when` and `seconds`: where in the video an item is."""

import re

from t3data.checker.claims import Grounding, claim_of
from t3data.checker.fault import Fault
from t3data.checker.places import Story, Truth, tenths
from t3data.checker.reading import ReadRow
from t3data.checker.regions import Region, in_region
from t3data.checker.stems import POSITIONS, check_stem

_NUMBER = r"([0-9]{1,7}\.[0-9])"
_SPANS = (
    re.compile(rf"{_NUMBER}s - {_NUMBER}s"),
    re.compile(rf"[Ff]rom {_NUMBER} to {_NUMBER} seconds"),
)
_PARTS: tuple[Region, ...] = ("begin", "middle", "end")


def judge_position(row: ReadRow, story: Story) -> tuple[Truth, ...]:
    """Which options name the part of the video that the item is in.

    Raises:
        Fault: evidence and captions do not agree.
    """
    claim = claim_of(row, Grounding, "when")
    check_stem(row.stem, "when", (claim.item,), row.options)
    story.require(claim.item, claim.kind, claim.event)
    parts = [_part_of(option) for option in row.options]
    _check_distinct(parts)
    return tuple(None if part is None else in_region(story, claim.event, part) for part in parts)


def judge_seconds(row: ReadRow, story: Story) -> tuple[Truth, ...]:
    """Which options give the seconds of the item.

    Raises:
        Fault: evidence and captions do not agree.
    """
    claim = claim_of(row, Grounding, "seconds")
    check_stem(row.stem, "seconds", (claim.item,), row.options)
    story.require(claim.item, claim.kind, claim.event)
    spans = [_span_of(option) for option in row.options]
    _check_distinct(spans)
    return tuple(_is_span(span, story.spans[claim.event], story.length) for span in spans)


def _check_distinct(said: list[Region | None] | list[tuple[int, int] | None]) -> None:
    known = [each for each in said if each is not None]
    if len(set(known)) != len(known):
        raise Fault("duplicate_options", "two options say the same")


def _part_of(option: str) -> Region | None:
    found = [part for part in _PARTS if POSITIONS[part].search(option.casefold())]
    return found[0] if len(found) == 1 else None


def _span_of(option: str) -> tuple[int, int] | None:
    for form in _SPANS:
        if match := form.fullmatch(option):
            return tenths(float(match[1])), tenths(float(match[2]))
    return None


def _is_span(span: tuple[int, int] | None, true: tuple[int, int], length: int) -> Truth:
    if span is None or not 0 <= span[0] < span[1] <= length:
        return None
    if span == true:
        return True
    shared = max(0, min(span[1], true[1]) - max(span[0], true[0]))
    union = span[1] - span[0] + true[1] - true[0] - shared
    # Half in common is what scorers of temporal grounding accept as found.
    return False if 2 * shared < union else None
