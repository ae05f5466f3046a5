"""RefCOCO, RefCOCO+, RefCOCOg: the box of what a sentence means in a picture.

Source: Yu et al. 2016 (arXiv 1608.00272), Mao et al. 2016; the pictures are COCO's. Licence: not
stated for the sentences. Files: lmms-lab's tables (`question_id`, `bbox` as left, top, width,
height in pixels, `answer`, the sentences: each is a sample, ID_N; `image`, whose size counts), or
the lines of Qwen-VL (`sent`, `bbox` as left, top, right, bottom, `width`, `height`, `image`; so
read by InternVL's `evaluate_grounding.py`) and Shikra (`expression` and `img_path` instead).
Acc@0.5: the share of sentences whose box has an IoU of at least .5.
Rules, told apart by what a number in a reply is: lmms-eval's bbox_rec (`refcoco/utils_rec.py` at
60e0ba9f) reads the first `[a, b, c, d]`, digits before each dot and no blank before a comma, as
shares of the picture, without one a box of zeros. Its `grounding` is an oracle: the best of all
boxes in the reply, each once in pixels and once in thousandths. Our own takes the first box, as
shares where none is above 1, else in pixels; `thousandths` is for models that write those.
There is no submission file: harnesses score their own logs, of which lmms-eval's are read.
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.boxes.box import Boxes, overlap
from benchmarks.boxes.metrics import mean
from benchmarks.contract import Benchmark, Metric, Prediction, Prompt, Reading, Sample, Scorer
from benchmarks.rows import Row, rows_of
from t3data.errors import T3Error

_NUMBER = r"\s*(-?\d+(?:\.\d+)?|-?\.\d+)\s*"
_BOX = re.compile(rf"[\[(]{','.join([_NUMBER] * 4)}[\])]")
_DIGITS = r"(-?\d+(?:\.\d+)?)"
_SQUARE = re.compile(r"\[\s*" + r",\s*".join([_DIGITS] * 4) + r"\s*\]")


_NAMES = ("file_name", "image", "img_path")


def load(path: Path) -> Iterator[Sample]:
    """A sample for each sentence.

    Raises:
        T3Error: a row lacks a field, or its box is none.
    """
    for row in rows_of(path):
        box = row.entries("bbox")
        if len(box) != 4 or not all(isinstance(one, int | float) for one in box):
            raise T3Error(f"{row.where}: field bbox: expected four numbers, found {list(box)!r}")
        left, top, across, down = map(float, box)
        alone = row.get("sent", "expression")
        if alone is not None:
            size = row.number("width"), row.number("height")
            sentences, id = row.texts("sent", "expression"), str(row.row)
            box = (left, top, across, down)
        else:
            size, sentences = _size(row), row.texts("answer")
            id, box = row.text("question_id"), (left, top, left + across, top + down)
        for number, sentence in enumerate(sentences):
            yield Sample(
                id=f"{id}_{number}" if alone is None else id,
                video=row.text(*_NAMES) if isinstance(row.get(*_NAMES), str) else id,
                question=sentence,
                answer=str([round(v / s, 3) for v, s in zip(box, size * 2, strict=True)]),
                extra={"box": box, "size": size},
            )


def _size(row: Row) -> tuple[float, float]:
    """Width and height: fields, or those of the picture in the row."""
    if row.get("width") is not None and row.get("height") is not None:
        return row.number("width"), row.number("height")
    picture: Any = row.get("image")
    data = picture.get("bytes") if isinstance(picture, dict) else None
    if not isinstance(data, bytes):
        raise T3Error(f"{row.where}: no fields width and height, and no picture to take them from")
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as found:
            return float(found.size[0]), float(found.size[1])
    except (OSError, ValueError) as error:
        raise T3Error(f"{row.where}: field image: not a picture: {error}") from error


def boxes_in(reply: str, pattern: re.Pattern[str] = _BOX) -> list[tuple[float, ...]]:
    """All boxes of a text: four numbers in brackets, commas between them."""
    return [tuple(map(float, match.groups())) for match in pattern.finditer(reply)]


def as_shares(sample: Sample, box: Sequence[float]) -> Sequence[float]:
    """The box in pixels, from shares of the picture."""
    width, height = sample.extra["size"]
    return box[0] * width, box[1] * height, box[2] * width, box[3] * height


def as_thousandths(sample: Sample, box: Sequence[float]) -> Sequence[float]:
    """The box in pixels, from thousandths of the picture."""
    return as_shares(sample, [one / 1000 for one in box])


def _iou(sample: Sample, box: Sequence[float]) -> float:
    return float(overlap(_sized(box), _sized(sample.extra["box"]))[0])


def _sized(box: Sequence[float]) -> Boxes:
    left, top, right, bottom = box
    return np.array([[left, top, max(0.0, right - left), max(0.0, bottom - top)]])


def _worth(iou: float, read: str = "", parsed: bool = True, note: str = "") -> Reading:
    return Reading(float(iou >= 0.5), read, parsed, {"mIoU": iou}, note)


def read_shares(sample: Sample, reply: str) -> Reading:
    """lmms-eval's bbox_rec: the first box as shares; zeros without one."""
    found = boxes_in(reply, _SQUARE)
    box = as_shares(sample, found[0]) if found else (0.0, 0.0, 0.0, 0.0)
    return _worth(_iou(sample, box), str(found[0]) if found else "", bool(found))


