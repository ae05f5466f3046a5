"""A mix that comes back is the mix that went."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hub_mix import chats, hub, make_mix
from hub_server import Fault, HubServer
from hub_state import Stored

from mixes.hub.client import Hub
from mixes.hub.pull import pull
from mixes.hub.push import Pushed
from t3data.errors import T3Error
from t3data.files import directory_lock

Send = Callable[..., Pushed]
PARQUET = "data/train-00001-of-00003.parquet"


def shards_of(mix: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((mix / "data").iterdir())}


@pytest.fixture
def there(send: Send, mix: Path) -> Path:
    send(mix)
    return mix


def change(server: HubServer, name: str, content: bytes | None) -> None:
    """Somebody edits the repository."""
    repo = server.repositories["jane/mix"]
    files = dict(repo.commits[repo.branches["main"]])
    if content is None:
        del files[name]
    else:
        files[name] = Stored(content, None)
    repo.add("main", files, f"edit {len(repo.messages)}")


def test_the_shards_are_the_same_bytes(there: Path, client: Hub, tmp_path: Path) -> None:
    out = tmp_path / "out put 😀"
    pulled = pull(client, out)
    assert (pulled.rows, pulled.shards, pulled.changed, pulled.same_bytes) == (30, 3, True, True)
    assert shards_of(out) == shards_of(there)
    assert (out / "dataset_info.json").read_bytes() == (there / "dataset_info.json").read_bytes()
    trained = {
        p.relative_to(out): p.read_bytes() for p in (out / "train").rglob("*") if p.is_file()
    }
    assert trained == {
        p.relative_to(there): p.read_bytes() for p in (there / "train").rglob("*") if p.is_file()
    }
    assert (out / "figures/lengths.png").read_bytes().endswith(b"lengths.png")
    assert (out / "README.md").read_text("utf-8").startswith("# custom, 30 rows\n")
    assert sorted(p.name for p in out.iterdir()) == [
        *(".lock", "README.md", "data", "dataset_info.json", "figures", "manifest.json"),
        "train",
    ]


def test_a_second_pull_fetches_nothing(
    there: Path, client: Hub, server: HubServer, tmp_path: Path
) -> None:
    pull(client, tmp_path / "out")
    server.log.clear()
    assert pull(client, tmp_path / "out").changed is False
    assert not server.asked(r"GET .*\.parquet")


def test_what_was_pulled_can_be_pushed_and_is_the_same(
    there: Path, send: Send, client: Hub, tmp_path: Path
) -> None:
    pull(client, tmp_path / "out")
    assert send(tmp_path / "out").changed is False


@pytest.mark.parametrize(
    ("rows", "media"), [(1, {}), (50, {"image": "a/{i}.jpg"}), (3, {"video": "v/{i}.mp4"})]
)
def test_one_shard_and_fifty(
    send: Send, client: Hub, tmp_path: Path, rows: int, media: dict[str, str]
) -> None:
    general = [("émoji 😀 and space", chats(rows, **media))]
    mix = make_mix(tmp_path / "made", 0, general, rows_per_shard=1)
    send(mix)
    assert pull(client, tmp_path / "out").shards == rows
    assert shards_of(tmp_path / "out") == shards_of(mix)


def test_a_branch_and_a_commit(
    there: Path, send: Send, client: Hub, server: HubServer, tmp_path: Path
) -> None:
    repo = server.repositories["jane/mix"]
    first = repo.branches["v1"] = repo.branches["main"]
    send(make_mix(tmp_path / "other", 5))
    assert pull(client, tmp_path / "a", "v1").rows == 30
    assert pull(client, tmp_path / "b", first).rows == 30
    assert pull(client, tmp_path / "c").rows == 5
    with pytest.raises(T3Error, match="no such branch or revision, cannot read v3"):
        pull(client, tmp_path / "d", "v3")


def test_a_file_that_arrives_damaged_is_fetched_again(
    there: Path, client: Hub, server: HubServer, tmp_path: Path
) -> None:
    server.faults.append(Fault(f"GET .*{PARQUET}", corrupt=True))
    assert pull(client, tmp_path / "out").same_bytes
    server.faults.append(Fault(f"GET .*{PARQUET}", times=9, corrupt=True))
    with pytest.raises(T3Error, match=f"{PARQUET} does not arrive as the Hub has it"):
        pull(client, tmp_path / "again")
    server.faults.clear()
    server.log.clear()
    assert pull(client, tmp_path / "again").same_bytes
    # The first shard was done.
    assert not server.asked("GET .*train-00000")


def test_a_file_that_somebody_replaced_is_noticed(
    there: Path, client: Hub, server: HubServer, tmp_path: Path
) -> None:
    other = server.files("jane/mix")["data/train-00000-of-00003.parquet"]
    change(server, PARQUET, other)
    with pytest.raises(T3Error, match=f"{PARQUET} is not the file that was published"):
        pull(client, tmp_path / "out")
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize("name", ["manifest.json", "publication.json"])
def test_what_is_no_mix(
    there: Path, client: Hub, server: HubServer, tmp_path: Path, name: str
) -> None:
    change(server, name, None)
    with pytest.raises(T3Error, match=f"no mix that t3 push has published: no {name}"):
        pull(client, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("manifest.json", b"{}", "manifest.json: not the manifest of a mix"),
        ("publication.json", b"{", "publication.json: cannot be understood"),
        (
            "publication.json",
            b'{"format": 2, "pyarrow": "1", "files": []}',
            "written by a newer t3",
        ),
        ("publication.json", b'{"format": 1, "pyarrow": "1", "files": []}', "has no file for data"),
    ],
)
def test_texts_that_somebody_broke(
    there: Path, client: Hub, server: HubServer, tmp_path: Path,
    name: str, content: bytes, words: str,
) -> None:  # fmt: skip
    change(server, name, content)
    with pytest.raises(T3Error, match=words):
        pull(client, tmp_path / "out")


def test_other_bytes_of_the_same_rows_are_told(
    there: Path, client: Hub, server: HubServer, tmp_path: Path
) -> None:
    manifest = json.loads(server.files("jane/mix")["manifest.json"])
    manifest["shards"][1]["sha256"] = "0" * 64
    manifest["versions"]["pyarrow"] = "9.9"
    change(server, "manifest.json", json.dumps(manifest).encode())
    pulled = pull(client, tmp_path / "out")
    assert pulled.same_bytes is False
    assert "built with pyarrow 9.9" in pulled.note
    assert shards_of(tmp_path / "out") == shards_of(there)
    kept = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert kept["shards"][1]["sha256"] != "0" * 64
    assert pull(client, tmp_path / "out").changed is False
    manifest["digest"] = "1" * 64
    change(server, "manifest.json", json.dumps(manifest).encode())
    with pytest.raises(T3Error, match="the rows are not those of the manifest"):
        pull(client, tmp_path / "wrong")


def test_directories_with_other_content_are_left_alone(
    there: Path, client: Hub, server: HubServer, tmp_path: Path
) -> None:
    asked = len(server.log)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("mine")
    with pytest.raises(T3Error, match="notes: not empty, and not a mix"):
        pull(client, tmp_path / "notes")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(T3Error, match="file: not a directory"):
        pull(client, tmp_path / "file")
    assert len(server.log) == asked
    other = make_mix(tmp_path / "made", 3)
    before = shards_of(other)
    with pytest.raises(T3Error, match="holds another mix than jane/mix: manifest"):
        pull(client, other)
    assert shards_of(other) == before
    assert not (other / ".pull").exists()


def test_half_of_another_repository_is_left_alone(
    there: Path, client: Hub, server: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.repositories["jane/other"] = server.repositories["jane/mix"]
    server.faults.append(Fault(f"GET .*{PARQUET}", times=9, corrupt=True))
    with pytest.raises(T3Error):
        pull(client, tmp_path / "out")
    other, _ = hub(server.url, None, monkeypatch, "jane/other")
    with pytest.raises(T3Error, match="holds half of jane/mix"):
        pull(other, tmp_path / "out")


def test_a_damaged_shard_is_fetched_again(
    there: Path, client: Hub, server: HubServer, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    pull(client, out)
    shard = out / "data" / "part-00002-of-00003.arrow"
    shard.write_bytes(b"rotten")
    server.log.clear()
    assert pull(client, out).changed
    assert shards_of(out) == shards_of(there)
    assert len(server.asked(r"GET .*\.parquet")) == 1


def test_what_is_private_needs_a_login(
    there: Path, server: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger, _ = hub(server.url, None, monkeypatch)
    assert pull(stranger, tmp_path / "a").rows == 30
    server.repositories["jane/mix"].private = True
    with pytest.raises(T3Error, match=r"jane/mix: not there, or private"):
        pull(stranger, tmp_path / "b")
    missing, _ = hub(server.url, None, monkeypatch, "jane/none")
    with pytest.raises(T3Error, match=r"jane/none: not there, or private"):
        pull(missing, tmp_path / "b")


def test_two_at_once(there: Path, client: Hub, tmp_path: Path) -> None:
    with (
        directory_lock(tmp_path / "out"),
        pytest.raises(T3Error, match="another t3 process is writing here"),
    ):
        pull(client, tmp_path / "out")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_directory_that_cannot_be_written(there: Path, client: Hub, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(T3Error, match="cannot"):
        pull(client, tmp_path / "closed" / "out")
