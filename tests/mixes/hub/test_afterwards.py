"""What others can do with what was published: make it again, load it, train on it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hub_server import JANE, HubServer

from mixes.builder import build_mix
from mixes.hub.push import Pushed
from mixes.recipe import load_recipe
from t3data.executors import locally

Send = Callable[..., Pushed]
ROOT = Path(__file__).parents[3]


def test_the_recipe_makes_the_same_bytes_somewhere_else(
    send: Send, mix: Path, server: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(mix)
    files = server.files("jane/mix")
    manifest = json.loads(files["manifest.json"])
    # A stranger who has the inputs puts them where the card says.
    for source in manifest["sources"].values():
        for file in source["files"]:
            target = tmp_path / file["path"]
            target.parent.mkdir(parents=True, exist_ok=True)
            found = list(mix.parent.rglob(f"in/**/{target.name}"))
            target.write_bytes(found[0].read_bytes())
    (tmp_path / "recipe.yaml").write_bytes(files["recipe.yaml"])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("mixes.describe.draw_figures", lambda *_: [])
    built = build_mix(load_recipe(Path("recipe.yaml"), {}), Path("AGAIN"), locally(1))
    assert built.manifest["shards"] == manifest["shards"]
    assert built.manifest == manifest


READER = """
import json, sys, datasets
rows = datasets.load_dataset("jane/mix", split="train", cache_dir=sys.argv[1])
one = datasets.load_dataset("jane/mix", "llava-mix", split="train", cache_dir=sys.argv[1])
print(json.dumps([len(rows), len(one), sum(map(len, one["images"])), rows.column_names[:2]]))
"""

TRAINER = """
import json, logging, sys
from types import SimpleNamespace
from llamafactory.data.converter import align_dataset
from llamafactory.data.parser import get_dataset_list
import datasets
(entry,) = get_dataset_list(["t3_mix"], "REMOTE:jane/mix")
rows = datasets.load_dataset(
    entry.dataset_name, entry.subset, split=entry.split, cache_dir=sys.argv[1]
)
data_args = SimpleNamespace(streaming=False, preprocessing_num_workers=None, overwrite_cache=True,
                            dataset_dir=".", media_dir=".")
aligned = align_dataset(rows, entry, data_args, SimpleNamespace(local_process_index=0))
full = [row for row in aligned if row["_prompt"] and row["_response"]]
print(json.dumps([entry.load_from, len(full), sum(len(row["_images"] or []) for row in full)]))
"""


def last_line(python: Path, script: str, home: Path, url: str) -> object:
    if not python.exists():
        pytest.skip(f"no {python.relative_to(ROOT)}")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("HF_")}
    ended = subprocess.run(
        [python, "-c", script, home / "cache"],
        capture_output=True, text=True, check=False, cwd=home,
        env={**kept, "HF_ENDPOINT": url, "HF_HOME": str(home), "HF_TOKEN": JANE},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-3000:]
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("environment", [".venv", ".venv-train"])
def test_datasets_loads_it_from_the_hub(
    send: Send, mix: Path, server: HubServer, tmp_path: Path, environment: str
) -> None:
    send(mix)
    python = Path(sys.executable) if environment == ".venv" else ROOT / environment / "bin/python"
    found = last_line(python, READER, tmp_path, server.url)
    assert found == [30, 10, 10, ["id", "conversations"]]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_llamafactory_takes_its_registry_from_the_hub(
    send: Send, mix: Path, server: HubServer, tmp_path: Path
) -> None:
    """The two lines of the card: `dataset_dir: REMOTE:USER/REPO`, `dataset: t3_mix`."""
    send(mix)
    found = last_line(ROOT / ".venv-train" / "bin/python", TRAINER, tmp_path, server.url)
    # A row whose columns or tags were not found would be empty.
    assert found == ["hf_hub", 30, 10]
