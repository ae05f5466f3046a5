"""Missing media: every path must be a file, below the root unless it is absolute."""

import os
from collections.abc import Callable

from mixes.shapes.row import Refusal, Row


def media_check(root: str) -> Callable[[Row], Refusal | None]:
    """The check for files below `root`."""

    def check(row: Row) -> Refusal | None:
        for path in (*row.images, *row.videos):
            if not os.path.isfile(os.path.join(root, path)):  # noqa: PTH113, PTH118 (hot path)
                return Refusal("missing_media", f"{path}: no such file below {root}")
        return None

    return check
