import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from t3data.video.sampling import FrameRate, FramesAt, UniformFrames
from t3data.video.select import SelectionError, clip_bounds, on_screen, select, uniform

TEN = [place / 10 for place in range(100)]
"""The times of ten seconds at ten frames a second."""


@pytest.mark.parametrize(
    ("frames", "count", "places"),
    [
        (100, 1, [0]),
        (100, 2, [0, 99]),
        (100, 4, [0, 33, 66, 99]),
        (10, 4, [0, 3, 6, 9]),
        (9, 4, [0, 2, 5, 8]),
        (3, 8, [0, 1, 2]),
        (1, 1, [0]),
        # The exact quotient at 55 is 60; linspace gives 59.99..., and so does everybody's sampler.
        (109, 100, np.linspace(0, 108, 100).astype(int).tolist()),
    ],
)
def test_uniform(frames: int, count: int, places: list[int]) -> None:
    assert uniform(frames, count) == places


@given(st.integers(1, 200_000), st.integers(1, 800))
def test_uniform_is_linspace_cut_to_integers(frames: int, count: int) -> None:
    expected = np.linspace(0, frames - 1, count).astype(int).tolist()
    assert uniform(frames, count) == (expected if count < frames else list(range(frames)))


def test_a_rate_takes_what_is_on_the_screen_every_so_often() -> None:
    assert select(FrameRate(2), TEN, 10.0) == list(range(0, 100, 5))
    assert select(FrameRate(3), TEN, 1.0) == [0, 3, 6]


def test_a_rate_above_that_of_the_video_takes_each_frame_once() -> None:
    assert select(FrameRate(60), TEN[:20], 2.0) == list(range(20))


def test_the_limits_of_a_rate_are_spread_evenly() -> None:
    assert select(FrameRate(1, at_most=4), TEN, 10.0) == [0, 33, 66, 99]
    assert select(FrameRate(0.1, at_least=4), TEN, 10.0) == [0, 33, 66, 99]
    assert select(FrameRate(1, at_least=8), [0.0, 1.0], 2.0) == [0, 1]
    # Ten ticks, but only three pictures are ever shown in them.
    slow = [0.0, 4.0, 8.0]
    assert select(FrameRate(1), slow, 10.0) == [0, 1, 2]


def test_times_take_the_frame_on_the_screen() -> None:
    varied = [0.0, 0.5, 0.6, 2.0]
    asked = (0.0, 0.49, 0.5, 1.99, 2.0, 2.4, 0.55)
    assert select(FramesAt(asked), varied, 2.5) == [0, 0, 1, 2, 3, 3, 1]


def test_a_time_just_past_the_end_is_the_last_frame_and_a_far_one_an_error() -> None:
    assert select(FramesAt((10.9,)), TEN, 10.0) == [99]
    for time in (11.1, -0.1, float("nan")):
        with pytest.raises(SelectionError, match="lasts from 0 to 10 s"):
            select(FramesAt((time,)), TEN, 10.0)


def test_a_clip_counts_from_its_start() -> None:
    assert select(UniformFrames(3), TEN, 10.0, (2.0, 3.0)) == [20, 24, 29]
    assert select(FramesAt((0.0, 0.35, 0.99)), TEN, 10.0, (2.0, 3.0)) == [20, 23, 29]
    assert select(FrameRate(2), TEN, 10.0, (2.0, 4.0)) == [20, 25, 30, 35]
    # What is on the screen when the clip starts belongs to it.
    assert select(UniformFrames(9), [0.0, 2.0, 4.0], 6.0, (1.0, 3.0)) == [0, 1]
    assert select(UniformFrames(9), [0.0, 2.0, 4.0], 6.0, (5.0, 5.5)) == [2]


def test_a_clip_that_the_video_does_not_have() -> None:
    assert clip_bounds((9.0, 99.0), 10.0) == (9.0, 10.0)
    for clip in ((10.0, 11.0), (-1.0, 2.0), (float("nan"), 2.0)):
        with pytest.raises(SelectionError, match="no clip from"):
            clip_bounds(clip, 10.0)
    for clip in ((3.0, 3.0), (3.0, 2.0), (3.0, float("nan"))):
        with pytest.raises(SelectionError, match="the end must be after the start"):
            clip_bounds(clip, 10.0)


def test_senseless_counts() -> None:
    with pytest.raises(ValueError, match="at least one"):
        uniform(10, 0)
    for rate in (FrameRate(0), FrameRate(1, 5, 4), FrameRate(1, 0)):
        with pytest.raises(ValueError, match="no frames can be taken"):
            select(rate, TEN, 10.0)


gaps = st.lists(st.floats(0.001, 5.0), min_size=1, max_size=60)


@given(gaps, st.floats(0.05, 40), st.integers(1, 20), st.integers(0, 40), st.data())
def test_a_rate_stays_in_its_limits_and_in_its_clip(
    shown: list[float], fps: float, at_least: int, more: int, data: st.DataObject
) -> None:
    times = [0.0, *np.cumsum(shown).tolist()][:-1]
    duration = sum(shown)
    start = data.draw(st.floats(0, duration * 0.99))
    end = data.draw(st.floats(start + 1e-3, duration + 1))
    found = select(FrameRate(fps, at_least, at_least + more), times, duration, (start, end))
    inside = [p for p, t in enumerate(times) if on_screen(times, start) <= p and t < end]
    assert found == sorted(set(found))
    assert set(found) <= set(inside)
    assert min(at_least, len(inside)) <= len(found) <= at_least + more


@given(gaps, st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_the_frame_on_the_screen_is_the_last_that_has_appeared(
    shown: list[float], parts: list[float]
) -> None:
    times = [0.0, *np.cumsum(shown).tolist()][:-1]
    asked = tuple(part * sum(shown) for part in parts)
    for time, place in zip(asked, select(FramesAt(asked), times, sum(shown)), strict=True):
        assert times[place] <= time + 1e-6
        assert place + 1 == len(times) or times[place + 1] > time
