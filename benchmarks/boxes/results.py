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
RUNS = "runs"
"""The field that holds those of further runs."""
_OTHERS = ("_time", "_object_presence_scores", "_all_boxes", "_all_scores")


def read(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """Predictions of a directory, or of one file: `NAME.txt`, or `NAME_001.txt` and further runs.

    Files with times and the like are passed over.
    """
    known = {sample.id for sample in samples}
    files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
    found: dict[str, list[Boxes]] = {}
    for number, file in enumerate(files):
        name = _sequence(file.stem, known)
        if name not in known and file.stem.endswith(_OTHERS):
            continue
        try:
            boxes = boxes_of(file)
        except T3Error as error:
            detail = str(error).removeprefix(f"{file}: ")
            yield Reject("bad_prediction", Place(str(file), number), detail=detail)
            continue
        found.setdefault(name, []).append(boxes)
    for name, runs in found.items():
        yield told(name, *runs)


def _sequence(stem: str, known: set[str]) -> str:
    """Whose result a file is: its name, without the number of a run."""
    name, _, run = stem.rpartition("_")
    return name if stem not in known and run.isdecimal() and name in known else stem


def told(id: str, boxes: Boxes, *further: Boxes) -> Prediction:
    """Boxes as a prediction, with those of further runs."""
    fields = {BOXES: boxes.tolist()}
    if further:
        fields[RUNS] = [run.tolist() for run in further]
    return Prediction(id, f"{len(boxes)} boxes", "", fields)


def write(
    path: Path,
    samples: Sequence[Sample],
    predictions: Mapping[str, Prediction],
    name: str = "{}.txt",
) -> None:
    """Writes a directory with a file for each sequence that has boxes, commas between numbers."""
    make_directory(path)
    for sample in samples:
        boxes = predictions[sample.id].fields.get(BOXES) if sample.id in predictions else None
        if boxes is not None:
            lines = "".join(",".join(f"{n:g}" for n in box) + "\n" for box in boxes)
            file = path / name.format(sample.id)
            make_directory(file.parent)
            write_text(file, lines)
