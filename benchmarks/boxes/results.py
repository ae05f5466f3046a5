"""Trackers' result files: a text file a sequence, a box a line."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.boxes.box import Boxes, boxes_of
from benchmarks.contract import Prediction, Sample
from t3data.errors import T3Error
from t3data.files import make_directory, write_text
from t3data.types import Place, Reject

BOXES = "boxes"
"""The field of a prediction that holds them."""
_OTHERS = ("_time", "_object_presence_scores", "_all_boxes", "_all_scores")


def read(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """Predictions of a directory, or of one file: `NAME.txt`, or `NAME_001.txt` of a first run.

    Of further runs, and of files with times, nothing is read.
    """
    known = {sample.id for sample in samples}
    files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
    for number, file in enumerate(files):
        name = file.stem if file.stem in known else file.stem.removesuffix("_001")
        if name not in known and (file.stem.endswith(_OTHERS) or _further_run(file.stem, known)):
            continue
        try:
            boxes = boxes_of(file)
        except T3Error as error:
            detail = str(error).removeprefix(f"{file}: ")
            yield Reject("bad_prediction", Place(str(file), number), detail=detail)
            continue
        yield told(name, boxes)


def _further_run(stem: str, known: set[str]) -> bool:
    name, _, run = stem.rpartition("_")
    return name in known and run.isdecimal()


def told(id: str, boxes: Boxes) -> Prediction:
    """Boxes as a prediction."""
    return Prediction(id, f"{len(boxes)} boxes", "", {BOXES: boxes.tolist()})


def write(path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]) -> None:
    """Writes a directory with a file for each sequence that has boxes, commas between numbers."""
    make_directory(path)
    for sample in samples:
        boxes = predictions[sample.id].fields.get(BOXES) if sample.id in predictions else None
        if boxes is not None:
            lines = "".join(",".join(f"{n:g}" for n in box) + "\n" for box in boxes)
            write_text(path / f"{sample.id}.txt", lines)
