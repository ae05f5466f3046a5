"""Finished mixes written row by row, without a build."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mixes.dataset_info import dataset_info
from t3data.shards import write_shard
from t3data.types import Example

sys.path.insert(0, str(Path(__file__).parent))

MakeMix = Callable[..., Path]


@pytest.fixture
def make_mix(tmp_path: Path) -> MakeMix:
    """Writes rows, spread over shards in their order, with manifest and registry entry."""

    def make(
        rows: Sequence[Example],
        *,
        name: str = "MIX",
        shards: int = 1,
        max_tokens: int = 8192,
        media_root: str | None = None,
    ) -> Path:
        root = tmp_path / name
        (root / "data").mkdir(parents=True)
        size = -(-len(rows) // shards)
        listed = []
        for number in range(shards):
            part = rows[number * size : (number + 1) * size]
            file = f"data/part-{number:05d}-of-{shards:05d}.arrow"
            write_shard(root / file, part)
            listed.append({"file": file, "rows": len(part), "sha256": "0"})
        filters = {"max_tokens": max_tokens, "media_root": media_root}
        recipe = {"name": "handmade", "filters": filters}
        manifest = {"digest": "c0ffee", "recipe": recipe, "shards": listed}
        (root / "dataset_info.json").write_text(json.dumps(dataset_info()))
        (root / "manifest.json").write_text(json.dumps(manifest))
        return root

    return make
