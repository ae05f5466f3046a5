"""The recipes that ship with the tool, one YAML file each, and the families they are made of."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from t3data.errors import UsageError

_DIRECTORY = Path(__file__).parent
_FAMILIES = "families.yaml"


def recipe_names() -> list[str]:
    """The names of the shipped recipes."""
    return sorted(path.stem for path in _DIRECTORY.glob("*.yaml") if path.name != _FAMILIES)


def recipe_path(name: str) -> Path:
    """The file of a shipped recipe.

    Raises:
        UsageError: there is none of that name.
    """
    if name not in recipe_names():
        raise UsageError(
            f"no recipe {name!r}; `t3 list mixes` shows them: {', '.join(recipe_names())}"
        )
    return _DIRECTORY / f"{name}.yaml"


def recipe_descriptions() -> dict[str, str]:
    """What each shipped recipe is, in one sentence."""
    return {
        name: " ".join(str(_load(recipe_path(name)).get("description", "")).split())
        for name in recipe_names()
    }


@cache
def families() -> dict[str, dict[str, Any]]:
    """Kinds of T3 rows by name: tasks, context scales, cap."""
    return _load(_DIRECTORY / _FAMILIES)


def _load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content
