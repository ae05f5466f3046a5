"""The request of a mix as a recipe file, so that one command makes the same rows again."""

from typing import Any

import yaml

from mixes.config import SIDES

_COMMENT = """\
# What this mix was built by:  t3 build-mix recipe.yaml -o MIX
# Paths are relative to where the command runs; manifest.json has the sha256 of every input.
"""


def recipe_text(recipe: dict[str, Any]) -> str:
    """The YAML text of `recipe`, the resolved request of a manifest."""
    keys: dict[str, Any] = {"name": recipe["name"]}
    ratio = _ratio(recipe["ratio"], recipe["slots"])
    if ratio:
        keys["ratio"] = ratio
    for name in ("total", "seed", "on_shortage", "rows_per_shard"):
        if recipe[name] is not None:
            keys[name] = recipe[name]
    for side in SIDES:
        sources = [source for source in recipe["sources"] if source["side"] == side]
        if sources:
            keys[side] = [_entry(source) for source in sources]
    if recipe["parts"]:
        keys["parts"] = recipe["parts"]
    keys["filters"] = recipe["filters"]
    return _COMMENT + yaml.safe_dump(keys, sort_keys=False, allow_unicode=True, width=100)


def _entry(source: dict[str, Any]) -> dict[str, Any]:
    paths = source["paths"]
    entry = {"path": paths[0] if len(paths) == 1 else paths, "name": source["name"]}
    entry |= {key: source[key] for key in ("weight", "cap", "license") if source[key] is not None}
    return entry


def _ratio(numbers: list[int], slots: list[list[str]]) -> str | None:
    """As `--ratio` takes it: T3 and the rest, or one number for each of the three sides."""
    if len(slots) == 1 and len(slots[0]) == 1:
        return None
    per_side: dict[str, int] = {}
    for number, sides in zip(numbers, slots, strict=True):
        per_side |= dict.fromkeys(sides, number)
    together = any(len(sides) > 1 for sides in slots)
    if together or ("t3" in per_side and len(per_side) == 2):
        others = [number for side, number in per_side.items() if side != "t3"]
        return f"{per_side.get('t3', 0)}:{others[0]}"
    return ":".join(str(per_side.get(side, 0)) for side in SIDES)
