"""Recipes: a request for a mix in YAML, checked key by key, and its way to a `MixConfig`.

Options of the command line replace keys of the same meaning. Paths are relative to where the
command runs, as on the command line.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from mixes.config import SIDES, FilterSettings, MixConfig, Part, Side, Source
from mixes.inputs import source_names
from mixes.licenses import known_license
from mixes.ratio import parse_ratio
from mixes.recipes import families
from t3data.errors import T3Error, UsageError

PAPER_RATIO = "1:2"
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


class _Loader(yaml.SafeLoader):
    """Reads `1:2` as the text it is; YAML 1.1 takes it for 62, a number to the base 60."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (
            tag,
            re.compile(rf"(?!.*:){pattern.pattern}", pattern.flags) if tag in _NUMBERS else pattern,
        )
        for tag, pattern in resolvers
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceEntry(_Strict):
    """One source: a path, or several that share a quota."""

    path: str | Annotated[list[str], Field(min_length=1)]
    name: str | None = None
    weight: Annotated[float, Field(gt=0)] | None = None
    cap: Annotated[int, Field(ge=0)] | None = None
    license: str | None = None


class PartEntry(_Strict):
    """A kind of T3 rows: one of the families of `recipes/families.yaml`, or tasks and scales."""

    family: str | None = None
    name: str | None = None
    tasks: list[str] | None = None
    scales: list[int] | None = None
    weight: Annotated[float, Field(gt=0)] | None = 1
    cap: Annotated[int, Field(ge=0)] | None = None


class FilterEntry(_Strict):
    """The filters; each key is described in `FilterSettings`."""

    max_tokens: Annotated[int, Field(gt=0)] = 8192
    tokenizer: str = "qwen2-vl"
    token_stats: bool = True
    placeholders: Literal["reject", "prepend"] = "reject"
    duplicates: bool = True
    near_duplicates: Annotated[float, Field(gt=0, le=1)] | None = None
    decontaminate: list[str] = []
    media_root: str | None = None
    max_bad: Annotated[float, Field(ge=0, le=1)] = 0.5


def _as_entry(value: Any) -> Any:
    return {"path": value} if isinstance(value, str) else value


def _as_family(value: Any) -> Any:
    return {"family": value} if isinstance(value, str) else value


_Sources = list[Annotated[SourceEntry, BeforeValidator(_as_entry)]]
_Parts = list[Annotated[PartEntry, BeforeValidator(_as_family)]]


class Recipe(_Strict):
    """A recipe file."""

    name: str = "custom"
    description: str = ""
    sides: list[Side] | None = None
    """The sides that a named recipe is made of; sources of others are refused."""
    ratio: Annotated[str, BeforeValidator(str)] | None = None
    total: Annotated[int, Field(gt=0)] | None = None
    seed: int = 0
    on_shortage: Literal["error", "shrink", "repeat"] = "error"
    rows_per_shard: Annotated[int, Field(gt=0)] = 10_000
    t3: _Sources = []
    general: _Sources = []
    video: _Sources = []
    parts: _Parts = []
    filters: FilterEntry = FilterEntry()


def load_recipe(path: Path | None, overrides: Mapping[str, Any]) -> MixConfig:
    """The mix that a recipe file and the options of the command line ask for.

    Args:
        path: the YAML file; None to go by the options alone.
        overrides: keys as in the file; `filters` is a mapping and is merged key by key.

    Raises:
        T3Error: the file cannot be read, or a key is wrong; the message names file and key.
        UsageError: sources and ratio do not fit together.
    """
    given = _read(path) if path else {}
    merged = {**given, **overrides}
    filters = given.get("filters") or {}
    if isinstance(filters, dict):
        merged["filters"] = {**filters, **overrides.get("filters", {})}
    merged = {key: value for key, value in merged.items() if value is not None}
    if path and "name" not in merged:
        merged["name"] = path.stem
    where = str(path) if path else "options"
    try:
        recipe = Recipe.model_validate(merged)
    except ValidationError as error:
        raise T3Error(f"{where}: {_first_problem(error)}") from None
    return resolve(recipe, where)


