"""ActivityNet Captions, YouCook2 and their likes: timed sentences of whole videos.

`{video: {"duration": .., "timestamps": [[start, end], ..], "sentences": [..]}}`, or a list of such
rows that name their video. Captions come in the order in which they start.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from t3data.captions.draft import Draft, WrongShapeError
from t3data.captions.fields import has, number, pair_of, video_of


def recognises(row: Any, key: str | None) -> bool:
    """An object with the lists `timestamps` and `sentences`."""
    return has(row, "timestamps", "sentences")


def drafts(row: Any, key: str | None) -> Iterator[Draft]:
    """One caption per sentence; its id is the video's and the sentence's number."""
    if not isinstance(row, Mapping) or not recognises(row, key):
        raise WrongShapeError("expected an object with 'timestamps' and 'sentences'")
    times, sentences = row["timestamps"], row["sentences"]
    if not isinstance(times, list) or not isinstance(sentences, list):
        raise WrongShapeError("expected lists in 'timestamps' and 'sentences'")
    if len(times) != len(sentences):
        raise WrongShapeError(f"{len(times)} timestamps for {len(sentences)} sentences")
    video = video_of(row, key)
    pairs = [pair_of(pair) for pair in times]
    for index in sorted(
        range(len(pairs)), key=lambda i: [number(time) or 0.0 for time in pairs[i]]
    ):
        start, end = pairs[index]
        yield Draft(sentences[index], f"{video}/{index}", video, start, end, row.get("duration"))