def read_oracle(sample: Sample, reply: str) -> Reading:
    """lmms-eval's grounding: whichever box and unit is best."""
    tried = [
        (_iou(sample, one), str(box))
        for box in boxes_in(reply)
        for one in (box, as_thousandths(sample, box))
    ]
    best = max(tried, key=lambda one: one[0], default=(0.0, ""))
    return _worth(*best, bool(tried))


def _first(
    unit: Callable[[Sample, Sequence[float]], Sequence[float]],
) -> Callable[[Sample, str], Reading]:
    def read(sample: Sample, reply: str) -> Reading:
        found = boxes_in(reply)
        if not found:
            return _worth(0.0, parsed=False)
        return _worth(_iou(sample, unit(sample, found[0])), str(found[0]))

    return read


def _told_unit(sample: Sample, box: Sequence[float]) -> Sequence[float]:
    return as_shares(sample, box) if max(box) <= 1 else box


def question(sample: Sample) -> str:
    """Our own wording, as published ones differ."""
    return (
        f"Where in the picture is this: {sample.question}\n"
        "Answer with its box as [left, top, right, bottom], each a share from 0 to 1."
    )


def _box(unit: float) -> Callable[[Sample, str], Any]:
    def states(sample: Sample, _: str) -> Prediction:
        width, height = sample.extra["size"]
        sizes = (width, height, width, height)
        shares = [v / s * unit for v, s in zip(sample.extra["box"], sizes, strict=True)]
        return Prediction(sample.id, str([float(f"{one:.6g}") for one in shares]))

    return states


_METRICS = (Metric("Acc@0.5"), mean("mIoU"))
REFCOCO = Benchmark(
    id="refcoco",
    title="The box of what a sentence means in a picture",
    hub="lmms-lab/RefCOCO",
    licence="not stated",
    about=__doc__,
    load=load,
    prompts=(Prompt("shares", 1, question),),
    scorers=(
        Scorer(
            "lmms-eval",
            "refcoco_bbox_rec at 75571cfe: the first box, as shares of the picture",
            read_shares,
            metrics=_METRICS,
            states=_box(1),
        ),
        Scorer(
            "oracle",
            "lmms-eval's refcoco_grounding: the best of all boxes, each in two units",
            read_oracle,
            metrics=_METRICS,
            states=_box(1000),
        ),
        Scorer(
            "robust",
            "the first box: shares where none is above 1, else pixels",
            _first(_told_unit),
            metrics=_METRICS,
            states=_box(1),
        ),
        Scorer(
            "thousandths",
            "the first box, in thousandths of the picture",
            _first(as_thousandths),
            metrics=_METRICS,
            states=_box(1000),
        ),
    ),
)
