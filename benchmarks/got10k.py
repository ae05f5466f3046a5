"""GOT-10k: one target of a class never seen in training, given in the first frame and followed.

Source: Huang et al. 2019 (arXiv 1810.11981): 180 sequences each in val and test; the boxes of test
are on a server, which averages over classes; so this scores val, as the toolkit does. Licence: CC
BY-NC-SA 4.0 by its site. Files: `NAME/groundtruth.txt` (x, y, width, height a line), `cover.label`
(0 where nothing of the target is to be seen) and `meta_info.ini` with the resolution. Results:
`NAME/NAME_001.txt`, further runs as `NAME_002.txt`, or `NAME.txt`, a box a line for every frame.
Rule of the toolkit (got-10k/toolkit, `experiments/got10k.py` at 62b8fa0e, `utils/metrics.py` at
83aafbf4): the first frame and those of cover 0 do not count; a box that begins outside the picture
is moved in, and cut off at the right and below; the frames of all sequences and of all runs
together give AO, the mean IoU, and SR, the share above .5 and .75. `robust` takes the part inside
the picture. What VideoChat-R1 calls GOT is another metric.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.boxes.box import (
    Boxes,
    boxes_from,
    boxes_of,
    clipped,
    flags_of,
    lines_of,
    overlap,
    pushed_in,
)
from benchmarks.boxes.metrics import mean, pooled
from benchmarks.boxes.results import BOXES, RUNS, read, told, write
from benchmarks.contract import Benchmark, Prediction, Reading, Sample, Scored, Scorer
from benchmarks.rows import found_below
from t3data.errors import T3Error

RATES = (0.5, 0.75)
_FRAMES = "frames"
Cut = Callable[[Boxes, float, float], Boxes]
_RESOLUTION = re.compile(r"resolution\s*[:=]\s*\(?\s*(\d+)\s*,\s*(\d+)")


def load(path: Path) -> Iterator[Sample]:
    """The sequences below a directory.

    Raises:
        T3Error: there is none, or its files do not have a line for each frame.
    """
    for file in found_below(path, "groundtruth.txt"):
        boxes = boxes_of(file)
        cover = flags_of(file.with_name("cover.label"))
        if len(cover) != len(boxes):
            raise T3Error(f"{file}: {len(boxes):,} boxes; cover.label has {len(cover):,}")
        counts = cover > 0
        counts[:1] = False
        name = file.parent.name
        yield Sample(
            id=name,
            video=name,
            question="Where is the target of the first frame?",
            answer=f"{len(boxes)} boxes",
            extra={
                "boxes": boxes,
                "counts": counts,
                "resolution": _resolution(file.with_name("meta_info.ini")),
            },
        )


def _resolution(path: Path) -> tuple[int, int]:
    found = _RESOLUTION.search("\n".join(lines_of(path)))
    if found is None:
        raise T3Error(f"{path}: no resolution; expected a line such as resolution: (1920, 1080)")
    return int(found[1]), int(found[2])


def reader(cut: Cut) -> Callable[[Sample, Prediction], Reading]:
    """The mean IoU and the success rates of a sequence, over the frames that count of all runs.

    Args:
        cut: What becomes of boxes that reach out of the picture.
    """

    def read_boxes(sample: Sample, prediction: Prediction) -> Reading:
        true: Boxes = sample.extra["boxes"]
        said = [prediction.fields.get(BOXES), *prediction.fields.get(RUNS, ())]
        runs = [boxes_from(run, len(true)) for run in said]
        counts: NDArray[np.bool_] = sample.extra["counts"]
        size = sample.extra["resolution"]
        golds = cut(true[counts], *size)
        each = [overlap(cut(run[counts], *size), golds) for run in runs if run is not None]
        if len(each) < len(runs):
            return Reading(0.0, parsed=False)
        found = np.concatenate(each)
        if not len(found):
            return Reading(1.0, "no frame that counts")
        rates = {f"SR@{rate}": float((found > rate).mean()) for rate in RATES}
        values = {"AO": float(found.mean()), **rates, _FRAMES: float(len(found))}
        shown = f"{len(true)} boxes" + (f", {len(runs)} runs" if len(runs) > 1 else "")
        return Reading(values["AO"], shown, values=values)

    return read_boxes


def _frames(one: Scored) -> int:
    return int(one.reading.values.get(_FRAMES, one.sample.extra["counts"].sum()))


def _scorer(name: str, about: str, over_frames: bool, cut: Cut) -> Scorer:
    values = ("AO", *(f"SR@{rate}" for rate in RATES))
    return Scorer(
        name,
        about,
        lambda sample, reply: Reading(0.0, parsed=False),
        metrics=tuple(pooled(value, _frames) if over_frames else mean(value) for value in values),
        read_fields=reader(cut),
        states=lambda sample, _: told(sample.id, sample.extra["boxes"]),
    )


GOT10K = Benchmark(
    id="got10k",
    title="Following one target of an unseen class, by boxes",
    hub="",
    licence="CC BY-NC-SA 4.0",
    about=__doc__,
    load=load,
    size=180,
    scorers=(
        _scorer(
            "official", "GOT-10k toolkit at 62b8fa0e, on val: all frames together", True, pushed_in
        ),
        _scorer("robust", "the same frames; every sequence counts alike", False, clipped),
    ),
    read_official=read,
    write_official=partial(write, name="{0}/{0}_001.txt"),
)
