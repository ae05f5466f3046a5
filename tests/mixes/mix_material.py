"""Rows for mixes made on the spot, and what a finished mix holds."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from t3data.shards import read_shard, shard_paths
from t3data.types import Example, Turn


def t3_rows(name: str, rows: int, tasks: Sequence[str], scales: Sequence[int]) -> list[Example]:
    return [
        Example(
            id=f"t3-{i:05d}",
            conversations=(
                Turn("human", f"Captions of {name}:\n\nline {i}\nline {i + 1}\n\nQuestion {i}?"),
                Turn("gpt", f"({'ABCD'[i % 4]}) thing {i}"),
            ),
            source="handmade",
            task=tasks[i % len(tasks)],
            meta=json.dumps({"v": 1, "scale": scales[i // len(tasks) % len(scales)]}),
        )
        for i in range(rows)
    ]


def llava_rows(name: str, rows: int, images: bool = True) -> list[dict[str, Any]]:
    mark = "<image>\n" if images else ""
    return [
        {
            "id": f"{name}-{i}",
            **({"image": f"{name}/{i}.jpg"} if images else {}),
            "conversations": [
                {"from": "human", "value": f"{mark}What is {name} {i}?"},
                {"from": "gpt", "value": f"It is number {i} of {name}."},
            ],
        }
        for i in range(rows)
    ]


def rows_of(directory: Path) -> list[Example]:
    """All rows of a mix, in order."""
    return [row for path in shard_paths(directory) for row in read_shard(path)]


def rejects_of(directory: Path) -> list[dict[str, Any]]:
    """The lines of `rejects.jsonl`."""
    lines = (directory / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def files_of(directory: Path) -> dict[str, bytes]:
    """Every file of a mix with its bytes, the lock aside."""
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }
