"""Captions of a made-up world of some 30 words, for a model small enough to learn it on a CPU.

Every caption reads "A drum appears.", and no two name the same thing, so that `t3 synth` finds
questions in every composition of them. Which compositions there are its seed decides.
"""

import json
from pathlib import Path

THINGS = (
    *("ball", "boat", "horse", "drum", "lamp", "bicycle", "clock", "kite"),
    *("piano", "candle", "ladder", "tractor", "guitar", "basket", "tent", "statue"),
    *("bridge", "carpet", "helmet", "bench", "spoon", "camera", "fountain", "balloon"),
    *("violin", "bucket", "pillow", "hammer", "rabbit", "castle"),
)


def write_captions(path: Path) -> Path:
    """One row with `id` and `caption` for each thing, in `path`, a JSONL file; returns it."""
    lines = (json.dumps({"id": thing, "caption": f"A {thing} appears."}) + "\n" for thing in THINGS)
    path.write_text("".join(lines), "utf-8")
    return path
