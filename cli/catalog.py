"""What there is to list and to explain, out of the registries: tasks, presets, benchmarks, ….

Texts are the docstrings of the modules themselves, so that there is one place to write them.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from inspect import cleandoc

from t3data.errors import UsageError


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that `t3 list` names and `t3 show` explains."""

    noun: str
    """What one of them is called."""
    entries: Callable[[], Mapping[str, str]]
    """Names with what is to be said of each: a summary, then paragraphs of detail."""
    detail: Callable[[str], str] | None = None
    """All there is to say of one, where `entries` holds the summaries alone."""


def summaries(kind: str) -> dict[str, str]:
    """Each name with its first line."""
    return {name: text.partition("\n")[0] for name, text in KINDS[kind].entries().items()}


def explain(kind: str, name: str) -> str:
    """All there is to say of one of them.

    Raises:
        UsageError: there is none of that name.
    """
    entries = KINDS[kind].entries()
    if name not in entries:
        raise UsageError(f"no {KINDS[kind].noun} {name!r}; there are: {', '.join(entries)}")
    detail = KINDS[kind].detail
    return detail(name) if detail else entries[name]


def _tasks() -> dict[str, str]:
    from t3data.tasks import load_task, task_names

    classes = {name: type(load_task(name)) for name in task_names()}
    modules = [task.__module__ for task in classes.values()]
    texts = {}
    for name, task in classes.items():
        about, detail = _text_of(sys.modules[task.__module__]), _text_of(task)
        if modules.count(task.__module__) > 1:
            about, detail = detail, about
        texts[name] = f"{about}\n\n{detail}"
    return texts


def _presets() -> dict[str, str]:
    from t3data.captions import load_preset, preset_names

    return {name: _text_of(load_preset(name)) for name in preset_names()}


def _mixes() -> dict[str, str]:
    from mixes.recipes import recipe_descriptions, recipe_path

    return {
        name: f"{description}\n\n{recipe_path(name).read_text(encoding='utf-8').rstrip()}"
        for name, description in recipe_descriptions().items()
    }


def _experiments() -> dict[str, str]:
    from mixes.experiments import experiment, experiment_names

    return {name: experiment(name).summary for name in experiment_names()}


def _explained_experiment(name: str) -> str:
    from mixes.experiments import experiment
    from mixes.experiments.explaining import explained

    return explained(experiment(name))


def _filters() -> dict[str, str]:
    return {name: _text_of(import_module(f"mixes.filters.{name}")) for name in FILTERS}


FILTERS = (
    "turns",
    "template_tokens",
    "placeholders",
    "media",
    "contamination",
    "tokens",
    "near_duplicates",
)
"""Modules of `mixes.filters` that make rows ineligible; a test compares them with the registry."""


def _benchmarks() -> dict[str, str]:
    from benchmarks.facts import facts
    from benchmarks.registry import benchmark, names

    return {name: facts(benchmark(name)) for name in names()}


def _text_of(documented: object) -> str:
    return cleandoc(documented.__doc__ or "")


KINDS = {
    "tasks": Kind("task", _tasks),
    "presets": Kind("preset", _presets),
    "mixes": Kind("mix", _mixes),
    "experiments": Kind("experiment", _experiments, _explained_experiment),
    "filters": Kind("filter", _filters),
    "benchmarks": Kind("benchmark", _benchmarks),
}
