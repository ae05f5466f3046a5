"""ActivityNet Captions as moment retrieval: when does what a sentence says happen?

Source: Krishna et al. 2017 (arXiv 1705.00754), `{train,val_1,val_2}.json`: `{v_ID: {"duration",
"timestamps", "sentences"}}`; val_1 4,917 videos / 17,505 sentences, val_2 4,885 / 17,031. Licence:
not stated for the annotations; for research. Ids are `v_ID_0`, `v_ID_1`, ….
"Test" means val_2 in most papers, so a directory with both is val_2; name `val_1.json` for the
other. TaRO reports a part of val_1 (4,475 videos / 15,933 sentences): a file `ids.txt` beside the
annotations, an id of a video or of a sentence a line, keeps these alone; so does any other subset.
Only train has windows of no length or reversed ones. Sentences keep their leading blanks.
There is no one official rule: R@1 at 0.3, 0.5, 0.7 and mIoU, by convention.
"""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.contract import Benchmark, Sample
from benchmarks.grounding.annotated import captions, listed
from benchmarks.grounding.prompts import WINDOW
from benchmarks.grounding.published_prompts import published
from benchmarks.grounding.submissions import read_submission, write_submission
from benchmarks.rows import found_below, object_of
from benchmarks.windows.scorers import scorers
from t3data.errors import T3Error

SUBSET = "ids.txt"
_SPLITS = ("val_2", "val_1")


def load(path: Path) -> Iterator[Sample]:
    """Samples of val_2, else of val_1, or of the file that is named.

    Raises:
        T3Error: nothing of the kind is there, or a video is not as published; the subset names an
            id that does not exist.
    """
    file = path
    if path.is_dir():
        found = found_below(path, *(f"{split}.json" for split in _SPLITS))
        file = max(found, key=lambda one: one.stem)
    plain = file.suffix == ".json" and "annotations" not in object_of(file)
    samples = captions(file) if plain else listed(file)
    wanted = file.parent / SUBSET
    yield from _kept(samples, wanted) if wanted.exists() else samples


def _kept(samples: Iterator[Sample], wanted: Path) -> Iterator[Sample]:
    ids = set(wanted.read_text(encoding="utf-8").split())
    known = set[str]()
    for sample in samples:
        if sample.id in ids or sample.video in ids:
            known |= {sample.id, sample.video}
            yield sample
    if strange := sorted(ids - known):
        raise T3Error(f"{wanted}: no sentence of {', '.join(strange[:3])} in the annotations")


ACTIVITYNET_MR = Benchmark(
    id="activitynet-mr",
    title="When does it happen? One window in a video of two minutes, val_2 or val_1",
    hub="",
    licence="research use",
    about=__doc__,
    load=load,
    prompts=(WINDOW, *published("activitynet")),
    scorers=scorers(),
    read_official=read_submission,
    write_official=write_submission,
)
