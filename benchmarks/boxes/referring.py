"""Referring video segmentation: a sentence names a target, masks outline it in every frame."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.boxes.frames import MaskOf, folder
from benchmarks.boxes.masks import Mask, outline, region
from benchmarks.boxes.metrics import mean
from benchmarks.contract import Prediction, Reading, Sample, Scorer
from benchmarks.rows import Row, found_below, object_of
from t3data.errors import T3Error
from t3data.files import atomic_write, make_directory

MASKS = "masks"
"""The field of a prediction: a directory with a PNG for each frame."""
FRAMES = "frames"
TRUE = "true"

Truth = Callable[[str, Row, Sequence[str]], MaskOf | None]
"""From a video, its expression and frames, the true masks; None where they are hidden."""


def samples_of(path: Path, truth: Callable[[Path], Truth]) -> Iterator[Sample]:
    """A sample for each expression of `meta_expressions.json`, by the name `VIDEO/EXPRESSION`.

    Raises:
        T3Error: no such file, several, or not as published.
    """
    files = found_below(path, "meta_expressions.json")
    if len(files) > 1:
        raise T3Error(f"{path}: {len(files)} files meta_expressions.json; name the split you mean")
    true = truth(files[0].parent)
    videos = Row(object_of(files[0]), str(files[0]), 0).mapping("videos")
    for number, (video, entry) in enumerate(videos.items()):
        if not isinstance(entry, Mapping):
            raise T3Error(f"{files[0]}: {video}: expected an object, found {entry!r}")
        row = Row(entry, f"{files[0]}: {video}", number, video)
        frames = row.texts("frames")
        for name, expression in row.mapping("expressions").items():
            if not isinstance(expression, Mapping):
                raise T3Error(f"{row.where}: expression {name}: expected an object")
            said = Row(expression, f"{files[0]}: {video}/{name}", number, name)
            masks = true(video, said, frames)
            yield Sample(
                id=f"{video}/{name}",
                video=video,
                question=said.text("exp"),
                answer=f"{len(frames)} masks" if masks else "",
                extra={FRAMES: frames, TRUE: masks},
            )


def read_masks(sample: Sample, prediction: Prediction) -> Reading:
    """J and F over all frames; a frame without a file has an empty mask, which is told.

    Raises:
        T3Error: a mask is not as large as the true one.
    """
    told: Any = prediction.fields.get(MASKS)
    if not isinstance(told, str) and not callable(told):
        return Reading(0.0, parsed=False)
    mask_of: MaskOf = folder(Path(told)) if isinstance(told, str) else told
    j, f, absent = [], [], 0
    for frame in sample.extra[FRAMES]:
        true = sample.extra[TRUE](frame)
        found = mask_of(frame)
        if true is None:
            raise T3Error(f"{sample.id}: no true mask of frame {frame}; the files are not complete")
        if not true.size and found is not None:  # nothing, in a picture whose size nobody says
            true = np.zeros_like(found)
        if found is None:
            found, absent = np.zeros_like(true), absent + 1
        if found.shape != true.shape:
            sizes = " and ".join(f"{m.shape[1]}x{m.shape[0]}" for m in (found, true))
            raise T3Error(f"{sample.id}: frame {frame}: masks of {sizes} pixels; expected one size")
        j.append(region(found, true))
        f.append(outline(found, true))
    if absent == len(j):
        return Reading(0.0, parsed=False)
    values = {"J": float(np.mean(j)), "F": float(np.mean(f))}
    values["J&F"] = (values["J"] + values["F"]) / 2
    note = "frames without a file count as empty" if absent else ""
    return Reading(values["J&F"], f"{len(j) - absent} masks", values=values, note=note)


def read_folder(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction]:
    """The submission: `VIDEO/EXPRESSION/FRAME.png`, in a directory, or in its `Annotations`.

    Raises:
        T3Error: it is no directory.
    """
    root = path / "Annotations" if (path / "Annotations").is_dir() else path
    if not root.is_dir():
        raise T3Error(f"{path}: expected a directory of VIDEO/EXPRESSION/FRAME.png")
    for sample in samples:
        if (root / sample.id).is_dir():
            yield Prediction(sample.id, "masks", "", {MASKS: str(root / sample.id)})


def write_folder(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """The submission: `VIDEO/EXPRESSION/FRAME.png` with 255 where the mask is.

    A frame without a mask has no file, which counts as an empty one.

    Raises:
        T3Error: no prediction holds masks, one is no picture or directory, or the
            submission has the expression already.
    """
    held: list[tuple[Sample, str]] = []
    for sample in samples:
        told = predictions[sample.id].fields.get(MASKS) if sample.id in predictions else None
        if isinstance(told, str):
            held.append((sample, told))
    if not held:
        raise T3Error(
            f"{path}: nothing to write: no prediction holds masks; expected "
            f'"fields": {{"{MASKS}": a directory with a PNG for each frame}}'
        )
    for sample, directory in held:
        if not Path(directory).is_dir():
            raise T3Error(f"{directory}: expected the directory of the masks of {sample.id}")
        if (path / sample.id).exists():
            raise T3Error(f"{path / sample.id}: exists already; name a new directory")
    for sample, directory in held:
        mask_of = folder(Path(directory))
        make_directory(path / sample.id)
        for frame in sample.extra[FRAMES]:
            mask = mask_of(frame)
            if mask is not None:
                _save(path / sample.id / f"{frame}.png", mask)


def write_annotations(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """The same in `Annotations`.

    Raises:
        T3Error: as there.
    """
    write_folder(path / "Annotations", samples, predictions)


def _save(path: Path, mask: Mask) -> None:
    from PIL import Image

    with atomic_write(path) as stream:
        Image.fromarray(mask.astype(np.uint8) * np.uint8(255)).save(stream, "PNG")


def scorer(about: str) -> Scorer:
    """J&F over all frames."""
    return Scorer(
        "robust",
        about,
        lambda sample, reply: Reading(0.0, parsed=False),
        metrics=tuple(mean(name) for name in ("J&F", "J", "F")),
        read_fields=read_masks,
        states=lambda sample, _: Prediction(sample.id, "masks", "", {MASKS: sample.extra[TRUE]}),
    )
