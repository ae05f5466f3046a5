"""The shapes of caption files, one small module each; other packages add theirs as entry points.

To add one: a module with a docstring, `recognises` and `drafts` (`t3data.captions.draft.Preset`),
and its name in `MODULES`, or an entry point of the group `t3data.caption_presets`.
"""

from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from t3data.captions.draft import Preset
from t3data.errors import T3Error, UsageError

GROUP = "t3data.caption_presets"

# The order in which they are asked whether they recognise a file; `plain` takes what is left.
MODULES = (
    "activitynet", "hirest", "didemo", "minigpt4", "llava", "imageinwords", "coco", "plain",
)  # fmt: skip


def preset_names() -> tuple[str, ...]:
    """All names, other packages' first, so that they may recognise their files before `plain`."""
    return (*sorted(set(_entry_points()) - set(MODULES)), *MODULES)


@cache
def load_preset(name: str) -> Preset:
    """The preset of that name.

    Raises:
        UsageError: there is none.
        T3Error: another package's entry point is broken.
    """
    if name in MODULES:
        # A module is the protocol's implementation: its functions have no `self`.
        return _checked(name, import_module(f"t3data.captions.presets.{name}"))
    if name not in _entry_points():
        raise UsageError(f"no preset {name!r}; there are: {', '.join(preset_names())}")
    try:
        found = _entry_points()[name].load()
    except Exception as error:
        raise T3Error(f"preset {name!r}: cannot be loaded: {error!r}") from error
    return _checked(name, found)


def _checked(name: str, found: object) -> Preset:
    if not isinstance(found, Preset):
        raise T3Error(f"preset {name!r}: expected the functions recognises and drafts")
    return found


@cache
def _entry_points() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}
