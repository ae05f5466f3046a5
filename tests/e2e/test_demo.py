"""`make demo`, as a newcomer sees it: every command ends well, and the mix is what it says."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from t3data.shards import read_shard, shard_paths
from t3data.tasks import task_names

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Where the demo wrote, and what it printed."""
    out = tmp_path_factory.mktemp("demo")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ended = subprocess.run(
        [ROOT / "demo" / "run"],
        env={**os.environ, "PATH": path, "OUT": str(out)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
    return out, ended.stdout


def test_every_task_is_shown_once(demo: tuple[Path, str]) -> None:
    shown = [line.split(" ")[0] for line in demo[1].splitlines() if " · " in line]
    assert Counter(shown) == Counter(task_names())


def test_the_mix_is_exact_and_mixed_from_the_first_row(demo: tuple[Path, str]) -> None:
    rows = [row for path in shard_paths(demo[0] / "mix") for row in read_shard(path)]
    assert Counter(bool(row.task) for row in rows) == {True: 40, False: 80}
    assert len({row.id for row in rows}) == 120
    assert {bool(row.images or row.videos) for row in rows[:12]} == {True, False}
    assert all(0 < row.n_tokens <= 8192 for row in rows)


def test_every_file_it_points_to_is_there(demo: tuple[Path, str]) -> None:
    out, printed = demo
    tail = printed[printed.index("Where the files are") :]
    named = [word for word in tail.split() if word.startswith(f"{out}/")]
    assert len(named) >= 7
    assert [name for name in named if not Path(name.rstrip(",")).exists()] == []


def test_nothing_is_lost(demo: tuple[Path, str]) -> None:
    manifest = json.loads((demo[0] / "mix" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["rows"] == 120
    for source in manifest["sources"].values():
        assert source["read"] == source["eligible"] + sum(source["rejected"].values())


def test_datasets_reads_the_mix(demo: tuple[Path, str], tmp_path: Path) -> None:
    import datasets

    mix = datasets.load_dataset(
        "arrow",
        data_files=str(demo[0] / "mix" / "data" / "*.arrow"),
        split="train",
        cache_dir=str(tmp_path),
    )
    assert len(mix) == 120
    assert set(mix[0]["conversations"][0]) == {"from", "value"}
