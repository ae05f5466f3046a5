"""MeViS: a sentence names objects by what they do, masks outline all of them in every frame.

Source: Ding et al. 2023 (arXiv 2308.08544). Licence: CC BY-NC-SA 4.0. Files:
`meta_expressions.json` (`{"videos": {ID: {"expressions": {N: {"exp", "anno_id"}}, "frames"}}}`) and
`mask_dict.json` beside it, with COCO run lengths, or null, for every frame of every object; the
true mask of an expression is that of all its objects. valid_u has them, the masks of valid are on a
server: its samples have no answer here.
An expression of the second version may mean no object: its true masks are empty.
Submission: `ID/N/FRAME.png`, where pixels that are not 0 are the objects; written too, out of
predictions whose field `masks` names a directory of such pictures.
Rule (henghuiding/MeViS, `tools/eval_mevis.py` at 7869f226, for valid_u): J and F, the mean over all
frames of an expression, then over expressions; a video that the submission lacks counts as 0. What
the server does beyond that is not known.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from pathlib import Path

import numpy as np

from benchmarks.boxes.frames import MaskOf, run_lengths
from benchmarks.boxes.masks import Mask
from benchmarks.boxes.referring import Truth, read_folder, samples_of, scorer, write_folder
from benchmarks.contract import Benchmark, Sample
from benchmarks.rows import Row, object_of
from t3data.errors import T3Error


def load(path: Path) -> Iterator[Sample]:
    """The expressions of a split's directory.

    Raises:
        T3Error: not as published.
    """
    yield from samples_of(path, _objects)


def _objects(split: Path) -> Truth:
    file = split / "mask_dict.json"
    objects = object_of(file) if file.exists() else None

    def masks(video: str, said: Row, frames: Sequence[str]) -> MaskOf | None:
        if objects is None or said.get("anno_id") is None:
            return None
        known = [(str(one), objects.get(str(one))) for one in said.entries("anno_id")]
        for name, runs in known:
            if not isinstance(runs, list) or len(runs) != len(frames):
                raise T3Error(f"{file}: object {name}: expected {len(frames)} masks, one a frame")

        def mask_of(frame: str) -> Mask | None:
            at = places[frame]
            found = [
                (run_lengths(runs[at], f"{file}: object {name}: frame {frame}"))
                for name, runs in known
                if runs and runs[at]
            ]
            return reduce(lambda one, other: one | other, found, empty)

        places = {frame: place for place, frame in enumerate(frames)}
        first = next((entry for _, runs in known for entry in runs or [] if entry), None)
        # Nothing is meant, or the objects are never seen: as large as what is predicted.
        nothing = np.zeros((0, 0), dtype=bool)
        empty = nothing if first is None else run_lengths(first, f"{file}: {video}") & False
        return mask_of

    return masks


MEVIS = Benchmark(
    id="mevis",
    title="Outlining the objects that a sentence names by their motion, in every frame",
    hub="",
    licence="CC BY-NC-SA 4.0",
    about=__doc__,
    load=load,
    scorers=(
        scorer(
            "J&F over all frames, as tools/eval_mevis.py at 7869f226; the server's is not public"
        ),
    ),
    read_official=read_folder,
    write_official=write_folder,
)
