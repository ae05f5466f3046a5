"""What a benchmark is: samples, how to ask, how to read a reply, what that is worth, how to sum up.

A benchmark is one module with a `Benchmark` in it; everything else in this package works on these
types and knows no benchmark. Readers and prompts are pure functions and see real replies only: a
failure is never text.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from benchmarks.totals import Total, Units, micro
from t3data.types import Reject

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def nothing() -> Mapping[str, Any]:
    """One empty mapping for all, because there may be a million samples."""
    return _NOTHING


Groups = Mapping[str, str | tuple[str, ...]]
"""Grouping → the group, or the groups, that a sample belongs to."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One question with its gold answer."""

    id: str
    """Unique; the name by which official prediction files call it."""
    video: str
    """The video's id: the cluster of the intervals."""
    question: str
    answer: str
    """Gold: a letter for lettered options, else what the benchmark's reader compares with; empty
    where it is not public: such a sample can be asked, but not scored."""
    options: tuple[str, ...] = ()
    """Texts without their letters, in the order of the letters."""
    groups: Groups = field(default_factory=nothing)
    task: str = ""
    """Where one benchmark has several kinds of question, the kind; it decides prompt and reader."""
    clip: tuple[float, float] | None = None
    """Seconds, where only a part of the video is shown."""
    extra: Mapping[str, Any] = field(default_factory=nothing)
    """What else the benchmark's own functions need. The runner asks about a sample with "unseen"
    without showing its video."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What one line of a prediction file says."""

    id: str
    reply: str | None
    """None: the model gave no reply, and `failure` says why."""
    failure: str = ""
    fields: Mapping[str, Any] = field(default_factory=nothing)
    """Further outputs, such as a temporal window beside an answer."""


