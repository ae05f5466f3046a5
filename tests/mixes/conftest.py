"""Small sources made on the spot, and a build that runs in this process."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from mixes import describe
from mixes.builder import Built, build_mix
from mixes.recipe import load_recipe
from t3data.executors import locally
from t3data.shards import write_shard

sys.path.insert(0, str(Path(__file__).parent))
from mix_material import llava_rows, t3_rows

MakeT3 = Callable[..., Path]
MakeGeneral = Callable[..., Path]
Build = Callable[..., Built]


@pytest.fixture
def make_t3(tmp_path: Path) -> MakeT3:
    """Writes the output of a `t3 synth`: `NAME/data/*.arrow`."""

    def make(
        name: str, rows: int, tasks: Sequence[str] = ("order_list",), scales: Sequence[int] = (1,)
    ) -> Path:
        directory = tmp_path / name
        (directory / "data").mkdir(parents=True)
        shard = directory / "data" / "part-00000-of-00001.arrow"
        write_shard(shard, t3_rows(name, rows, tasks, scales))
        return directory

    return make


@pytest.fixture
def make_general(tmp_path: Path) -> MakeGeneral:
    """Writes rows as a JSON array; LLaVA rows where only their number is given."""

    def make(name: str, rows: int | list[Any], images: bool = True) -> Path:
        path = tmp_path / f"{name}.json"
        given = llava_rows(name, rows, images) if isinstance(rows, int) else rows
        path.write_text(json.dumps(given, indent=1, ensure_ascii=False), encoding="utf-8")
        return path

    return make


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Builds a mix with the given recipe keys into `tmp_path/MIX`; without figures by default."""
    draw = describe.draw_figures

    def run(
        *,
        output: str = "MIX",
        workers: int = 1,
        overwrite: bool = False,
        recipe: Path | None = None,
        figures: bool = False,
        **keys: Any,
    ) -> Built:
        monkeypatch.setattr(describe, "draw_figures", draw if figures else lambda *_: [])
        plain = {
            key: [str(path) for path in value] if key in ("t3", "general", "video") else value
            for key, value in keys.items()
        }
        config = load_recipe(recipe, plain)
        return build_mix(config, tmp_path / output, locally(workers), overwrite=overwrite)

    return run
