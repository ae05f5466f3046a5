"""A training row laid out for a person to read: who says what, wrapped, with its evidence below."""

import json
import re
import shutil
import textwrap
from collections.abc import Iterator
from typing import Any

import click

from t3data.types import Example

_NAMES = {"human": "HUMAN", "gpt": "ANSWER", "system": "SYSTEM"}
# Rows come from strangers: an escape sequence in a caption must not reach the terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def for_reader(example: Example) -> str:
    """The row as text of at most 100 columns, colored where the output is a terminal."""
    return "\n".join(_lines(example, width=min(shutil.get_terminal_size().columns, 100)))


def as_json(example: Example) -> str:
    """The row as one line of JSON, with `meta` opened."""
    row = {
        "id": example.id,
        "conversations": [{"from": t.speaker, "value": t.value} for t in example.conversations],
        "images": example.images,
        "videos": example.videos,
        "source": example.source,
        "task": example.task,
        "n_tokens": example.n_tokens,
        "meta": json.loads(example.meta),
    }
    return json.dumps(row, ensure_ascii=False)


def _lines(example: Example, width: int) -> Iterator[str]:
    meta: dict[str, Any] = json.loads(example.meta)
    yield click.style(f"━━ {_shown(example.id)} ".ljust(width, "━"), bold=True)
    yield click.style(" · ".join(_facts(example, meta)), dim=True)
    for turn in example.conversations:
        yield ""
        yield click.style(_NAMES.get(turn.speaker, _shown(turn.speaker).upper()), fg="cyan")
        yield from _wrapped(turn.value, width)
    if "evidence" in meta:
        yield ""
        yield click.style("EVIDENCE", fg="cyan")
        for name, value in meta["evidence"].items():
            yield from _wrapped(f"{name}: {json.dumps(value, ensure_ascii=False)}", width)
    yield ""


def _facts(example: Example, meta: dict[str, Any]) -> Iterator[str]:
    if example.task:
        yield example.task
    yield _shown(example.source)
    if "scale" in meta:
        yield f"{meta['kind']}, {meta['scale']}x, {meta['format']}"
    for kind, paths in (("image", example.images), ("video", example.videos)):
        if paths:
            yield f"{len(paths)} {kind}{'s' * (len(paths) > 1)}"
    if example.n_tokens >= 0:
        yield f"{example.n_tokens} tokens"


def _wrapped(text: str, width: int) -> Iterator[str]:
    for line in text.split("\n"):
        yield from textwrap.wrap(
            _shown(line), width, initial_indent="  ", subsequent_indent="      "
        ) or [""]


def _shown(text: str) -> str:
    clean = text.encode("utf-8", "backslashreplace").decode()
    return _CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", clean)