Status = Literal["right", "wrong", "partial", "unparsed", "failed", "missing"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply was read as and what that is worth.

    Where a rule falls back on a random letter out of k, `worth` is 1/k and `note` says so: no
    score of ours depends on a die.
    """

    worth: float
    """0 to 1; some rules go beyond (a group score of 0 to 100 is a matter of `Metric.units`). What
    an unreadable reply is worth counts under the official failure policy alone."""
    read: str = ""
    """What was read, for people."""
    parsed: bool = True
    """False: the rule could not read the reply."""
    values: Mapping[str, float] = field(default_factory=nothing)
    """Further numbers of the sample (IoU, IoP, …), for metrics that ask for them by name."""
    note: str = ""
    """A remark; how many replies have it stands below the result."""
    left_out: bool = False
    """The rule leaves out this unparsed reply, whatever its policy makes of others."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A sample with what became of it."""

    sample: Sample
    status: Status
    reading: Reading
    counted: bool
    """False: left out of numerator and denominator under the failure policy."""
    reply: str = ""
    """The text, or the failure."""
    by_rule: bool = True
    """Failures count as the rule itself says; False where `--failures` says otherwise."""


Fate = Literal["wrong", "exclude", "read_as_empty"]
"""What a rule makes of a sample without a readable reply; the last one reads the empty text."""


@dataclass(frozen=True, slots=True)
class FailurePolicy:
    """What a script does where there is no answer to be read."""

    unparsed: Fate = "wrong"
    failed: Fate = "wrong"
    missing: Fate = "wrong"


def each_sample(scored: Sequence[Scored]) -> Units:
    """One unit a counted sample, worth what its reading is worth."""
    counted = [s for s in scored if s.counted]
    return Units.of(
        worth=[s.reading.worth for s in counted],
        clusters=[s.sample.video for s in counted],
        groups=[s.sample.groups for s in counted],
    )


@dataclass(frozen=True, slots=True)
class Metric:
    """One number of the result, with the groups that it is broken down into."""

    name: str
    total: Total = micro
    units: Callable[[Sequence[Scored]], Units] = each_sample
    scale: float = 100.0
    """What a worth of 1 is printed as."""
    grouped: bool = False
    """Whether its groups are shown too, as "<name>, <grouping>"; those of the first always are."""


@dataclass(frozen=True, slots=True)
class JudgeRule:
    """How a language model is asked about replies that rules cannot read."""

    prompt: Callable[[Sample, str], str | None]
    """None: this reply needs no judge."""
    read: Callable[[Sample, str, str], Reading]
    """From the sample, the model's reply and the judge's."""


ReadAll = Callable[[Sequence[Sample], Mapping[str, Prediction]], Mapping[str, Reading]]
"""Readings by id, from all samples and from the predictions of those that count: one that failed,
or is missing, and counts all the same is there too, without a reply."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """A named rule. The name is printed with every number it makes."""

    name: str
    about: str
    """One line: whose rule, at which commit, and what is odd about it."""
    read: Callable[[Sample, str], Reading]
    policy: FailurePolicy = FailurePolicy()
    metrics: tuple[Metric, ...] = (Metric("accuracy"),)
    """The first one is the score."""
    read_fields: Callable[[Sample, Prediction], Reading] | None = None
    """In place of `read`, for benchmarks whose predictions are more than a text."""
    read_all: ReadAll | None = None
    """In place of both, for rules that look at many replies together, as those of captions do."""
    judge: JudgeRule | None = None
    counts: Literal["samples", "lines"] = "samples"
    """What counts once: a sample, whatever the file says of it, or each line of the file, so that
    one which repeats an id counts again."""
    stranger: Callable[[Prediction], Reading | None] | None = None
    """Where lines count: what one is worth whose id no sample has; None: it does not count."""
    decimals: int = 1
    """As the official tables print."""
    states: Callable[[Sample, str], Prediction] | None = None
    """How a model that keeps to the rule's form says that the answer is this one; None: with these
    very words. `t3 validate` proves the rule on it."""
    remarks: Callable[[Sequence[Scored]], Iterable[str]] | None = None
    """Notes below the result that are about the whole of it, such as faults of the annotations."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """How the official code words a sample."""

    name: str
    version: int
    """Bumped with every change of wording; a golden file holds the words."""
    text: Callable[[Sample], str]
    system: str = ""
    prefill: str = ""
    """The beginning of the reply, given to the model."""
    frames: Literal["before", "between", "none"] = "before"
    """Where they stand: before the text; before it too, but with the subtitles between them where
    they were spoken; or nowhere, as the question needs no video."""
    subtitles: bool = False
    """Whether it is made for subtitles. Unless they stand between the frames, `text` finds those
    that the frames cover in `Sample.extra["subtitles"]`, a line each; there may be none."""


Load = Callable[[Path], Iterable[Sample]]
"""Reads annotations from a file or directory in the official layout."""


ReadOfficial = Callable[[Path, Sequence[Sample]], Iterable[Prediction | Reject]]
WriteOfficial = Callable[[Path, Sequence[Sample], Mapping[str, Prediction]], None]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Facts and functions. The module's docstring tells source, licence, rule and quirks."""

    id: str
    title: str
    """One line for `t3 list benchmarks`."""
    hub: str
    """The official dataset on the Hub; empty where there is none."""
    licence: str
    load: Load
    scorers: tuple[Scorer, ...]
    """`official` first, where an official rule exists."""
    prompts: tuple[Prompt, ...] = ()
    """The official one first."""
    hub_patterns: tuple[str, ...] = ()
    """Which files of the Hub dataset hold the annotations."""
    about: str = ""
    """The module's docstring."""
    size: int | None = None
    """Samples in the complete annotations."""
    judged_tasks: tuple[str, ...] = ()
    """Tasks that no rule can score; without a judge their samples are left out, and named."""
    optional_tasks: tuple[str, ...] = ()
    """Tasks that are often not run; without any prediction their samples are left out."""
    group_sizes: Mapping[str, Mapping[str, int]] = field(default_factory=nothing)
    """Official counts: grouping → group → samples."""
    read_official: ReadOfficial | None = None
    """Predictions from the benchmark's own submission format, unusable rows as rejects."""
    write_official: WriteOfficial | None = None
    """Writes that format; what failed or is missing is written as the official code would."""
    lmms_eval_id: Callable[[Mapping[str, Any], str], str] | None = None
    """The sample's id from one entry of an lmms-eval sample log, and its row number as text."""
    lmms_eval_rows: Callable[[Sequence[Sample]], Sequence[Sample]] | None = None
    """The samples that lmms-eval asks, in its order, where these are not all; its logs often name a
    sample by its number among them alone."""
    vlmevalkit_id: Callable[[Mapping[str, Any], str], str] | None = None
    """Likewise from a row of a VLMEvalKit result table."""
