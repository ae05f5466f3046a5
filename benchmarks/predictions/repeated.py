"""Entries that a JSON object names more than once, of which readers of JSON keep the last alone."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.predictions.entries import at
from t3data.types import Reject


def repeated(path: Path, found: Mapping[str, Any]) -> Iterator[Reject]:
    """A bad row for each entry that another one of its name follows.

    Args:
        path: The file.
        found: Its object of entries, as it was read: the whole, or the value of one of its fields.
    """
    data = path.read_bytes()
    if data.count(b"{") == 1 + len(found) and all(isinstance(v, Mapping) for v in found.values()):
        return  # each brace is that of an entry which is there
    lost: list[str] = []

    def counted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) < len(pairs) and value.keys() == found.keys():
            lost.extend((Counter(name for name, _ in pairs) - Counter(value.keys())).elements())
        return value

    with suppress(ValueError):  # what is forgiven elsewhere, such as a trailing comma
        json.loads(data, object_pairs_hook=counted)
    places = {name: place for place, name in enumerate(found)}
    for name in lost:
        yield at(path, places[name], f"{name} stands here twice, of which the last one counts")
