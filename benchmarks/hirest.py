"""HiREST, moment retrieval: which part of a video shows how to do what a prompt says?

Source: Zala et al. 2023 (arXiv 2303.16406), github.com/j-min/HiREST: `all_data_{train,val,test}`
`.json`, `{prompt: {"video.mp4": {relevant, clip, v_duration, bounds: [s, e], steps}}}`. Licence:
MIT. Asked are the videos whose `clip` is true: of the others no part is the answer, and their
bounds are [0, 0]. Ids are video and prompt: `video>>>prompt`.
Official rule (`evaluate.py` at e8d6e2fb, moment_retrieval), here `official`: R@1 at 0.5 and 0.7,
reached by an IoU of dense captioning's formula, whose epsilon makes a miss of an exact 0.5; a
prediction that is missing stops the script and is 0 here. The other scorers are the conventions.
Submissions (README there) have the form of the annotations:
`{prompt: {"video.mp4": {"bounds": [s, e]}}}`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.contract import Benchmark, Prediction, Sample
from benchmarks.grounding.moments import duration_of, gold_windows, moment, predicted
from benchmarks.grounding.prompts import WINDOW
from benchmarks.grounding.published_prompts import published
from benchmarks.grounding.submissions import SEPARATOR, bare_name, with_windows
from benchmarks.predictions.entries import bad
from benchmarks.rows import Row, found_below, object_of
from benchmarks.windows.conventions import STRICT
from benchmarks.windows.scorers import scorer, scorers
from t3data.files import atomic_write
from t3data.types import Reject

OFFICIAL = replace(
    STRICT,
    name="official",
    about="evaluate.py at e8d6e2fb: dense captioning's IoU, just below 0.5 where it is 0.5",
    reversed="formula",
    gold="first",
    formula="caption",
)
_SPLITS = ("all_data_test.json", "all_data_val.json", "*.json")


def load(path: Path) -> Iterator[Sample]:
    """Samples of the test split, else of val, or of the file that is named.

    Raises:
        T3Error: nothing of the kind is there, or an entry is not as published.
    """
    found = found_below(path, *_SPLITS)
    file = next((one for name in _SPLITS for one in found if one.name == name), found[0])
    for row in _entries(file):
        if not row.get("clip"):
            continue
        prompt, _, video = row.key.rpartition(SEPARATOR)
        yield moment(
            f"{bare_name(video)}{SEPARATOR}{prompt}",
            bare_name(video),
            prompt,
            gold_windows(row, "bounds"),
            duration_of(row, "v_duration"),
        )


def _entries(file: Path) -> Iterator[Row]:
    """One row a prompt and video, called by both."""
    number = 0
    for prompt, videos in object_of(file).items():
        for video in Row({prompt: videos}, str(file), number, prompt).mapping(prompt):
            fields = Row(videos, str(file), number, prompt).mapping(video)
            yield Row(fields, str(file), number, f"{prompt}{SEPARATOR}{video}")
            number += 1


def read_bounds(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """Bounds by prompt and video.

    Raises:
        T3Error: the file cannot be read, or is in another form.
    """
    asked = {sample.id for sample in samples}
    for row in _entries(path):
        prompt, _, video = row.key.rpartition(SEPARATOR)
        id = f"{bare_name(video)}{SEPARATOR}{prompt}"
        if id not in asked:  # files of all tasks hold the videos that are not asked too
            continue
        yield (
            with_windows(id, row, "bounds")
            if "bounds" in row.fields
            else bad(row, "bounds", "missing")
        )


def write_bounds(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """The same; what failed, is missing or has no window is left out."""
    found: dict[str, dict[str, Any]] = {}
    for sample in samples:
        windows = predicted(sample, predictions.get(sample.id))
        if windows:
            videos = found.setdefault(sample.question, {})
            videos[f"{sample.video}.mp4"] = {"bounds": list(windows[0])}
    with atomic_write(path) as stream:
        stream.write(msgspec.json.encode(found))


HIREST = Benchmark(
    id="hirest",
    title="Which part of a video shows how to do it? One window",
    hub="",
    licence="MIT",
    about=__doc__,
    load=load,
    prompts=(WINDOW, *published("hirest")),
    scorers=(scorer(OFFICIAL), *scorers()),
    read_official=read_bounds,
    write_official=write_bounds,
)
