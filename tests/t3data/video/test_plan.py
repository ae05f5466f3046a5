from fractions import Fraction

from t3data.video.index import FrameIndex
from t3data.video.plan import jumps

HUNDRED = FrameIndex(tuple(range(0, 1000, 10)), Fraction(1, 300), 1000, tuple(range(0, 1000, 250)))
"""A hundred frames, keyframes at 0, 25, 50 and 75."""


def test_a_jump_where_a_keyframe_lies_ahead() -> None:
    assert jumps(HUNDRED, [0, 24, 25, 60, 99]) == [None, None, None, 500, 750]
    assert jumps(HUNDRED, [30, 31, 80]) == [250, None, 750]


def test_no_jump_that_saves_too_little() -> None:
    assert jumps(HUNDRED, [20, 26], margin=3) == [None, 250]
    assert jumps(HUNDRED, [21, 26], margin=3) == [None, None]
    assert jumps(HUNDRED, [48, 99], margin=0) == [250, 750]


def test_without_keyframes_all_is_read_through() -> None:
    index = FrameIndex(HUNDRED.stamps, HUNDRED.unit, HUNDRED.end, ())
    assert jumps(index, [10, 99]) == [None, None]
