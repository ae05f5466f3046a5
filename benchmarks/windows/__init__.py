"""Stretches of a video: how they overlap, how texts say them, and how they are scored.

`read_windows` reads them out of a reply; `parsers` are other people's ways to do so. A
`Convention` is one way to score, complete with its parser; `score_windows` applies it.
"""

from benchmarks.windows.conventions import CONVENTIONS, STRICT, Convention, convention
from benchmarks.windows.iou import IOUS, caption_iou, hull_iou, ious, union_iou
from benchmarks.windows.measuring import Item, Measured, score_windows
from benchmarks.windows.robust import Windows, read_windows
from benchmarks.windows.window import Window, best_overlap, overlap, window_of, windows_of

__all__ = [
    "CONVENTIONS",
    "IOUS",
    "STRICT",
    "Convention",
    "Item",
    "Measured",
    "Window",
    "Windows",
    "best_overlap",
    "caption_iou",
    "convention",
    "hull_iou",
    "ious",
    "overlap",
    "read_windows",
    "score_windows",
    "union_iou",
    "window_of",
    "windows_of",
]
