"""What a published manifest calls files of the machine that a mix was built on.

A path that is absolute, or leads out of the directory of the build, says how somebody's disk is
laid out and is of no use to others. It is published by its last part: a file by its name, a
directory by its name with what lies below it. Nothing in the bytes of a mix depends on it: they
come from the content of the inputs and the names of the sources, which stay.
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from pathlib import PurePosixPath
from typing import Any

_LOCAL = re.compile(r"/|~|[A-Za-z]:[\\/]|\\\\|file:|(?:.*[\\/])?\.\.(?:[\\/]|$)", re.DOTALL)
_WILD = re.compile(r"[*?\[]")


def is_local(path: str) -> bool:
    """Whether `path` means something on one machine only."""
    return _LOCAL.match(path) is not None


def public_manifest(manifest: dict[str, Any]) -> dict[str, Any]:
    """`manifest` with public names in the place of local paths.

    A manifest without local paths comes back equal; so does one that was made public before.
    """
    public = deepcopy(manifest)
    recipe, filters = public["recipe"], public["recipe"]["filters"]
    names = _Names()
    given = [path for source in recipe["sources"] for path in source["paths"]]
    others = (filters["media_root"], filters["tokenizer"], *filters["decontaminate"])
    names.give([*given, *(path for path in others if path)])
    for source in recipe["sources"]:
        source["paths"] = [names.of(path) for path in source["paths"]]
    for entry in public["sources"].values():
        for file in entry["files"]:
            file["path"] = names.of(file["path"])
    filters["decontaminate"] = [names.of(path) for path in filters["decontaminate"]]
    filters["tokenizer"] = names.of(filters["tokenizer"])
    if filters["media_root"]:
        filters["media_root"] = names.of(filters["media_root"])
    if public["tokenizer"]:
        public["tokenizer"]["name"] = names.of(public["tokenizer"]["name"])
    return public


class _Names:
    """Names that are given once, and are different for different paths."""

    def __init__(self) -> None:
        self._roots: dict[str, str] = {}
        self._named: dict[str, str] = {}
        self._taken: set[str] = set()

    def give(self, paths: Sequence[str]) -> None:
        """Names what the request names, before the files that were found there."""
        self._taken.update(path for path in paths if not is_local(path))
        for path in paths:
            self.of(path)
            if is_local(path) and not _WILD.search(path):
                self._roots[path.rstrip("/\\")] = self._named[path]

    def of(self, path: str) -> str:
        """The public name of `path`."""
        if not is_local(path):
            return path
        if path not in self._named:
            self._named[path] = self._below_a_root(path) or self._free(_last(path))
        return self._named[path]

    def _below_a_root(self, path: str) -> str | None:
        for root, name in self._roots.items():
            rest = path[len(root) :]
            if path.startswith(root) and rest[:1] in ("/", "\\"):
                return name + rest.replace("\\", "/")
        return None

    def _free(self, name: str) -> str:
        number = 1
        free = name
        while free in self._taken:
            number += 1
            free = f"{number}/{name}"
        self._taken.add(free)
        return free


def _last(path: str) -> str:
    """The last part of a path; of a pattern, everything from its first wildcard on."""
    parts = [part for part in PurePosixPath(path.replace("\\", "/")).parts if part != "/"]
    wild = next((i for i, part in enumerate(parts) if _WILD.search(part)), len(parts) - 1)
    kept = [part for part in parts[max(wild, 0) :] if part not in ("..", "~", ".")]
    return "/".join(kept) or "directory"
