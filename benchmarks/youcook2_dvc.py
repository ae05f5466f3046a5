"""YouCook2: the steps of cooking videos, and when they are done.

Source: Zhou et al. 2018 (arXiv 1703.09788). Official val: 457 videos with 3,492 steps in whole
seconds; the captions of test are hidden. Papers on language models use TimeIT's copy of 415 videos
with 3,187 steps, others 396 videos: the number of samples says which it was. Licence: none stated
for the annotations; treat as for research.
Files: the official `youcookii_annotations_trainval.json`, the shape of ActivityNet Captions
(`yc2_val.json`), or TimeIT's `val.caption_coco_format.json`. A sample is a video;
`benchmarks/captioning/conventions.py` holds the rules. Papers on language models report the rule
vid2seq, called timechat and vtg-llm where replies are read as theirs are, and in TRACE's copy
trace. Scores are means over videos, the first is F1, which needs no Java.
Scored against itself in densevid it has F1 and SODA 100, METEOR 99.89 and CIDEr 988.4.
Quirks: a reversed event is turned round by vid2seq and trace, and meets nothing elsewhere; videos
that the file does not name shift the paragraphs of both, and trace leaves them out of the rest.
Submission: `{"VID.mp4": [{"timestamp": [s, e], "caption"}]}`; in our own files the field `events`,
or a reply that tells events in words.
"""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.captioning.annotations import samples_of
from benchmarks.captioning.conventions import (
    DENSEVID,
    PDVC_2018,
    PDVC_2021,
    ROBUST,
    TIMECHAT,
    TRACE,
    VID2SEQ,
    VTG_LLM,
)
from benchmarks.captioning.metrics import scorer
from benchmarks.captioning.prompts import PROMPTS
from benchmarks.captioning.submissions import read, write_timeit
from benchmarks.contract import Benchmark, Sample
from benchmarks.rows import found_below
from t3data.errors import T3Error

_FILES = ("youcookii_annotations_trainval.json", "yc2_val.json", "val.caption_coco_format.json")


def load(path: Path) -> Iterator[Sample]:
    """The videos of one annotation file.

    Raises:
        T3Error: no such file, several in the directory, or not as published.
    """
    files = found_below(path, *_FILES)
    if len(files) > 1:
        names = ", ".join(file.name for file in files)
        raise T3Error(f"{path}: expected one annotation file, found {names}; name the one you mean")
    yield from samples_of(files)


YOUCOOK2_DVC = Benchmark(
    id="youcook2-dvc",
    title="Dense captions of cooking videos: each step, and when it is done",
    hub="",
    licence="none stated",
    about=__doc__,
    load=load,
    prompts=PROMPTS,
    scorers=tuple(
        scorer(one)
        for one in (DENSEVID, ROBUST, PDVC_2018, PDVC_2021, VID2SEQ, TIMECHAT, VTG_LLM, TRACE)
    ),
    read_official=read,
    write_official=write_timeit,
)
