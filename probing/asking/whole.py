"""`t3 probe` from a model to its report: everything but options and words for the terminal."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from pathlib import Path

import msgspec

from probing.asking.choosing import choose_aspects
from probing.asking.classifying import classify, discard_classified, read_classified
from probing.asking.frames import SuiteFrames
from probing.asking.reversal import answers_backwards
from probing.asking.running import Notify
from probing.asking.session import ANSWERS, Options, Result, ask_model, discard, settings_of
from probing.asking.verdict import ask_id
from probing.diagnosis import Diagnosis, diagnose
from probing.features import few_shot_examples
from probing.questions import items as questions
from probing.questions import question_of
from probing.report import Comparison, compare, write_comparison, write_report
from probing.suite.aspects import ASPECTS
from probing.suite.build import make_suite
from probing.suite.manifest import MANIFEST
from probing.suite.read import Suite, load
from probing.suite.settings import Settings
from probing.types import Answer, Item
from t3data import __version__
from t3data.errors import T3Error
from t3data.files import make_directory, sha256_of
from t3data.journal import read_records
from t3data.models import ChatModel
from t3data.run_settings import claim, read_settings
from t3data.video.store import FrameStore

CLIPS = 40
"""Of each category and split in a suite that is made for the run, unless `count` says otherwise.
With fewer sources than 38 not even a model that is always right is at 90 %, interval included."""


@dataclass(frozen=True, slots=True)
class Probed:
    """What came of a run."""

    diagnosis: Diagnosis
    result: Result
    items: Mapping[str, int]
    """How many were asked about each aspect, which may be fewer than wanted."""


def own_suite(names: Sequence[str], count: int | None, output: Path, notify: Notify) -> Suite:
    """The suite of a run that was given none, made in `output`/suite.

    Args:
        names: The aspects that it is wanted for, as the user names them.
        count: Items of each aspect that it is wanted for; None for any number.
        output: The run's directory.
        notify: Is told how far the making is.

    Raises:
        T3Error: `output` holds another suite, or cannot be written.
    """
    aspects = choose_aspects(names, tuple(ASPECTS))
    fewest = min(len(ASPECTS[aspect].categories) for aspect in aspects)
    settings = Settings(tuple(aspects), CLIPS if count is None else ceil(count / fewest))
    made = output / "suite"
    make_suite(
        made,
        settings,
        workers=min(8, os.cpu_count() or 1),
        progress=lambda done, total: notify("making videos", done, total),
    )
    return load(made)


def probe(
    model: ChatModel | None,
    suite: Suite,
    options: Options,
    output: Path,
    cache: Path,
    notify: Notify,
    overwrite: bool = False,
) -> Probed:
    """Asks, classifies, diagnoses, and writes the report into `output`, which the caller holds.

    Args:
        model: Who is asked; None where only features are probed.
        suite: What is asked about.
        options: What is asked; its aspects are those of the suite.
        output: The run's directory.
        cache: Directory of replies and features.
        notify: Is told how far it is.
        overwrite: Whether to forget what `output` holds; replies and features are kept.

    Raises:
        T3Error: `output` holds a run with other settings; or see `ask_model` and `classify`.
    """
    if overwrite:
        discard(output)
        discard_classified(output)
    settings = settings_of(model, suite_hash(suite), options)
    claim(output, settings)
    items = questions(suite, options.aspects, n=options.count, seed=options.seed)
    result = Result()
    if model and options.talks:
        source = SuiteFrames(suite, options.frames, FrameStore(backend=options.backend))
        backwards = answers_backwards(questions(suite, options.aspects))
        examples = {name: _examples(suite, name, options) for name in options.aspects}
        result = ask_model(
            model, items, source, options, output, cache, notify, backwards, examples
        )
    answers = list(result.answers)
    if options.weights:
        _let_go(model)
        answers += classify(
            options.weights, suite, items, options.frames, options.shots, output, cache, notify
        )
    diagnosis = diagnose(answers, result.drops)
    write_report(diagnosis, answers, output, {"t3data": __version__, **settings}, items)
    return Probed(diagnosis, result, Counter(item.clip.aspect for item in items))


def compare_runs(a: Path, b: Path, output: Path | None) -> Comparison:
    """Two finished runs, paired; written into `output`, if given.

    Raises:
        T3Error: one is no finished run, or they have no question in common.
    """
    names = [str(read_settings(run).get("model")) for run in (a, b)]
    if names[0] == names[1]:
        names = [f"{name} ({run})" for name, run in zip(names, (a, b), strict=True)]
    found = compare(read_answers(a), read_answers(b), *names)
    if output is not None:
        make_directory(output)
        write_comparison(found, output)
    return found


def read_answers(run: Path) -> list[Answer]:
    """All answers in the directory of a run.

    Raises:
        T3Error: there are none.
    """
    asked = run / ANSWERS
    chat = read_records(asked, Answer, ask_id) if asked.exists() else []
    found = [*chat, *read_classified(run)]
    if not found:
        raise T3Error(f"{run}: no answers yet; run `t3 probe` to its end first")
    return found


def suite_hash(suite: Suite) -> str:
    """Of what decides questions, captions and frames."""
    manifest = suite.root / MANIFEST
    if manifest.exists():
        return sha256_of(manifest)
    sizes = [suite.file(clip).stat().st_size for clip in suite.every]
    return sha256(msgspec.json.encode([suite.every, sizes])).hexdigest()


def _examples(suite: Suite, aspect: str, options: Options) -> list[Item]:
    if "few-shot" not in options.controls:
        return []
    clips = few_shot_examples(suite, aspect, options.shots, options.seed)
    return [question_of(clip) for clip in clips]


def _let_go(model: ChatModel | None) -> None:
    """A model that runs in this process holds the memory that loading it once more needs."""
    close = getattr(model, "close", None)
    if close:
        close()
