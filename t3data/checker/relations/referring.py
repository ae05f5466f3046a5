"""`at`, `before`, `after`, `while`: what is shown in one part of the video, or beside an anchor."""

from t3data.checker.claims import ItemKind, Meanwhile, Neighbour, Position, claim_of
from t3data.checker.fault import Fault
from t3data.checker.places import Story, Truth
from t3data.checker.reading import ReadRow
from t3data.checker.regions import in_region
from t3data.checker.stems import asks_nearest, check_listing, check_stem

_LEAST = 10
"""Tenths of a second: the least overlap, and the least difference of two moments."""


def judge_position(row: ReadRow, story: Story) -> tuple[Truth, ...]:
    """Which options are shown in the part of the video that the stem names.

    Raises:
        Fault: evidence and captions do not agree.
    """
    claim = claim_of(row, Position, "at")
    check_stem(row.stem, f"at {claim.position}", (), row.options)
    where = [in_region(story, line, claim.position) for line in range(len(row.events))]
    if where[claim.event] is not True:
        raise Fault("not_in_part", f"line {claim.event + 1} is not in the {claim.position}")
    return _answers(row, story, claim.kind, claim.event, where)


def judge_neighbour(row: ReadRow, story: Story) -> tuple[Truth, ...]:
    """Which options come right before or after the anchor.

    Raises:
        Fault: evidence and captions do not agree.
    """
    claim = claim_of(row, Neighbour, "before", "after")
    asked = check_stem(row.stem, claim.relation, (claim.anchor,), row.options)
    story.require(claim.anchor, claim.kind, claim.anchor_event)
    step = -1 if claim.relation == "before" else 1
    if claim.event != claim.anchor_event + step:
        raise Fault("not_nearest", f"line {claim.event + 1} is not next to the anchor's line")
    where = [_neighbour(story, line, claim, asks_nearest(asked)) for line in range(len(row.events))]
    if where[claim.event] is not True:
        raise Fault("events_overlap", "the anchor and the answer overlap in time")
    return _answers(row, story, claim.kind, claim.event, where)


def judge_overlap(row: ReadRow, story: Story) -> tuple[Truth, ...]:
    """Which options happen while the anchor does.

    Raises:
        Fault: evidence and captions do not agree.
    """
    claim = claim_of(row, Meanwhile, "while")
    check_stem(row.stem, "while", (claim.anchor,), row.options)
    story.require(claim.anchor, claim.kind, claim.anchor_event)
    where = [_meanwhile(story, line, claim.anchor_event) for line in range(len(row.events))]
    if claim.event == claim.anchor_event or where[claim.event] is not True:
        raise Fault("no_overlap", f"line {claim.event + 1} does not overlap the anchor enough")
    return _answers(row, story, claim.kind, claim.event, where)


def _answers(
    row: ReadRow, story: Story, kind: ItemKind, line: int, where: list[Truth]
) -> tuple[Truth, ...]:
    story.require_distinct(row.options, kind)
    if not row.lettered:
        check_listing(row.stem, row.options)
    truths = tuple(story.truth(option, kind, where) for option in row.options)
    if truths[row.answer_index] is not False:
        story.require(row.options[row.answer_index], kind, line)
    return truths


def _neighbour(story: Story, line: int, claim: Neighbour, nearest: bool) -> Truth:
    """Whether an item of `line` may be said to come before (after) the anchor."""
    sign = -1 if claim.relation == "before" else 1
    apart = sign * (line - claim.anchor_event)
    if not story.spans:
        return apart == 1 or (apart > 1 and not nearest)
    if apart == 0:
        return False
    anchor, span = story.spans[claim.anchor_event], story.spans[line]
    gap = anchor[0] - span[1] if sign < 0 else span[0] - anchor[1]
    if line == claim.event:
        return gap >= 0
    if gap >= 0:
        if not nearest:
            return True
        rival = story.spans[claim.event]
        further = rival[1] - span[1] if sign < 0 else span[0] - rival[0]
        return False if further >= _LEAST else None
    # It shares time with the anchor or lies on the other side; it must not also reach out to this.
    reaches_out = span[0] < anchor[0] if sign < 0 else span[1] > anchor[1]
    beyond = span[0] >= anchor[1] if sign < 0 else span[1] <= anchor[0]
    return False if beyond or not reaches_out else None


def _meanwhile(story: Story, line: int, anchor: int) -> Truth:
    shared = story.overlap(line, anchor)
    if shared == 0:
        return False
    shorter = min(story.lasts(line), story.lasts(anchor))
    return True if shared >= _LEAST and 2 * shared >= shorter else None
