"""Recipe files: YAML, checked key by key, with errors that name file and key."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from mixes.recipe import Recipe, expanded
from t3data.errors import T3Error

_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


class _Loader(yaml.SafeLoader):
    """Reads `1:2` as the text it is; YAML 1.1 takes it for 62, a number to the base 60."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, re.compile(rf"(?!.*:){known.pattern}", known.flags) if tag in _NUMBERS else known)
        for tag, known in resolvers
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_recipe(path: Path, overrides: Mapping[str, Any]) -> Recipe:
    """The recipe in `path`, with `overrides` in the place of its own keys.

    Raises:
        T3Error: the file cannot be read, is not YAML, or a key is wrong.
    """
    given = expanded(_read(path))
    keys = {"name": path.stem, **given, **expanded(overrides)}
    if isinstance(given.get("filters"), dict):
        keys["filters"] = {**given["filters"], **keys.get("filters", {})}
    try:
        return _adapter().validate_python(keys)
    except ValidationError as error:
        raise T3Error(f"{path}: {_first_problem(error)}") from None


@cache
def _adapter() -> TypeAdapter[Recipe]:
    return TypeAdapter(Recipe)


def _read(path: Path) -> dict[str, Any]:
    try:
        given = yaml.load(path.read_text("utf-8"), Loader=_Loader)
    except OSError as error:
        raise T3Error(f"{path}: cannot read recipe: {error.strerror}") from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        place = " ".join(str(error).split())
        raise T3Error(f"{path}: not YAML: {place}") from None
    if not isinstance(given, dict):
        raise T3Error(f"{path}: expected a mapping of keys such as t3, general, ratio, total")
    return given


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    key = ".".join(map(str, problem["loc"])) or "recipe"
    message = problem["msg"]
    if problem["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        message = "no such key"
    elif not isinstance(problem["input"], dict | list):
        message = f"{message}, found {problem['input']!r}"
    more = error.error_count() - 1
    return f"{key}: {message}" + (f" (and {more} more)" if more else "")
