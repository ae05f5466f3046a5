from pathlib import Path

import pytest
from clips_by_hand import clip_of

from probing.asking.frames import SuiteFrames, most_frames
from probing.suite.build import make_suite
from probing.suite.read import load
from probing.suite.settings import Settings
from t3data.errors import T3Error
from t3data.video.sampling import FrameRate, UniformFrames


def test_no_clip_gives_more_frames_than_this() -> None:
    clip = clip_of("cat", "person")  # 6 seconds
    assert most_frames(clip, UniformFrames(8)) == 8
    assert most_frames(clip, FrameRate(1.0)) == 7
    assert most_frames(clip, FrameRate(1.0, at_least=20)) == 20
    assert most_frames(clip, FrameRate(100.0, at_most=50)) == 50


def test_times_are_those_of_the_frames(tmp_path: Path) -> None:
    make_suite(tmp_path, Settings(("speed",), count=1, size=32))
    suite = load(tmp_path)
    for sampling in (UniformFrames(8), UniformFrames(500), FrameRate(1.0), FrameRate(3.7)):
        source = SuiteFrames(suite, sampling)
        for clip in suite.every:
            times = source.times(clip)
            assert times == source.frames(clip).times
            assert 0 < len(times) <= most_frames(clip, sampling)
    (tmp_path / suite.every[0].path).write_bytes(b"")
    with pytest.raises(T3Error, match=suite.every[0].path):
        SuiteFrames(suite, UniformFrames(8)).times(suite.every[0])
