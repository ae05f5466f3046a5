"""QVHighlights' measures of saliency scores, without scikit-learn (moment_detr b7e553ac).

Clips last two seconds and were rated from 0 to 4 by three annotators; clips that are not relevant
count as 0. Each annotator is a truth of their own.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

CLIP = 2.0
"""Seconds of a clip."""
LEVELS: Mapping[str, int] = {"Fair": 2, "Good": 3, "VeryGood": 4}
"""The least rating that makes a clip positive; papers report VeryGood."""

Ratings = NDArray[np.int64]
"""Shape (clips, annotators)."""


def clips_of(duration: float) -> int:
    """How many whole clips a video has."""
    return int(duration / CLIP)


def ratings(duration: float, clips: Sequence[int], scores: ArrayLike) -> Ratings:
    """What each annotator gave each clip, unrated ones 0.

    Args:
        duration: Of the video, seconds.
        clips: Numbers of the rated clips, from 0.
        scores: Shape (rated clips, annotators).

    Raises:
        IndexError: a clip lies behind the end of the video.
        ValueError: clips and scores differ in number.
    """
    given = np.asarray(scores, dtype=np.int64).reshape(len(clips), -1)
    full = np.zeros((clips_of(duration), given.shape[1] or 3), dtype=np.int64)
    full[np.asarray(clips, dtype=np.int64)] = given
    return full


def average_precision(positive: ArrayLike, scores: ArrayLike) -> float:
    """The average precision of one annotator's positive clips, as the original counts it.

    Equal scores form one block. The precision at each block becomes the running maximum from the
    lowest score upwards, and the result is its unweighted mean over the blocks that bring at least
    one positive clip. 0 where no clip is positive, 1 where all are.
    """
    truth = np.asarray(positive, dtype=np.int64)
    if not truth.any():
        return 0.0
    if truth.all():
        return 1.0
    given = np.asarray(scores, dtype=np.float64)
    order = np.argsort(-given, kind="stable")
    falling = given[order]
    last = np.append(np.flatnonzero(np.diff(falling)), len(falling) - 1)  # of each block
    found = np.cumsum(truth[order])[last]
    precision = np.maximum.accumulate((found / (last + 1))[::-1])[::-1]
    return float(precision[np.diff(found, prepend=0) > 0].mean())


def mean_average_precision(rated: Ratings, scores: Sequence[float], level: int) -> float:
    """The mean of a query's average precisions over its annotators.

    Args:
        rated: Shape (clips, annotators).
        scores: One a clip; too few are filled up with 0, too many cut off.
        level: The least rating of a positive clip.
    """
    given = np.zeros(len(rated))
    fits = min(len(rated), len(scores))
    given[:fits] = scores[:fits]
    return float(np.mean([average_precision(one, given) for one in (rated >= level).T]))


def hit_at_1(rated: Ratings, scores: Sequence[float], level: int) -> float:
    """Whether any annotator found the highest clip positive, the first of equal ones.

    The list counts as submitted: a clip behind the end of the video is no hit.
    """
    if not len(scores):
        return 0.0
    clip = int(np.argmax(scores))
    return float(clip < len(rated) and bool((rated[clip] >= level).any()))
