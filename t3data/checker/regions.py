"""Beginning, middle and end of a video: which lines surely lie there, and which surely do not."""

from typing import Literal

from t3data.checker.places import Story, Truth

Region = Literal["begin", "middle", "end"]


def in_region(story: Story, line: int, region: Region) -> Truth:
    """Whether an event lies in a part of the video; None on the borders between two parts."""
    if story.spans:
        return _in_time(*story.spans[line], story.length, region)
    return _in_count(line, len(story.texts), region)


def _in_count(line: int, count: int, region: Region) -> Truth:
    eighths = 4 * (2 * line + 1)  # of `count`: the line is at (line + 0.5) / count
    if region == "begin":
        inside, outside = eighths <= 2 * count, eighths >= 3 * count
    elif region == "middle":
        inside = 3 * count <= eighths <= 5 * count
        outside = eighths <= 2 * count or eighths >= 6 * count
    else:
        inside, outside = eighths >= 6 * count, eighths <= 5 * count
    return True if inside else False if outside else None


def _in_time(start: int, end: int, length: int, region: Region) -> Truth:
    if region == "begin":
        inside, outside = 3 * end <= length, 3 * start >= length
    elif region == "middle":
        inside = 3 * start >= length and 3 * end <= 2 * length
        outside = 3 * end <= length or 3 * start >= 2 * length
    else:
        inside, outside = 3 * start >= 2 * length, 3 * end <= 2 * length
    return True if inside else False if outside else None
