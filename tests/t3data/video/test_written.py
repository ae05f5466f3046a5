import pytest

from t3data.errors import UsageError
from t3data.video.sampling import FrameRate, UniformFrames
from t3data.video.written import frames_text, parse_frames


@pytest.mark.parametrize(
    ("text", "sampling"),
    [("8", UniformFrames(8)), ("fps=1", FrameRate(1.0)), (" fps=0.5 ", FrameRate(0.5))],
)
def test_frames_are_written_and_read(text: str, sampling: object) -> None:
    found = parse_frames(text)
    assert found == sampling
    assert parse_frames(frames_text(found)) == sampling


@pytest.mark.parametrize(
    "text", ["0", "-1", "x", "", "fps=0", "fps=nan", "fps=inf", "rate=1", "8="]
)
def test_what_is_neither(text: str) -> None:
    with pytest.raises(UsageError, match="neither a number such as 8 nor a rate such as fps=1"):
        parse_frames(text)
