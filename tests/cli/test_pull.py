"""`t3 pull` as a person meets it."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_mix import make_mix, start, t3
from hub_server import Fault, HubServer, running


@pytest.fixture
def server() -> Iterator[HubServer]:
    with running() as server:
        yield server


@pytest.fixture
def mix(server: HubServer, tmp_path: Path) -> Path:
    mix = make_mix(tmp_path / "made", 30, rows_per_shard=5)
    ended = t3(tmp_path, "push", mix, "jane/mix", url=server.url)
    assert ended.returncode == 0, ended.stderr
    return mix


def shards_of(mix: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((mix / "data").iterdir())}


@pytest.mark.slow
def test_what_a_person_and_a_program_read(mix: Path, tmp_path: Path, server: HubServer) -> None:
    out = tmp_path / "out"
    ended = t3(tmp_path, "pull", "jane/mix", "-o", out, url=server.url, token=None)
    commit = server.repositories["jane/mix"].branches["main"]
    assert ended.stdout.splitlines() == [
        f"rows:   30 in {out}/data (6 Arrow shard(s)), hashes verified",
        f"commit: {commit}",
        f"card:   {out}/README.md",
    ]
    assert shards_of(out) == shards_of(mix)
    again = t3(tmp_path, "pull", "jane/mix", "-o", out, url=server.url, token=None)
    assert again.stdout == f"{out}: already there, 30 rows; hashes verified\n"
    printed = t3(tmp_path, "pull", "jane/mix", "-o", out, "--json", url=server.url).stdout
    assert json.loads(printed) == {
        "repository": "jane/mix", "rows": 30, "commit": commit, "shards": 6,
        "changed": False, "same_bytes": True, "note": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("jane/none", 1, "jane/none: not there, or private and you are not logged in"),
        ("none", 2, "'none' is no name for a dataset"),
    ],
)
def test_refusals(tmp_path: Path, server: HubServer, name: str, status: int, words: str) -> None:
    ended = t3(tmp_path, "pull", name, "-o", tmp_path / "out", url=server.url, token=None)
    assert ended.returncode == status
    assert words in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize("skip", [0, 3])
def test_a_pull_that_is_killed_goes_on(
    mix: Path, tmp_path: Path, server: HubServer, skip: int
) -> None:
    out = tmp_path / "out"
    server.faults.append(Fault(r"GET .*\.parquet", hold=True, skip=skip))
    process = start(tmp_path, server.url, "pull", "jane/mix", "-o", out)
    assert server.held.wait(60)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    server.let_go()
    assert not (out / "manifest.json").exists()
    assert len(shards_of(out)) == skip
    server.log.clear()
    ended = t3(tmp_path, "pull", "jane/mix", "-o", out, url=server.url)
    assert ended.returncode == 0, ended.stderr
    assert shards_of(out) == shards_of(mix)
    assert len(server.asked(r"GET .*\.parquet")) == 6 - skip
    assert not (out / ".pull").exists()
