"""VideoTemp-o3: the first two numbers, signed: the hyphen of "24.3-30.4" is a minus."""

import re

from benchmarks.windows.window import Window

_SIGNED = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def videotemp(text: str, duration: float | None = None) -> tuple[Window, ...]:
    """The first two signed numbers, wherever they stand."""
    found = _SIGNED.finditer(text)
    first, second = next(found, None), next(found, None)
    return ((float(first[0]), float(second[0])),) if first and second else ()
