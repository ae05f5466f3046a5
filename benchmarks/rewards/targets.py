"""Gold windows out of whatever a training row's column holds."""

from typing import Any

import msgspec

from benchmarks.windows.robust import read_windows
from benchmarks.windows.window import Window, windows_of


def gold_windows(value: Any) -> tuple[Window, ...]:
    """From `[s, e]`, `[[s, e], …]`, an array, the JSON of one of these, or a text that says it.

    Raises:
        ValueError: it holds no window.
    """
    if hasattr(value, "tolist"):
        value = value.tolist()
    found = _of_text(value) if isinstance(value, str) else windows_of(value)
    if not found:
        raise ValueError(f"gold window: expected [start, end] in seconds, found {value!r}")
    return found


def _of_text(value: str) -> tuple[Window, ...] | None:
    try:
        found = windows_of(msgspec.json.decode(value))
    except msgspec.DecodeError:
        found = None
    return found or read_windows(value).windows
