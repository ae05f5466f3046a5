"""LaSOT: one target, given in the first frame, followed through a long video.

Source: Fan et al. 2019 (arXiv 1809.07845): 280 test sequences of 70 classes. Licence: not stated
here. Files (as pytracking at 6f501d9d and got-10k/toolkit at f01e0db6 read them):
`CLASS/CLASS-N/groundtruth.txt` (x, y, width, height a line, for each frame), `full_occlusion.txt`
and `out_of_view.txt` beside it (0 or 1 for each frame, all in one line); `testing_set.txt` names
the test sequences, where it is there. Results: `CLASS-N.txt`, a box a line; lines beyond the last
frame do not count, as some trackers write them for monkey-17.
Success is the mean over the thresholds 0, .05, …, 1 of the share of frames with an IoU above,
precision the share whose centre is at most 20 pixels off, normalised precision the share by the
error over the size of the true box; each for a sequence, then the mean. The first box is the true
one. Perfect boxes have success 20/21, as no IoU is above 1.
Three rules. In LaSOT's own toolkit, in Matlab, and in pytracking's frames without a visible target
fail; they differ where a true box touches the left or upper edge, or has no size, and LaSOT's
leaves out sequences whose whole curve is 0. In the GOT-10k toolkit's visibility does not matter,
and normalised precision is the mean of a curve.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.boxes.box import Boxes, boxes_from, boxes_of, flags_of, lines_of
from benchmarks.boxes.metrics import mean
from benchmarks.boxes.results import BOXES, read, told, write
from benchmarks.boxes.tracking import (
    NOTHING,
    REACHED,
    Track,
    official,
    plain,
    pytracking,
    toolkit,
)
from benchmarks.contract import Benchmark, Metric, Prediction, Reading, Sample, Scored, Scorer
from benchmarks.rows import found_below
from benchmarks.totals import Units
from t3data.errors import T3Error

TRACK = "track"
CURVE = 20 / 21
"""The success of perfect boxes, where it is the mean of a curve."""


def load(path: Path) -> Iterator[Sample]:
    """The test sequences below a directory; all of them where no list names those.

    Raises:
        T3Error: there is none, or its files do not have a line for each frame.
    """
    names = path / "testing_set.txt"
    wanted = {*map(str.strip, lines_of(names))} if names.is_file() else None
    for file in found_below(path, "groundtruth.txt"):
        name = file.parent.name
        if wanted is not None and name not in wanted:
            continue
        boxes = boxes_of(file)
        hidden = np.zeros(len(boxes), dtype=bool)
        for flags in ("full_occlusion.txt", "out_of_view.txt"):
            if (beside := file.with_name(flags)).exists():
                found = flags_of(beside)
                if len(found) != len(boxes):
                    raise T3Error(
                        f"{beside}: {len(found):,} frames; {file.name} has {len(boxes):,}"
                    )
                hidden |= found > 0
        yield Sample(
            id=name,
            video=name,
            question="Where is the target of the first frame?",
            answer=f"{len(boxes)} boxes",
            groups={"class": name.rpartition("-")[0] or name},
            extra={TRACK: Track(boxes, ~hidden)},
        )


def _reached(name: str) -> Metric:
    """The mean over the sequences whose curve is above 0 anywhere; those without a result are 0."""

    def units(scored: Sequence[Scored]) -> Units:
        kept = [s for s in scored if s.counted and s.reading.values.get(name + REACHED, 1.0)]
        worth = [one.reading.values.get(name, 0.0) for one in kept]
        return Units.of(worth, [s.sample.video for s in kept], [s.sample.groups for s in kept])

    return Metric(name, units=units)


def _scorer(
    name: str,
    about: str,
    rule: Callable[[Track, Boxes], Mapping[str, float]],
    ceiling: float = 1.0,
    metric: Callable[[str], Metric] = mean,
) -> Scorer:
    def read_boxes(sample: Sample, prediction: Prediction) -> Reading:
        track: Track = sample.extra[TRACK]
        said, count = prediction.fields.get(BOXES), len(track.boxes)
        lines = len(said) if isinstance(said, Sequence) else 0
        boxes = boxes_from(said[:count], count) if isinstance(said, Sequence) else None
        if boxes is None:
            note = "fewer boxes than frames" if 0 < lines < count else ""
            return Reading(0.0, parsed=False, note=note)
        values = rule(track, boxes)
        worth = min(1.0, values["success"] / ceiling)
        note = "more boxes than frames, what is over is left out" if lines > count else ""
        return Reading(worth, f"{lines} boxes", values=values, note=note)

    return Scorer(
        name,
        about,
        lambda sample, reply: Reading(0.0, parsed=False),
        metrics=tuple(metric(value) for value in NOTHING),
        read_fields=read_boxes,
        states=lambda sample, _: told(sample.id, np.nan_to_num(sample.extra[TRACK].boxes)),
    )


LASOT = Benchmark(
    id="lasot",
    title="Following one target through long videos, by boxes",
    hub="",
    licence="not stated",
    about=__doc__,
    load=load,
    size=280,
    scorers=(
        _scorer(
            "official",
            "LaSOT's toolkit at 41c7933e: a sequence that is never met is left out",
            official,
            CURVE,
            _reached,
        ),
        _scorer("pytracking", "frames without a visible target fail", pytracking, CURVE),
        _scorer("got10k", "its toolkit at 956e7286: visibility does not matter", toolkit, CURVE),
        _scorer("robust", "mean IoU over the frames that show the target, but the first", plain),
    ),
    read_official=read,
    write_official=write,
)
