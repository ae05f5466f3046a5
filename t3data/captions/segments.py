"""Where a caption lies in its video, or why it lies nowhere."""

from math import isfinite

from t3data.captions.draft import Flaw
from t3data.captions.fields import number

TOLERANCE = 1.0
"""Seconds by which a segment may stick out of its video: annotators round up."""


def place_segment(
    start: object, end: object, duration: object
) -> tuple[float, float, float | None] | Flaw:
    """Start, end and the video's length in seconds, the segment clipped to [0, length].

    A reversed segment is not turned round: which of its two times is wrong cannot be known.
    """
    first, last = number(start), number(end)
    length = None if duration is None else number(duration)
    if first is None or last is None or not isfinite(first) or not isfinite(last):
        return Flaw("bad_times", f"expected two numbers of seconds, found {start!r} and {end!r}")
    if duration is not None and (length is None or not isfinite(length) or length <= 0):
        return Flaw("bad_times", f"expected a duration in seconds, found {duration!r}")
    shown = f"{first:g} s - {last:g} s"
    if first > last:
        return Flaw("reversed_segment", f"the segment {shown} ends before it starts")
    if first == last:
        return Flaw("empty_segment", f"the segment {shown} has no length")
    limit = last if length is None else length
    if first < -TOLERANCE or last > limit + TOLERANCE or last <= 0 or first >= limit:
        told = "" if length is None else f", which is {length:g} s long"
        return Flaw("outside_video", f"the segment {shown} lies outside its video{told}")
    return max(first, 0.0), min(last, limit), length
