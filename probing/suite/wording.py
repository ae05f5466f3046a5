"""Captions of frames as one text, and back: what `frame_captions/<aspect>.json` holds."""

import re
from collections.abc import Sequence

_LINE = re.compile(r"^\s*(?:frame|image)\s*#?\d+\s*[:.)-]\s*(\S.*)$", re.IGNORECASE | re.MULTILINE)


def caption_lines(captions: Sequence[str]) -> str:
    """The captions of frames in their order, one a line, numbered from 1."""
    return "\n".join(f"Frame {number}: {text}" for number, text in enumerate(captions, 1))


def read_captions(prompt: str) -> list[str]:
    """The captions in a text prompt: its numbered lines, or else all that precedes "Question:"."""
    lines = [line.strip() for line in _LINE.findall(prompt)]
    if lines:
        return lines
    before = re.split(r"(?im)^\s*question\s*:", prompt, maxsplit=1)[0].strip()
    return [before] if before else []
