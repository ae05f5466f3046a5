"""Parquet that any `datasets` reads, the same bytes every time."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hub_mix import make_mix, questions

from mixes.hub.finished import open_mix
from mixes.hub.parquet import ParquetFile
from mixes.hub.publication import prepared
from t3data.errors import T3Error
from t3data.files import sha256_of
from t3data.shards import SCHEMA, shard_batches, to_batch, write_shard

ROOT = Path(__file__).parents[3]


def test_the_schema_is_plain(mix: Path) -> None:
    with prepared(mix, "jane/mix") as publication:
        for file in publication.files:
            if file.name.endswith(".parquet"):
                schema = pq.read_schema(file.path)
                assert schema.equals(SCHEMA)
                assert schema.metadata is None


def test_the_same_mix_gives_the_same_bytes(mix: Path, tmp_path: Path) -> None:
    shutil.copytree(mix, tmp_path / "elsewhere 😀")
    found = []
    for root in (mix, tmp_path / "elsewhere 😀"):
        with prepared(root, "jane/mix") as publication:
            found.append([(file.name, file.sha256) for file in publication.files])
    assert found[0] == found[1]
    assert len({name for name, _ in found[0]}) == 13


def test_row_groups_are_small(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    batch = to_batch(questions(1000))
    with ParquetFile(path) as file:
        for _ in range(23):
            file.add(batch)
    groups = pq.ParquetFile(path).metadata
    assert [groups.row_group(i).num_rows for i in range(groups.num_row_groups)] == [
        *(10_000, 10_000, 3_000)
    ]
    assert (file.rows, groups.num_rows) == (23_000, 23_000)


def test_nothing_is_left_of_a_file_that_could_not_be_finished(tmp_path: Path) -> None:
    def broken() -> None:
        with ParquetFile(tmp_path / "x.parquet") as file:
            file.add(to_batch(questions(10)))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"text", b"\xff\xff\xff\xff\x10\0\0\0"])
def test_what_is_no_shard(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.arrow").write_bytes(content)
    with pytest.raises(T3Error, match=r"x.arrow: not a"):
        list(shard_batches(tmp_path / "x.arrow"))


def test_another_schema(tmp_path: Path) -> None:
    table = pa.table({"a": [1]})
    with pa.ipc.new_stream(tmp_path / "x.arrow", table.schema) as writer:
        writer.write_table(table)
    with pytest.raises(T3Error, match=r"x.arrow: not a t3data shard"):
        list(shard_batches(tmp_path / "x.arrow"))


def test_a_full_disk(mix: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(mix, copy)
    script = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "from cli.main import main; main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, "push", str(copy), "jane/mix", "--dry-run"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "cannot write: File too large" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not list(copy.glob(".*push*"))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_large_mix_needs_little_memory(tmp_path: Path) -> None:
    data = tmp_path / "MIX" / "data"
    data.mkdir(parents=True)
    small = make_mix(tmp_path / "small", 10)
    manifest = json.loads((small / "manifest.json").read_bytes())
    shard = data / "part-00000-of-00001.arrow"
    # 300,000 rows of 2 kB in one shard: 600 MB.
    batch = [
        type(e)(e.id, (e.conversations[0], type(e.conversations[1])("gpt", os.urandom(1000).hex())),
                "questions", e.task, meta=e.meta)
        for e in questions(1000)
    ]  # fmt: skip
    rows = write_shard(shard, (row for _ in range(300) for row in batch))
    manifest["rows"] = manifest["sources"]["questions"]["selected"] = rows
    manifest["shards"] = [{"file": f"data/{shard.name}", "rows": rows, "sha256": sha256_of(shard)}]
    (tmp_path / "MIX" / "manifest.json").write_text(json.dumps(manifest))
    shutil.copytree(small / "figures", tmp_path / "MIX" / "figures")
    script = (
        "import resource\n"
        "from pathlib import Path\n"
        "from mixes.hub.publication import prepared\n"
        f"with prepared(Path({str(tmp_path / 'MIX')!r}), 'j/m') as p: print(p.rows)\n"
        "grown = [l for l in open('/proc/self/status') if l.startswith('RssAnon')][0]\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, grown.split()[1])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert ended.stdout.split()[0] == "300000"
    # Pages of the shard that are mapped count in the first number, not in the second.
    assert int(ended.stdout.split()[2]) < 400_000, ended.stdout


READER = """
import json, sys, datasets
found = {}
for name, pattern in json.loads(sys.argv[1]).items():
    loaded = datasets.load_dataset(sys.argv[2], name, split="train", cache_dir=sys.argv[3])
    found[name] = [len(loaded), loaded.column_names, loaded[0]["conversations"][0]["from"],
                   sum(map(len, loaded["images"])), loaded["id"][:]]
print(json.dumps(found))
"""


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("environment", [".venv", ".venv-train"])
def test_datasets_reads_every_configuration(mix: Path, tmp_path: Path, environment: str) -> None:
    """Of a directory that holds what the repository holds; datasets 5 and 4.0.0."""
    python = Path(sys.executable) if environment == ".venv" else ROOT / environment / "bin/python"
    if not python.exists():
        pytest.skip(f"{environment} is not there")
    with prepared(mix, "jane/mix") as publication:
        for file in publication.files:
            (tmp_path / "repo" / file.name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file.path, tmp_path / "repo" / file.name)
        patterns = {config.name: config.pattern for config in publication.configs}
    ended = subprocess.run(
        [python, "-c", READER, json.dumps(patterns), tmp_path / "repo", tmp_path / "cache"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "hf")},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-2000:]
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    counts = {"default": 30, "questions": 10, "llava-mix": 10, "open-llava-next": 10}
    assert {name: read[0] for name, read in found.items()} == counts
    assert all(read[1] == SCHEMA.names and read[2] == "human" for read in found.values())
    assert (found["default"][3], found["llava-mix"][3]) == (10, 10)
    in_order = [
        i for p in open_mix(mix).paths for b in shard_batches(p) for i in b["id"].to_pylist()
    ]
    assert found["default"][4] == in_order
