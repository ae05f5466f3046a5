"""TACoS: when does a cook do what a sentence says, in long videos of one kitchen?

Source: Regneri et al. 2013, in the form of 2D-TAN (VideoX at 1744b215): `{train,val,test}.json`,
`{"s13-d21.avi": {"timestamps": [[first frame, last frame]], "sentences", "fps", "num_frames"}}`.
Train 75 videos / 9,790, val 27 / 4,436, test 25 / 4,001 sentences. TALL's split is a larger one and
not this. Licence: for research. Seconds are frames / fps; ids are video and sentence: `s13-d21_0`.
`raw` truth is not cut off at num_frames / fps; 2D-TAN cuts (5 test windows, by 0.24 s) and counts
R@1 at 0.1, 0.3, 0.5 with `>` after suppression of overlapping proposals: scorer `2d-tan`. Others
report 0.3, 0.5, 0.7 and mIoU, by convention.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.contract import Benchmark, Metric, Sample, Scored, Scorer
from benchmarks.grounding.moments import moment
from benchmarks.grounding.prompts import WINDOW
from benchmarks.grounding.published_prompts import published
from benchmarks.grounding.submissions import bare_name, read_submission, write_submission
from benchmarks.rows import Row, found_below, object_of
from benchmarks.totals import Units
from benchmarks.windows.conventions import STRICT
from benchmarks.windows.scorers import IOU, scorer, scorers
from benchmarks.windows.window import windows_of
from t3data.errors import T3Error

_SPLITS = ("test", "val", "train")


def load(path: Path) -> Iterator[Sample]:
    """Samples of the test split, or of the file that is named.

    Raises:
        T3Error: nothing of the kind is there, or a video is not as published.
    """
    found = found_below(path, *(f"{split}.json" for split in _SPLITS), "*.json")
    file = next((one for split in _SPLITS for one in found if one.stem == split), found[0])
    for number, (name, fields) in enumerate(object_of(file).items()):
        if not isinstance(fields, dict):
            raise T3Error(f"{file}: {name}: expected an object")
        yield from _video(Row(fields, str(file), number, name))


def _video(row: Row) -> Iterator[Sample]:
    fps, sentences = row.number("fps"), row.texts("sentences")
    if fps <= 0:
        raise row.wrong(("fps",), "frames a second", fps)
    frames = windows_of(row.get("timestamps"))
    if frames is None or len(frames) != len(sentences):
        expected = f"{len(sentences)} pairs of first and last frame"
        raise row.wrong(("timestamps",), expected, row.get("timestamps"))
    duration = row.number("num_frames") / fps
    video = bare_name(row.key)
    for place, ((first, last), sentence) in enumerate(zip(frames, sentences, strict=True)):
        seconds = (first / fps, last / fps)
        yield moment(f"{video}_{place}", video, sentence, [seconds], duration, fps=fps)


def _recall(threshold: float) -> Metric:
    def units(scored: Sequence[Scored]) -> Units:
        counted = [one for one in scored if one.counted]
        return Units.of(
            worth=[float(one.reading.values.get(IOU, 0.0) > threshold) for one in counted],
            clusters=[one.sample.video for one in counted],
            groups=[one.sample.groups for one in counted],
        )

    return Metric(f"R@{threshold}", units=units)


def of_2d_tan() -> Scorer:
    """2D-TAN's numbers; proposals are to be suppressed and the best is to stand first."""
    cut = replace(
        STRICT,
        name="2d-tan",
        about="2D-TAN: truth cut off at the end of the video, > and not >=, R@1 from 0.1",
        formula="hull",
        operator=">",
        truth="clipped",
        decimals=2,
    )
    found = scorer(cut)
    miou = next(one for one in found.metrics if one.name == "mIoU")
    return replace(found, metrics=(miou, *map(_recall, (0.1, 0.3, 0.5))))


TACOS = Benchmark(
    id="tacos",
    title="When does it happen? One window in long videos of a kitchen",
    hub="",
    licence="research use",
    about=__doc__,
    load=load,
    size=4001,
    prompts=(WINDOW, *published("tacos")),
    scorers=(*scorers(), of_2d_tan()),
    read_official=read_submission,
    write_official=write_submission,
)
