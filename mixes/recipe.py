"""Recipes: a request for a mix as people write it, and its way to a `MixConfig`.

A recipe comes from a YAML file (`mixes.recipe_file`), from the command line, or from both: options
replace keys of the same meaning. Paths are relative to where the command runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar

from annotated_types import Ge, Gt, MinLen

from mixes.config import SIDES, FilterSettings, MixConfig, OnShortage, Part, Side, Source
from mixes.inputs import source_names
from mixes.licenses import known_license
from mixes.ratio import parse_ratio
from t3data.errors import T3Error, UsageError

PAPER_RATIO = "1:2"
_STRICT: dict[str, Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One source: a path, or several that share a quota. A text stands for its path."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    path: str | Annotated[list[str], MinLen(1)]
    name: str | None = None
    weight: Annotated[float, Gt(0)] | None = None
    cap: Annotated[int, Ge(0)] | None = None
    license: str | None = None


@dataclass(frozen=True, slots=True)
class PartEntry:
    """A kind of T3 rows: a family of `recipes/families.yaml`, or tasks and scales.

    A text stands for a family.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    family: str | None = None
    name: str | None = None
    tasks: list[str] | None = None
    scales: list[int] | None = None
    weight: Annotated[float, Gt(0)] | None = 1
    cap: Annotated[int, Ge(0)] | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """The keys of a recipe."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    name: str = "custom"
    description: str = ""
    sides: list[Side] | None = None
    """The sides that a named recipe is made of; sources of others are refused."""
    ratio: str | None = None
    total: Annotated[int, Gt(0)] | None = None
    seed: int = 0
    on_shortage: OnShortage = "error"
    rows_per_shard: Annotated[int, Gt(0)] = 10_000
    t3: list[SourceEntry] = field(default_factory=list)
    general: list[SourceEntry] = field(default_factory=list)
    video: list[SourceEntry] = field(default_factory=list)
    parts: list[PartEntry] = field(default_factory=list)
    filters: FilterSettings = field(default_factory=FilterSettings)


def load_recipe(path: Path | None, overrides: Mapping[str, Any]) -> MixConfig:
    """The mix that a recipe file and the options of the command line ask for.

    Args:
        path: the YAML file; None to go by the options alone.
        overrides: keys as in the file, known to be right; `filters` is merged key by key.

    Raises:
        T3Error: the file cannot be read, or a key is wrong; the message names file and key.
        UsageError: sources and ratio do not fit together.
    """
    if path:
        # Imports pydantic, which the options alone do not need.
        from mixes.recipe_file import read_recipe

        return resolve(read_recipe(path, overrides), str(path))
    keys = expanded(overrides)
    for side in SIDES:
        keys[side] = [SourceEntry(**entry) for entry in keys.get(side, [])]
    keys["parts"] = [PartEntry(**entry) for entry in keys.get("parts", [])]
    keys["filters"] = FilterSettings(**keys.get("filters", {}))
    return resolve(Recipe(**keys), "options")


def expanded(keys: Mapping[str, Any]) -> dict[str, Any]:
    """`keys` with short forms written out: a path for a source, a name for a family."""
    result = {key: value for key, value in keys.items() if value is not None}
    for names, meaning in ((SIDES, "path"), (("parts",), "family")):
        for name in names:
            if isinstance(result.get(name), list):
                result[name] = [
                    {meaning: entry} if isinstance(entry, str) else entry for entry in result[name]
                ]
    if isinstance(result.get("ratio"), int | float):
        result["ratio"] = str(result["ratio"])
    filters = result.get("filters")
    if isinstance(filters, dict) and isinstance(filters.get("decontaminate"), list):
        result["filters"] = {**filters, "decontaminate": tuple(filters["decontaminate"])}
    return result


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
        recipe.filters,
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
        from mixes.recipes import families

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
