"""Video-MMMU: 300 lectures with three questions each: perceive, comprehend, adapt.

Source: Hu et al. 2025 (arXiv 2501.13826), `lmms-lab/VideoMMMU`, configurations Perception,
Comprehension and Adaptation. Data terms are not settled, so that no rows are shipped. Options are
2 to 14; Adaptation has 20 open questions and one of no kind, which is read as open.
The three tracks call their questions by the same ids: a sample is "Adaptation/<id>". The same
questions asked without the video are the optional track "question_only/<id>"; with a prediction
for any of them there are Δknowledge = 100 (adaptation - before) / (100 - before), the share of
wrong answers that became right and that of right ones that became wrong.
Official rule: MMMU's readers for lettered and open questions; empty replies and "API Error" leave
the denominator. Subjects, disciplines and tracks are micro, the score is the mean of the tracks.
The denominator of wrong to right counts every question that was not right before, failures too.
Quirk: one open gold answer is a list with a missing quote; it is compared as the text it is, so
that nearly nothing can match it.
lmms-eval: its shared extractor for lettered questions, where an empty reply is wrong. VLMEvalKit:
the official rule on what follows the last "Answer:", micro over all tracks.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.choices import LETTERS, bare, letter_list, lettered, read_robust, unread
from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    Metric,
    Prompt,
    Reading,
    Sample,
    Scored,
    Scorer,
    each_sample,
)
from benchmarks.extractors import lmms_mcq, mmmu_choice, mmmu_open_right
from benchmarks.extractors.mmmu import API_ERROR, NO_ANSWER
from benchmarks.rows import Row, found_below, rows_of
from benchmarks.totals import Estimate, Units, macro, mean_at
from t3data.answers.silence import is_failure
from t3data.errors import T3Error

TRACKS = ("Perception", "Comprehension", "Adaptation")
BEFORE = "question_only"
"""The questions of Adaptation without the video."""

DISCIPLINES = {
    "Art and Design": "Art, Art_Theory, Design, Music",
    "Business": "Accounting, Economics, Finance, Manage, Marketing",
    "Science": "Biology, Chemistry, Geography, Math, Physics",
    "Health and Medicine": "Basic_Medical_Science, Clinical_Medicine, "
    "Diagnostics_and_Laboratory_Medicine, Pharmacy, Public_Health",
    "Humanities and Social Science": "History, Literature, Sociology, Psychology",
    "Tech and Engineering": "Agriculture, Architecture_and_Engineering, Computer_Science, "
    "Electronics, Energy_and_Power, Materials, Mechanical_Engineering",
}
_DISCIPLINE = {
    subject: name for name, subjects in DISCIPLINES.items() for subject in subjects.split(", ")
}
_ERROR = Reading(0.0, API_ERROR, parsed=False, left_out=True)
_SUFFIXES = (".parquet", ".json", ".jsonl")


def load(path: Path) -> Iterator[Sample]:
    """Samples of the tracks found below `path`: `Perception/test-….parquet`, `perception….json`.

    Raises:
        T3Error: no file of any track, or a row is not as published.
    """
    files = found_below(path, *(f"*{suffix}" for suffix in _SUFFIXES))
    found = False
    for track in TRACKS:
        for file in [file for file in files if _track_of(file) == track][:1]:
            found = True
            for row in rows_of(file):
                yield from _samples(row, track)
    if not found:
        raise T3Error(f"{path}: no file of a track; expected Perception, … in its path")


def _track_of(file: Path) -> str | None:
    """What the file's name says, or that of its directory."""
    for name in (file.name.lower(), file.parent.name.lower()):
        for track in TRACKS:
            if track.lower() in name:
                return track
    return None


