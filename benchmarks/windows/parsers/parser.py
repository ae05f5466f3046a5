"""A published parser with what its script makes of the windows that it finds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.windows.window import Window

Which = Literal["first", "last"]


def in_order(window: Window) -> Window:
    """The window, its ends swapped unless its end lies behind its start."""
    start, end = window
    return (start, end) if end > start else (end, start)


def picked(windows: Sequence[Window], which: Which) -> Window | None:
    """The window that counts; None of none."""
    if not windows:
        return None
    return windows[0] if which == "first" else windows[-1]


@dataclass(frozen=True, slots=True)
class Parser:
    """Calling it gives the one window that the script scores, or None where it reads nothing."""

    name: str
    windows: Callable[[str, float | None], tuple[Window, ...]]
    """All windows found, from the text and the video's duration in seconds."""
    which: Which
    """Which of several the script takes."""
    swaps: bool = False
    """Whether the script puts the ends in order."""

    def __call__(self, text: str, duration: float | None = None) -> Window | None:
        """What the script scores."""
        window = picked(self.windows(text, duration), self.which)
        return in_order(window) if window and self.swaps else window
