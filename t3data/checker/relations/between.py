"""`between`: how many events lie between two anchors."""

import re

from t3data.checker.claims import Between, claim_of
from t3data.checker.fault import Fault
from t3data.checker.places import Story, Truth
from t3data.checker.reading import ReadRow
from t3data.checker.stems import check_stem

_COUNT = re.compile(r"([0-9]{1,4})")


def judge(row: ReadRow, story: Story) -> tuple[Truth, ...]:
    """Which options give the number of events between the anchors.

    Raises:
        Fault: evidence and captions do not agree, or the events overlap so that nobody can tell.
    """
    claim = claim_of(row, Between, "between")
    check_stem(row.stem, "between", claim.anchors)
    for anchor, line in zip(claim.anchors, claim.events, strict=True):
        story.require(anchor, claim.kind, line)
    first, last = claim.events
    if first >= last:
        raise Fault("not_chronological", "the anchors of the evidence are not in time order")
    # Lines above the first anchor count too: one that runs on would be going on in between.
    reach = max(end for _, end in story.spans[: first + 1])
    for line in range(first + 1, last + 1):
        start, end = story.spans[line]
        if start < reach:
            raise Fault("events_overlap", f"line {line + 1} starts before an earlier one ends")
        reach = end
    between = last - first - 1
    counts = [int(match[1]) if (match := _COUNT.fullmatch(o)) else None for o in row.options]
    known = [count for count in counts if count is not None]
    if len(set(known)) != len(known):
        raise Fault("duplicate_options", "two options say the same")
    return tuple(None if count is None else count == between for count in counts)
