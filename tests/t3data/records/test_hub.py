import sys
from pathlib import Path
from types import SimpleNamespace

import huggingface_hub
import pytest
from huggingface_hub.errors import LocalEntryNotFoundError

from t3data.errors import T3Error
from t3data.records import hub, open_files


@pytest.fixture
def snapshot(tmp_path, monkeypatch):
    """A snapshot on disk in place of the Hub; remembers what was asked of it."""
    root = tmp_path / "datasets--me--caps" / "snapshots" / "0f3a"
    for name in ["data/train-00000.jsonl", "data/val-00000.jsonl", "data/trains.jsonl"]:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text('{"id": 1}\n')
    (root / "README.md").write_text("# card")
    (root / "dataset_infos.json").write_text("{}")
    asked = []

    def download(name, *, repo_type, revision, allow_patterns):
        asked.append((name, repo_type, revision, allow_patterns))
        return str(root)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    return SimpleNamespace(root=root, asked=asked)


def names(paths):
    return [path.name for path in paths]


def test_the_data_files_of_a_dataset(snapshot):
    found = hub.hub_files("me/caps")
    assert names(found) == ["train-00000.jsonl", "trains.jsonl", "val-00000.jsonl"]
    patterns = ["*.parquet", "*.jsonl", "*.json", "*.ndjson", "*.arrow"]
    assert snapshot.asked == [("me/caps", "dataset", None, patterns)]
    assert len(open_files(found)) == 3


def test_split_and_revision(snapshot):
    assert names(hub.hub_files("hf://datasets/me/caps@v1.0#train")) == ["train-00000.jsonl"]
    assert snapshot.asked == [
        ("me/caps", "dataset", "v1.0", [f"*train*{suffix}" for suffix in hub.DATA_SUFFIXES])
    ]
    with pytest.raises(T3Error, match=r"me/caps: no .* files of the split test in this dataset"):
        hub.hub_files("me/caps#test")


def test_what_exists_is_a_path_and_never_asked_for(snapshot, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("me/caps").mkdir(parents=True)
    given = ["me/caps", "a.json", "some/where/deep", "dir/rows.json", Path("me/other"), "/me/caps"]
    assert hub.local_paths(given) == [Path(name) for name in given]
    assert snapshot.asked == []
    assert names(hub.local_paths(["me/others#val"])) == ["val-00000.jsonl"]


@pytest.mark.parametrize("name", ["hf://caps", "hf://", "hf://a/b/c", "me/caps#", "me/ca ps"])
def test_what_is_no_id(name):
    with pytest.raises(T3Error, match="expected a Hub dataset id"):
        hub.hub_files(name)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            LocalEntryNotFoundError("no cache\nmore"),
            "not in the local cache, and the Hub is out of",
        ),
        (RuntimeError("strange\nmore"), "cannot be fetched from the Hub: strange"),
        (RuntimeError(), "cannot be fetched from the Hub: RuntimeError"),
    ],
)
def test_a_failure_is_one_line(monkeypatch, error, told):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr(huggingface_hub, "snapshot_download", fail)
    with pytest.raises(T3Error) as raised:
        hub.hub_files("me/caps")
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


def test_offline_from_the_cache_of_the_hub(tmp_path):
    """The real library, switched off, in a process of its own because it reads its switch once."""
    import subprocess

    commit = "a" * 40
    home = tmp_path / "hub" / "datasets--me--caps"
    (home / "snapshots" / commit).mkdir(parents=True)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text(commit)
    (home / "snapshots" / commit / "train.jsonl").write_text('{"id": 1}\n')
    program = (
        "from t3data.records.hub import hub_files\n"
        "print(*(path.name for path in hub_files('me/caps')))\n"
        "hub_files('me/none')"
    )
    env = {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1", "PATH": "/usr/bin"}
    run = [sys.executable, "-c", program]
    result = subprocess.run(run, env=env, capture_output=True, text=True, check=False)
    assert result.stdout == "train.jsonl\n"
    assert "T3Error: me/none: no such file here; as a Hub dataset it is not in" in result.stderr
