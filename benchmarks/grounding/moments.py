"""A query and the windows of a video that answer it, as a sample.

Gold windows are kept as annotated, in seconds, whatever is wrong with them: `extra["windows"]`,
beside `extra["duration"]`, which may be None. The cluster of the intervals is the video.
"""

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any

from benchmarks.contract import Groups, Prediction, Sample
from benchmarks.rows import Row
from benchmarks.windows.robust import read_windows
from benchmarks.windows.window import Window, windows_of

WINDOWS, DURATION = "windows", "duration"
"""Fields of `Sample.extra`; the first one of `Prediction.fields` too, there with what was said."""

LENGTHS = ((30.0, "< 30 s"), (60.0, "30-60 s"), (120.0, "1-2 min"), (300.0, "2-5 min"))
LONGEST = "> 5 min"
SHARES = ((0.1, "< 10 %"), (0.3, "10-30 %"), (0.6, "30-60 %"))
LARGEST = "> 60 %"
THIRDS = ("beginning", "middle", "end")


def moment(
    id: str,
    video: str,
    query: str,
    windows: Sequence[Window],
    duration: float | None = None,
    groups: Groups | None = None,
    clip: tuple[float, float] | None = None,
    **extra: Any,
) -> Sample:
    """A sample.

    Args:
        id: Unique.
        video: Its name.
        query: What is looked for, as annotated.
        windows: Gold, in seconds; none where they are not public.
        duration: Of what the model sees, in seconds.
        groups: Those of the benchmark; length of the video, share and place of the first gold
            window are added where the duration is known.
        clip: The part that the model sees, to whose start the windows are relative.
        extra: What else the benchmark needs.
    """
    return Sample(
        id=id,
        video=video,
        question=query,
        answer=stated(windows),
        groups={**(groups or {}), **buckets(windows, duration)},
        clip=clip,
        extra={**extra, WINDOWS: tuple(windows), DURATION: duration},
    )


def stated(windows: Iterable[Window]) -> str:
    """Windows as text: "2 - 12, 20 - 30"."""
    return ", ".join(f"{start:g} - {end:g}" for start, end in windows)


def buckets(windows: Sequence[Window], duration: float | None) -> dict[str, str]:
    """Length of the video, and share and place in it of the first gold window."""
    if not duration or duration <= 0 or not isfinite(duration):
        return {}
    found = {"video length": next((name for end, name in LENGTHS if duration < end), LONGEST)}
    if windows:
        start, end = windows[0]
        share = (end - start) / duration
        found["share of video"] = next((name for most, name in SHARES if share < most), LARGEST)
        place = 3 * (start + end) / 2 / duration
        found["position"] = THIRDS[int(min(max(place, 0), 2))]
    return found


def gold_windows(row: Row, *names: str) -> tuple[Window, ...]:
    """The windows of an annotated row, from the first of these fields: one, or a list of them.

    Raises:
        T3Error: there is none, or it holds something else.
    """
    value = row.get(*names)
    found = windows_of(value)
    if not found:
        raise row.wrong(names, "[start, end] in seconds, or a list of them", value)
    return found


def duration_of(row: Row, *names: str) -> float | None:
    """The duration in seconds, None where no such field is there.

    Raises:
        T3Error: it is no number.
    """
    return None if row.get(*names) in (None, "") else row.number(*names)


def predicted(sample: Sample, prediction: Prediction | None) -> tuple[Window, ...]:
    """The windows that a prediction holds, or states in its reply; none of a failure."""
    if prediction is None or prediction.reply is None:
        return ()
    if WINDOWS in prediction.fields:
        return windows_of(prediction.fields[WINDOWS]) or ()
    return read_windows(prediction.reply, duration=sample.extra.get(DURATION)).windows


def said(sample: Sample, answer: str) -> Prediction:
    """The gold windows themselves, as a perfect model holds them."""
    return Prediction(sample.id, "", "", {WINDOWS: [list(one) for one in sample.extra[WINDOWS]]})