def _samples(row: Row, track: str) -> Iterator[Sample]:
    id = row.text("id")
    subject = "_".join(id.split("_")[1:-1])
    if subject not in _DISCIPLINE:
        raise row.wrong(["id"], "one that names a subject, as in dev_Art_Theory_1", id)
    asked = row.get("question_type")
    kind = "choice" if asked == "multiple-choice" else "open"
    if asked is None and track != "Adaptation":  # the repository's copies leave it out there
        kind = "choice"
    options = () if row.get("options") is None else row.texts("options")
    given = options
    if all(option.startswith(f"{x}.") for x, option in zip(LETTERS, options, strict=False)):
        options = tuple(bare(option) for option in options)
    answer = row.get("answer")
    gold = row.texts("answer") if isinstance(answer, list | tuple) else row.text("answer")
    for name in (track, BEFORE) if track == "Adaptation" else (track,):
        yield Sample(
            id=f"{name}/{id}",
            video=id,
            question=row.text("question"),
            answer=gold if isinstance(gold, str) else "; ".join(gold),
            options=options if kind == "choice" else (),
            groups={
                "track": name,
                "discipline": _DISCIPLINE[subject],
                "track, discipline": f"{name}, {_DISCIPLINE[subject]}",
                "subject": subject,
            },
            task=name,
            extra={"kind": kind, "gold": gold, "given": given, "unseen": name == BEFORE},
        )


def _mmmu(sample: Sample, reply: str) -> Reading:
    if sample.extra["kind"] == "open":
        right = mmmu_open_right(reply, sample.extra["gold"])
        return _ERROR if right is None else Reading(float(right), reply.strip())
    # Options that carry their letters are looked for with them.
    letter = mmmu_choice(reply, sample.extra.get("given", sample.options))
    if letter == API_ERROR:
        return _ERROR
    return unread(NO_ANSWER) if letter == NO_ANSWER else lettered(letter, sample.answer)


def read_robust_kind(sample: Sample, reply: str) -> Reading:
    """Lettered questions as any; open ones by the official rule, on what follows the reasoning."""
    if sample.extra["kind"] == "choice":
        return read_robust(sample, reply)
    stated = reply.rpartition("</think>")[2].strip()
    return unread() if not stated or is_failure(stated) else _mmmu(sample, stated)


def read_lmms_eval(sample: Sample, reply: str) -> Reading:
    """The shared extractor for letters, the official rule for open questions."""
    if sample.extra["kind"] == "open":
        return _mmmu(sample, reply)
    letter = lmms_mcq(reply, LETTERS[: len(sample.options)])
    return lettered(letter, sample.answer) if letter else unread()


def read_vlmevalkit(sample: Sample, reply: str) -> Reading:
    """The official rule on what follows the last "Answer:"."""
    return _mmmu(sample, reply.rpartition("Answer:")[2])


def lmms_eval_id(facts: Mapping[str, Any], row: str) -> str:
    """The track out of the log's name, `…_samples_video_mmmu_adaptation.jsonl`, and the id.

    Raises:
        T3Error: the name tells no track; the ids alone do not tell them apart.
    """
    name = str(facts["task"]).lower()
    for track in (BEFORE, *TRACKS):
        if track.lower() in name:
            if facts.get("id") is None:
                raise T3Error(
                    f"videommmu: a sample log ({name}) whose entry {row} records no id; "
                    "expected mmmu_acc.id or doc.id, as lmms-eval writes them"
                )
            return f"{track}/{facts['id']}"
    raise T3Error(
        "videommmu: a sample log that does not name its track; call it as lmms-eval does, "
        "such as samples_video_mmmu_adaptation.jsonl"
    )


def vlmevalkit_id(row: Mapping[str, Any], index: str) -> str:
    """The track is the table's `category`."""
    return f"{str(row.get('category')).strip().capitalize()}/{row.get('id')}"


def of_tracks(scored: Sequence[Scored]) -> Units:
    """Questions of the three tracks."""
    return each_sample([one for one in scored if one.sample.task != BEFORE])


def of_before(scored: Sequence[Scored]) -> Units:
    """Questions of Adaptation without the video."""
    return each_sample([one for one in scored if one.sample.task == BEFORE])


def of_adaptation(scored: Sequence[Scored]) -> Units:
    """Questions of Adaptation with and without the video; none without the latter."""
    before = [one for one in scored if one.sample.task == BEFORE]
    after = [one for one in scored if one.sample.task == "Adaptation"]
    return each_sample([*before, *after] if before else [])


