"""ActivityNet Captions: what happens in a video, sentence by sentence, and when.

Source: Krishna et al. 2017 (arXiv 1705.00754). val_1 has 4,917 videos with 17,505 events, val_2
4,885 with 17,031: two annotators' accounts of mostly the same videos; the captions of test are not
public. Licence: none stated for the annotations; treat as for research.
A directory that holds val_1.json and val_2.json gives both as references, a file that one alone.
A sample is a video; `benchmarks/captioning/conventions.py` holds the rules, of which densevid is
the official one, and `reading.py` the values. Scores are means over videos; the first is F1, which
needs no Java.
Quirks: in densevid a predicted event counts once for every true one that it meets, and a video of
one such pair has CIDEr 0. SODA's script merges several reference files into one story, PDVC's takes
each alone; both put the events in order. Scored against itself in densevid val_1 has SODA_c 100,
but METEOR 93.35 and CIDEr 951.0, as events that overlap are compared with each other too. TRACE
scores val_2 and leaves out videos without prediction.
Submission: `{"version", "results": {"v_ID": [{"sentence", "timestamp": [s, e]}]},
"external_data"}`; in our own files the field `events`, or a reply that tells events in words.
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
    TRACE_ANET,
    VID2SEQ,
    VTG_LLM,
)
from benchmarks.captioning.metrics import scorer
from benchmarks.captioning.prompts import PROMPTS
from benchmarks.captioning.submissions import read, write_activitynet
from benchmarks.contract import Benchmark, Sample
from benchmarks.rows import found_below


def load(path: Path) -> Iterator[Sample]:
    """The videos of val_1.json and val_2.json, or of a single file.

    Raises:
        T3Error: no such file, or not as published.
    """
    yield from samples_of(found_below(path, "val_[12].json", "*.caption_coco_format.json"))


ACTIVITYNET_DVC = Benchmark(
    id="activitynet-dvc",
    title="Dense captions of ActivityNet's videos: what happens, and when",
    hub="",
    licence="none stated",
    about=__doc__,
    load=load,
    prompts=PROMPTS,
    scorers=tuple(
        scorer(one)
        for one in (DENSEVID, ROBUST, PDVC_2018, PDVC_2021, VID2SEQ, TIMECHAT, VTG_LLM, TRACE_ANET)
    ),
    read_official=read,
    write_official=write_activitynet,
)
