"""TVBench: ten tasks in MVBench's form that single frames and text alone cannot solve.

Source: Cores et al. 2024 (arXiv 2410.07752), `FunAILab/TVBench`. Data terms are not settled, so
that no rows are shipped. Format and official rule are MVBench's (`benchmarks/mvbench.py`); the
tasks are of unequal size, so that `Avg`, which is micro, is not the mean of the tasks.
lmms-eval: the first lone letter after upper-casing, the first character, the only option contained.
"""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.choices import robust
from benchmarks.contract import Benchmark, Reading, Sample, Scorer
from benchmarks.extractors import tvbench_lmms_eval
from benchmarks.mvbench import (
    OFFICIAL,
    PROMPT,
    first_gold,
    lmms_eval_id,
    official_predictions,
    read_vlmevalkit,
    task_samples,
    write_official,
)

TASKS = (
    "Action Count",
    "Object Count",
    "Action Sequence",
    "Object Shuffle",
    "Scene Transition",
    "Action Localization",
    "Action Antonym",
    "Unexpected Action",
    "Egocentric Sequence",
    "Moving Direction",
)


def load(path: Path) -> Iterator[Sample]:
    """Samples from a directory of one JSON a task, or one of those files."""
    return task_samples(path, TASKS)


def read_lmms_eval(sample: Sample, reply: str) -> Reading:
    """The letter against the first candidate that equals the answer."""
    return first_gold(sample, tvbench_lmms_eval(reply, sample.options))


TVBENCH = Benchmark(
    id="tvbench",
    title="Ten tasks that need time, in MVBench's form",
    hub="FunAILab/TVBench",
    hub_patterns=("json/*.json",),
    licence="terms unverified",
    about=__doc__,
    load=load,
    prompts=(PROMPT,),
    scorers=(
        OFFICIAL,
        robust(),
        Scorer("lmms-eval", "first lone letter, or the only option contained", read_lmms_eval),
        Scorer("vlmevalkit", "the official test, then can_infer", read_vlmevalkit),
    ),
    read_official=official_predictions,
    write_official=write_official,
    lmms_eval_id=lmms_eval_id,
)