def knowledge_gain(units: Units) -> Estimate:
    """(after - before) / (1 - before); nothing where every answer was right before."""
    nothing = np.zeros(0, dtype=np.int64)
    tracks = units.groups.get("track", {})
    before, after = (mean_at(units, tracks.get(name, nothing)) for name in (BEFORE, "Adaptation"))
    room = 1 - before.value
    if not before.n or not after.n or room == 0:
        return Estimate(float("nan"), np.zeros(len(units)), 0)
    slope = (after.value - 1) / room**2
    return Estimate(
        (after.value - before.value) / room,
        after.influence / room + slope * before.influence,
        after.n,
        share=False,
    )


def changed(from_right: bool) -> Callable[[Sequence[Scored]], Units]:
    """Questions that were right before, or all others, worth 1 where that is so no longer."""

    def units(scored: Sequence[Scored]) -> Units:
        right = {one.sample.id for one in scored if one.status == "right"}
        before = [one.sample for one in scored if one.sample.task == BEFORE]
        asked = [sample for sample in before if (sample.id in right) == from_right]
        after = [f"Adaptation/{sample.video}" in right for sample in asked]
        return Units.of(
            worth=[float(now != from_right) for now in after],
            clusters=[sample.video for sample in asked],
            groups=[{} for _ in asked],
        )

    return units


def question(sample: Sample) -> str:
    """The official words of each track; without the video the question stands alone."""
    options = "\n" + letter_list(sample.options) if sample.options else ""
    if sample.task == BEFORE:
        return sample.question + options
    if sample.task != "Adaptation":
        ignore = "Please ignore the Quiz question in last frame of the video."
        return f"{sample.question}{options}\n{ignore}"
    kind = "multi-choice" if sample.options else "open-ended"
    return (
        "You should watch and learn the video content. Then apply what you learned to answer the "
        f"following {kind} question. The image for this question is at the end of the video.\n"
        f"{sample.question}{options}"
    )


METRICS = (
    Metric("mean of tracks", macro("track"), of_tracks),
    Metric(BEFORE, units=of_before),
    Metric("Δknowledge", knowledge_gain, of_adaptation),
    Metric("wrong to right", units=changed(from_right=False)),
    Metric("right to wrong", units=changed(from_right=True)),
)
_BLANK_LEFT_OUT = FailurePolicy(failed="read_as_empty")

VIDEOMMMU = Benchmark(
    id="videommmu",
    title="Lectures: perceive, comprehend, adapt; what a video adds to knowledge",
    hub="lmms-lab/VideoMMMU",
    hub_patterns=("*/*.parquet",),
    licence="terms unverified",
    about=__doc__,
    load=load,
    size=1200,
    optional_tasks=(BEFORE,),
    group_sizes={"track": dict.fromkeys((*TRACKS, BEFORE), 300)},
    prompts=(Prompt("official", 1, question),),
    scorers=(
        Scorer(
            "official",
            "MMMU's readers; empty replies are left out; mean of the tracks",
            _mmmu,
            _BLANK_LEFT_OUT,
            METRICS,
            decimals=3,
        ),
        Scorer(
            "robust",
            "reads what a reply states; open questions as officially; all samples count",
            read_robust_kind,
            metrics=METRICS,
            decimals=3,
        ),
        Scorer(
            "lmms-eval",
            "shared extractor at 75571cfe; an empty reply to an open question is left out",
            read_lmms_eval,
            _BLANK_LEFT_OUT,
            METRICS,
            decimals=3,
        ),
        Scorer(
            "vlmevalkit",
            "the official rule after the last 'Answer:'; micro over the tracks, at e8e78f05",
            read_vlmevalkit,
            _BLANK_LEFT_OUT,
            (Metric("overall", units=of_tracks), *METRICS[1:]),
            decimals=3,
        ),
    ),
    lmms_eval_id=lmms_eval_id,
    vlmevalkit_id=vlmevalkit_id,
)
