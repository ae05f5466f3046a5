"""DiDeMo: moments of videos, marked by several annotators in segments of five seconds.

`{"description": .., "video": .., "times": [[first, last], ..], "annotation_id": ..}`, numbers of
segments, both included. A moment is where most annotators put it; where two places have as many,
nobody knows. The videos' lengths are not stated (the last segment may be shorter than the others).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from t3data.captions.draft import Draft, Flaw, WrongShapeError
from t3data.captions.fields import has, name_of, video_of

GATHER = True
SEGMENT_SECONDS = 5.0


def recognises(row: Any, key: str | None) -> bool:
    """An object with a description and a list of `times`."""
    return has(row, "description", "video", "times") and isinstance(row["times"], list)


def drafts(row: Any, key: str | None) -> Iterator[Draft | Flaw]:
    """The description, at the segments that more annotators chose than any others."""
    if not isinstance(row, Mapping) or not recognises(row, key):
        raise WrongShapeError("expected an object with 'description', 'video' and 'times'")
    votes = Counter(_segments(pair) for pair in row["times"]).most_common(2)
    if not votes or (len(votes) == 2 and votes[0][1] == votes[1][1]):
        told = f"the annotators chose {row['times']} and no segment more often than the others"
        yield Flaw("no_agreement", told, str(row["description"]))
        return
    (first, last), _ = votes[0]
    start, end = first * SEGMENT_SECONDS, (last + 1) * SEGMENT_SECONDS
    if last < first:
        start, end = (first + 1) * SEGMENT_SECONDS, last * SEGMENT_SECONDS
    yield Draft(row["description"], name_of(row, ("annotation_id",)), video_of(row), start, end)


def _segments(pair: object) -> tuple[int, int]:
    if isinstance(pair, list) and len(pair) == 2 and all(type(number) is int for number in pair):
        return pair[0], pair[1]
    raise WrongShapeError(f"expected pairs of segment numbers in 'times', found {pair!r}")
