"""Saliency scores out of text, as TimeChat and VTG-LLM read them, and TRACE in its own way.

"The highlight timestamps are in the 82, 84 seconds, their saliency scores are 1.3, 1.7."
"""

import re
from collections.abc import Sequence
from typing import Literal

import numpy as np

from benchmarks.grounding.highlight_ap import CLIP, clips_of

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SCORES = re.compile(r"scores?\b", re.IGNORECASE)


def times_and_scores(text: str) -> tuple[list[float], list[float]] | None:
    """The numbers before the last word "score" and those behind it; None without such times.

    Scores beyond the times are cut off, missing ones are 0.
    """
    marks = list(_SCORES.finditer(text))
    if not marks:
        return None
    times = [float(found) for found in _NUMBER.findall(text[: marks[-1].start()])]
    scores = [float(found) for found in _NUMBER.findall(text[marks[-1].end() :])]
    if not times:
        return None
    return times, [*scores[: len(times)], *[0.0] * (len(times) - len(scores))]


def saliency(
    times: Sequence[float],
    scores: Sequence[float],
    duration: float,
    rule: Literal["timechat", "trace"] = "timechat",
) -> list[float]:
    """One score a clip of two seconds: the mean of those that fall on it, else 0.

    A time t falls on clip int((t - 1) / 2), under TRACE's rule on int(t / 2) - 1, at least 0: the
    same for even t, else one earlier. Times behind the end of the video are dropped.
    """
    clips = clips_of(duration)
    total, count = np.zeros(clips), np.zeros(clips)
    for time, score in zip(times, scores, strict=True):
        clip = int((time - 1) / CLIP) if rule == "timechat" else int(time / CLIP) - 1
        if time <= duration and max(0, clip) < clips:
            total[max(0, clip)] += score
            count[max(0, clip)] += 1
    return [float(found) for found in total / np.maximum(count, 1)]
