"""Where a reader jumps to a keyframe and where it reads on: the rule that makes reading fast.

`python -m bench --only video` measures it: with frames wanted less often than there are keyframes,
jumping is many times as fast as reading through, and it is never slower by more than noise.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from t3data.video.index import FrameIndex

MARGIN = 3
"""Frames that a keyframe must lie ahead: a jump costs about as much as decoding so many."""


def jumps(index: FrameIndex, places: Sequence[int], margin: int = MARGIN) -> list[int | None]:
    """For each of `places` the stamp of the keyframe to jump to before it is read, or None.

    Args:
        index: of the video.
        places: the frames wanted, ascending.
        margin: how many frames a jump has to save.
    """
    found: list[int | None] = []
    position = 0
    for place in places:
        before = bisect_right(index.keyframes, index.stamps[place]) - 1
        keyframe = index.keyframes[before] if before >= 0 else None
        ahead = keyframe is not None and bisect_left(index.stamps, keyframe) > position + margin
        found.append(keyframe if ahead else None)
        position = place + 1
    return found
