"""From where the relative paths of a configuration are read."""

import os
from collections.abc import Iterable
from pathlib import Path

_LEVELS = 4


def base_of(file: Path, named: Iterable[str]) -> Path:
    """The directory in which the training is started, as far as can be told.

    Where most of the paths that the configuration names are there: the working directory, or the
    nearest one above the file. Our own configurations are started from the mix, in which they lie
    as `train/FRAMEWORK/NAME`.
    """
    paths = list(named)
    places = [Path.cwd(), *list(file.resolve().parents)[: _LEVELS + 1]]
    return max(places, key=lambda place: sum(_there(place / path) for path in paths))


def _there(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110 (Path.exists raises at names that are too long)
