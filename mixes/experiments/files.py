"""The experiments that ship with the tool, one YAML file each."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mixes.experiments.experiment import Experiment, Figure, Published, Training
from t3data.errors import UsageError

_DIRECTORY = Path(__file__).parent


def experiment_names() -> list[str]:
    """The names of the experiments, those of the paper's Table 2 first."""
    return sorted(_names(), key=lambda name: (_load(name)["rank"], name))


def experiment(name: str) -> Experiment:
    """The experiment called `name`.

    Raises:
        UsageError: there is none of that name.
    """
    if name not in _names():
        raise UsageError(
            f"no experiment {name!r}; `t3 list experiments` shows them: "
            + ", ".join(experiment_names())
        )
    keys = dict(_load(name))
    del keys["rank"]
    training = keys.pop("training", None)
    published = keys.pop("published", [])
    for key in ("data", "benchmarks", "notes"):
        keys[key] = tuple(_one_line(text) for text in keys.get(key, []))
    return Experiment(
        name=name,
        summary=_one_line(keys.pop("summary")),
        training=Training(**training) if training else None,
        published=tuple(_published(entry) for entry in published),
        **keys,
    )


def _names() -> set[str]:
    return {path.stem for path in _DIRECTORY.glob("*.yaml")}


@cache
def _load(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((_DIRECTORY / f"{name}.yaml").read_text("utf-8"))
    return content


def _published(entry: dict[str, Any]) -> Published:
    figures = tuple(_figure(title, score) for title, score in entry["figures"].items())
    return Published(entry["benchmark"], entry["frames"], entry["source"], figures)


def _figure(title: str, score: float) -> Figure:
    grouping, _, name = title.rpartition(": ")
    return Figure(grouping, name, float(score))


def _one_line(text: str) -> str:
    return " ".join(text.split())