def resolve(recipe: Recipe, where: str) -> MixConfig:
    """Names the sources, looks the parts up, and assigns the sides to the ratio."""
    entries = [(side, entry) for side in SIDES for entry in getattr(recipe, side)]
    if not entries:
        raise UsageError(f"{where}: no sources; name some with --t3, --general or --video")
    for side, entry in entries:
        if recipe.sides is not None and side not in recipe.sides:
            raise UsageError(
                f"recipe {recipe.name}: made of {' and '.join(recipe.sides)} rows only, but "
                f"{_paths(entry)[0]} was given as --{side}"
            )
    names = source_names([_paths(entry)[0] for _, entry in entries])
    sources = tuple(
        Source(
            entry.name or name,
            side,
            _paths(entry),
            entry.weight,
            entry.cap,
            entry.license or known_license(_paths(entry)[0]),
        )
        for (side, entry), name in zip(entries, names, strict=True)
    )
    _check_names(sources, where)
    ratio, slots = _assign(recipe, {side for side, _ in entries})
    filters = recipe.filters.model_dump()
    filters["decontaminate"] = tuple(filters["decontaminate"])
    return MixConfig(
        sources,
        ratio,
        slots,
        recipe.name,
        tuple(_part(entry, where) for entry in recipe.parts),
        recipe.total,
        recipe.seed,
        recipe.on_shortage,
        recipe.rows_per_shard,
        FilterSettings(**filters),
    )


def _assign(
    recipe: Recipe, present: set[Side]
) -> tuple[tuple[int, ...], tuple[tuple[Side, ...], ...]]:
    """The ratio, and the sides that share each of its numbers."""
    missing = [side for side in recipe.sides or [] if side not in present]
    if missing:
        raise UsageError(f"recipe {recipe.name}: needs --{missing[0]} as well")
    if len(present) == 1 and recipe.ratio is None:
        return (1,), (tuple(present),)
    ratio = parse_ratio(recipe.ratio or PAPER_RATIO)
    others: tuple[Side, ...] = tuple(side for side in SIDES[1:] if side in present)
    wanted: list[tuple[Side, ...]] = [("t3",), others or ("general",)]
    if len(ratio) == 3:
        wanted = [(side,) for side in SIDES]
    kept = [
        (number, slot)
        for number, slot in zip(ratio, wanted, strict=True)
        if number or present.intersection(slot)
    ]
    for _, slot in kept:
        if not present.intersection(slot):
            raise UsageError(f"ratio {recipe.ratio}: no source for {slot[0]}; add --{slot[0]}")
    return tuple(number for number, _ in kept), tuple(slot for _, slot in kept)


def _part(entry: PartEntry, where: str) -> Part:
    known: dict[str, Any] = {}
    if entry.family is not None:
        if entry.family not in families():
            raise T3Error(
                f"{where}: parts: no family {entry.family!r}; there are {', '.join(families())}"
            )
        known = families()[entry.family]
    tasks = entry.tasks or known.get("tasks") or ["*"]
    scales = entry.scales or known.get("scales") or []
    name = entry.name or entry.family or "+".join(tasks)
    cap = known.get("cap") if entry.cap is None else entry.cap
    return Part(name, tuple(tasks), tuple(scales), entry.weight, cap)


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
    if problem["type"] == "extra_forbidden":
        message = "no such key"
    elif not isinstance(problem["input"], dict | list):
        message = f"{message}, found {problem['input']!r}"
    more = error.error_count() - 1
    return f"{key}: {message}" + (f" (and {more} more)" if more else "")


def _paths(entry: SourceEntry) -> tuple[str, ...]:
    return (entry.path,) if isinstance(entry.path, str) else tuple(entry.path)


def _check_names(sources: tuple[Source, ...], where: str) -> None:
    names = [source.name for source in sources]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"{where}: two sources are called {name!r}; give one another name")
    for source in sources:
        if "/" in source.name:
            raise UsageError(f"{where}: source name {source.name!r}: no / allowed")
