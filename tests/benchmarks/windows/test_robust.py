"""Our own parser: what it reads in each way of saying a window, and what it leaves alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.windows.robust import read_windows
from benchmarks.windows.window import Window
from t3data.errors import T3Error

A: Window = (3.2, 7.5)


@pytest.mark.parametrize(
    ("text", "window", "said", "rule"),
    [
        ("from 3.2 to 7.5 seconds", A, "3.2 to 7.5 seconds", "range"),
        ("3.2s - 7.5s", A, "3.2s - 7.5s", "range"),
        ("24.3-30.4", (24.3, 30.4), "24.3-30.4", "range"),
        ("24.3 – 30.4", (24.3, 30.4), "24.3 – 30.4", "range"),
        ("24.3s—30.4s", (24.3, 30.4), "24.3s—30.4s", "range"),
        ("3.2 s → 7.5 s", A, "3.2 s → 7.5 s", "range"),
        ("00:08 - 00:12", (8, 12), "00:08 - 00:12", "range"),
        ("1:02:03.5 to 1:02:10", (3723.5, 3730), "1:02:03.5 to 1:02:10", "range"),
        ("00:01:02,500 --> 00:01:04,000", (62.5, 64), "00:01:02,500 --> 00:01:04,000", "range"),
        ("starts at 3.2 and ends at 7.5", A, "3.2 and ends at 7.5", "labelled"),
        ("It ends at 7.5, having started at 3.2.", A, "7.5, having started at 3.2", "labelled"),
        ("Start time: 3.2\nEnd time: 7.5", A, "3.2\nEnd time: 7.5", "labelled"),
        ("1. Start time: 3.2\n2. End time: 7.5", A, "3.2\n2. End time: 7.5", "labelled"),
        ("<start>3.2</start><end>7.5</end>", A, "3.2</start><end>7.5", "labelled"),
        ('{"start": 3.2, "end": 7.5}', A, '3.2, "end": 7.5', "labelled"),
        ("startTime=3.2 endTime=7.5", A, "3.2 endTime=7.5", "labelled"),
        ("[3.2, 7.5]", A, "3.2, 7.5", "list"),
        ("the moment is (3.2s, 7.5s).", A, "3.2s, 7.5s", "list"),
        ("[1,200]", (1, 200), "1,200", "list"),
        ("1,024.5 - 1,030.0", (1024.5, 1030), "1,024.5 - 1,030.0", "range"),
        ("between 3 and 5 seconds", (3, 5), "3 and 5 seconds", "between"),
        ("<answer>3.2 and 7.5</answer>", A, "3.2 and 7.5", "tag: alone"),
        ("3.2, 7.5", A, "3.2, 7.5", "alone"),
        ("3.2\n7.5", A, "3.2\n7.5", "alone"),
        ("\\boxed{3.2 - 7.5}", A, "3.2 - 7.5", "boxed: range"),
        ("<answer>3.2 to 7.5", A, "3.2 to 7.5", "tag: range"),
        ("from 1 to 2 minutes", (60, 120), "1 to 2 minutes", "range"),
        ("1 minute 5 seconds to 2 minutes", (65, 120), "1 minute 5 seconds to 2 minutes", "range"),
        ("1m5.5s-1h0m2s", (65.5, 3602), "1m5.5s-1h0m2s", "range"),
        ("t=3.2 to t=7.5", A, "3.2 to t=7.5", "range"),
        ("about ~3.2s to ~7.5s", A, "3.2s to ~7.5s", "range"),
        ("3.2~7.5", A, "3.2~7.5", "range"),
        ("3.2to7.5", A, "3.2to7.5", "range"),
        ("from 3.2to 7.5", A, "3.2to 7.5", "range"),
        ("3.2 to7.5 seconds", A, "3.2 to7.5 seconds", "range"),
        ("3.2sto7.5s", A, "3.2sto7.5s", "range"),
        ("0:03to1:07.5", (3, 67.5), "0:03to1:07.5", "range"),
        ("3to7", (3, 7), "3to7", "range"),
        ("3.2..7.5", A, "3.2..7.5", "range"),
        ("the 12th second to the 18th second", (12, 18), "12th second to the 18th second", "range"),
        ("from the 3rd to the 7th second", (3, 7), "3rd to the 7th second", "range"),
        ("1'05\" - 1'20.5\"", (65, 80.5), "1'05\" - 1'20.5", "range"),
        ("1′05″ to 1′20″", (65, 80), "1′05″ to 1′20", "range"),
        ("<time>3.2</time> to <time>7.5</time>", A, "3.2</time> to <time>7.5", "range"),
        ("3.2秒到7.5秒", A, "3.2秒到7.5秒", "range"),
        ("from 3.2 seconds in the video to 7.5", A, "3.2 seconds in the video to 7.5", "range"),
        ("30.4 - 24.3", (30.4, 24.3), "30.4 - 24.3", "range"),  # as said
    ],
)
def test_reads(text: str, window: Window, said: str, rule: str) -> None:
    found = read_windows(text)
    assert found.windows == (pytest.approx(window),)
    ((start, end),) = found.spans
    assert text[start:end] == said
    assert (found.rule, found.reason) == (rule, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "none"),
        ("2 people walk in, in 2019.", "none"),
        ("from three to seven seconds", "none"),
        ("It happens at 3.2 seconds.", "none"),
        ("I think 10 to 15 people", "none"),
        ("5/10, a 16:9 video of 1920x1080", "none"),
        ("a 3to5 ratio", "none"),
        ("r2to5, auto5, 3tons, 3total7", "none"),
        ("I cannot tell.", "refusal"),
        ("The event does not occur in the video.", "refusal"),
        ("There is no such event.", "refusal"),
        ("<answer>None</answer> though I looked from 3.1 to 5.2", "refusal"),
        ("The event does not happen between 3 and 7 seconds.", "refusal"),
        ("It doesn't appear from 3.2 to 7.5.", "refusal"),
        ("Error: 500 internal server error", "failure"),
        ("The reply was at 3.2 seconds, then 7.5 came.", "ambiguous"),
        ("3.2 to 5.1 or 7.5 to 9.2", "ambiguous"),
        ("2019-05-03", "ambiguous"),
        ("from 2018 to 2019", "ambiguous"),
        ("3,2 - 7,5", "ambiguous"),
        ("[-1, -1]", "ambiguous"),
        ("It lasts 5 to 7 seconds.", "ambiguous"),
        ("It is 5 to 7 seconds long.", "ambiguous"),
        ("It starts at 3.2. The video ends at 30.0.", "ambiguous"),
        ("A specific example is : 20.8 - 30.0 seconds", "ambiguous"),
        ("from 25% to 50%", "ambiguous"),  # of what, no convention said
        ("frame 12 to frame 30", "ambiguous"),
        ("<think>from 1.5 to 2.5, or rather from 3.5 to 4.5", "ambiguous"),
    ],
)
def test_reads_nothing(text: str, reason: str) -> None:
    found = read_windows(text)
    assert (found.windows, found.spans, found.rule, found.reason) == ((), (), "", reason)


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("10 - 15 and 20 - 25", [(10, 15), (20, 25)]),
        ("[[3, 5], [7, 9]]", [(3, 5), (7, 9)]),
        ("Event 1: 3.2 - 7.5\nEvent 2: 9 - 12", [A, (9, 12)]),
        ('[{"start": 3, "end": 5}, {"start": 7, "end": 9}]', [(3, 5), (7, 9)]),
        # The answer, and not what was thought, weighed, denied or echoed before it.
        ("from 2.0 to 9.0 … <answer>12.5 to 17.8</answer>", [(12.5, 17.8)]),
        ("<think>from 1 to 2</think>It happens from 3 to 4.", [(3, 4)]),
        ("First from 1.5 to 2.5. So the answer is 3.2 to 7.5", [A]),
        ("not from 3 to 5 but from 7 to 9", [(7, 9)]),
        ("It does not happen between 3 and 5, but from 7 to 9.", [(7, 9)]),
        ("Example: 20.8 - 30.0 seconds. It happens in 3.2 - 7.5 seconds.", [A]),
        ("They won 3-2, then it happens from 5.1 to 7.3", [(5.1, 7.3)]),
        ("<answer>3 to 6</answer> I am 95 percent sure", [(3, 6)]),
        ("from frame 3 to frame 10 (1.0s to 3.3s)", [(1, 3.3)]),
        ("<think>It happens from 3.2 to 7.5", [A]),  # cut off, but only one was thought of
    ],
)
def test_which_of_several(text: str, windows: list[Window]) -> None:
    assert list(read_windows(text).windows) == windows


def test_percentages_and_frames_where_they_are_declared() -> None:
    def windows(text: str, unit: str) -> tuple[Window, ...]:
        return read_windows(text, duration=40.0, unit=unit, fps=2.0).windows  # type: ignore[arg-type]

    assert windows("from 25% to 50%", "percent") == ((10, 20),)
    assert windows("from 25 to 50", "percent") == ((10, 20),)
    assert windows("from 25 to 50 percent", "percent") == ((10, 20),)
    assert windows("from frame 12 to frame 30", "frames") == ((6, 15),)
    assert windows("frames 12-30", "frames") == ((6, 15),)
    # What is said outright goes before what is declared.
    assert windows("from 3 to 7 seconds", "percent") == ((3, 7),)
    assert windows("0:03 - 0:07", "frames") == ((3, 7),)
    assert windows("from 25% to 50%", "frames") == ()


def test_a_declared_unit_needs_its_measure() -> None:
    with pytest.raises(T3Error, match="percent need the video's duration"):
        read_windows("3 to 7", unit="percent")
    with pytest.raises(T3Error, match="frames need the frame rate"):
        read_windows("3 to 7", unit="frames", fps=0.0)


def test_years_are_seconds_of_a_very_long_video_alone() -> None:
    assert read_windows("from 2018 to 2019", duration=60.0).windows == ()
    assert read_windows("from 2018 to 2019", duration=3000.0).windows == ((2018, 2019),)


@pytest.mark.parametrize(
    "sign",
    [
        *("1", "3 ", "1 - ", "1,111", "3 - 5, ", "from 3 to 5. ", "start 3 ", "start ", "not "),
        *("1:", "<answer>", "<think>", "example ", "answer ", "-", " ", "a", "[1,", "[", "or "),
        *("1 minute ", "3to", " to", "3sto"),
    ],
)
def test_a_runaway_reply_takes_no_longer_than_its_length(sign: str) -> None:
    def seconds(length: int) -> float:
        text = (sign * length)[:length]
        start = time.process_time()
        read_windows(text)
        return time.process_time() - start

    assert seconds(100_000) < 1.0 + 30 * seconds(10_000)


@given(st.text(alphabet="0123456789.,:-–%()[]{}<>/\\\"' \nfromtosandbewkux秒→", max_size=80))
def test_never_fails_and_never_points_outside(text: str) -> None:
    found = read_windows(text, duration=30.0)
    assert len(found.windows) == len(found.spans)
    assert bool(found.windows) == (found.reason == "") == bool(found.rule)
    for start, end in found.spans:
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
