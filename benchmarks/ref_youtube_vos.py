"""Ref-YouTube-VOS: a sentence names one object of a video, masks outline it in every frame.

Source: Seo et al. 2020 (URVOS). Licence: CC BY 4.0 by its site. Files: `meta_expressions.json`
(`{"videos": {ID: {"expressions": {N: {"exp", "obj_id"}}, "frames"}}}`) and, where they are public,
`Annotations/ID/FRAME.png` beside it, or in the split's directory where the expressions lie in a
tree of their own (`meta_expressions/train/…` and `train/Annotations`, as unpacked by
wjn922/ReferFormer, `docs/data.md`); its pixels are numbers of objects. The masks of its validation
split are on a server: its samples have no answer here; train has them.
Submission: `Annotations/ID/N/FRAME.png`, where pixels that are not 0 are the object; written too,
out of predictions whose field `masks` names a directory of such pictures.
Rule: J is the IoU of masks, F that of outlines within .008 of the diagonal; the mean over all
frames of an expression, then over expressions. What the server does beyond that is not known.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.boxes.frames import MaskOf, folder
from benchmarks.boxes.referring import Truth, read_folder, samples_of, scorer, write_annotations
from benchmarks.contract import Benchmark, Sample
from benchmarks.rows import Row


def load(path: Path) -> Iterator[Sample]:
    """The expressions of a split's directory.

    Raises:
        T3Error: not as published.
    """
    yield from samples_of(path, _pictures)


def _pictures(split: Path) -> Truth:
    root = split / "Annotations"
    if not root.is_dir():  # the expressions may lie in a tree of their own
        whole = split.resolve()
        root = whole.parent.parent / whole.name / "Annotations"

    def masks(video: str, said: Row, frames: Sequence[str]) -> MaskOf | None:
        if said.get("obj_id") is None or not (root / video).is_dir():
            return None
        return folder(root / video, said.integer("obj_id"))

    return masks


REF_YOUTUBE_VOS = Benchmark(
    id="ref-youtube-vos",
    title="Outlining the object that a sentence names, in every frame",
    hub="",
    licence="CC BY 4.0",
    about=__doc__,
    load=load,
    scorers=(scorer("J&F over all frames; the server's own rule is not public"),),
    read_official=read_folder,
    write_official=write_annotations,
)
