"""What a push leaves on the Hub, and how often it sends what."""

import io
import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from hub_mix import hub, make_mix
from hub_server import JANE, Fault, HubServer
from hub_state import Stored

from mixes.hub.push import Pushed
from t3data.errors import T3Error
from t3data.shards import read_shard, shard_paths

Send = Callable[..., Pushed]
PUT = r"PUT /(put|part)/.* 200"
COMMIT = r"POST .*/commit/main 200"


def table(content: bytes) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(io.BytesIO(content)).to_pylist()
    return rows


def copy_of(mix: Path, to: Path) -> Path:
    shutil.copytree(mix, to)
    return to


def test_what_is_there_afterwards(send: Send, mix: Path, server: HubServer) -> None:
    pushed = send(mix)
    files = server.files("jane/mix")
    parquet = [f"data/train-0000{n}-of-00003.parquet" for n in range(3)]
    names = ("llava-mix", "open-llava-next", "questions")
    per_source = [f"sources/{name}/train-00000.parquet" for name in names]
    texts = ["README.md", "dataset_info.json", "manifest.json", "publication.json", "recipe.yaml"]
    figures = ["figures/composition.png", "figures/lengths.png"]
    assert sorted(files) == sorted([".gitattributes", *parquet, *per_source, *texts, *figures])
    assert pushed.changed
    assert pushed.commit == server.repositories["jane/mix"].branches["main"]
    assert (pushed.files, pushed.deleted, pushed.private) == (13, 0, False)
    expected = [row for path in shard_paths(mix) for row in read_shard(path)]
    whole = [row for name in parquet for row in table(files[name])]
    assert [row["id"] for row in whole] == [row.id for row in expected]
    assert whole[0]["conversations"] == [
        {"from": turn.speaker, "value": turn.value} for turn in expected[0].conversations
    ]
    of_one = [row["id"] for row in table(files["sources/questions/train-00000.parquet"])]
    assert of_one == [row.id for row in expected if row.source == "questions"]
    assert len(of_one) == 10
    configs = yaml.safe_load(files["README.md"].decode().split("---\n")[1])["configs"]
    assert [config["config_name"] for config in configs] == [
        *("default", "questions", "llava-mix", "open-llava-next")
    ]


def test_nothing_is_sent_twice(send: Send, mix: Path, server: HubServer) -> None:
    first = send(mix)
    server.log.clear()
    again = send(mix)
    assert (again.changed, again.commit, again.files) == (False, first.commit, 0)
    assert not server.asked("preupload|PUT|batch|commit/main")
    assert len(server.repositories["jane/mix"].messages) == 2


def test_another_mix_replaces_the_first_and_leaves_files_of_others(
    send: Send, mix: Path, server: HubServer, tmp_path: Path
) -> None:
    send(mix)
    repo = server.repositories["jane/mix"]
    here = dict(repo.commits[repo.branches["main"]])
    here["LICENSE"] = here["data/notes.txt"] = Stored(b"mine", None)
    repo.add("main", here, "by hand")
    pushed = send(make_mix(tmp_path / "other", 5))
    files = server.files("jane/mix")
    assert pushed.deleted == 6
    assert [name for name in files if name.endswith(".parquet")] == [
        "data/train-00000-of-00001.parquet"
    ]
    assert files["LICENSE"] == files["data/notes.txt"] == b"mine"


def test_only_what_changed_is_sent(
    send: Send, mix: Path, server: HubServer, tmp_path: Path
) -> None:
    send(mix)
    other = copy_of(mix, tmp_path / "copy")
    (other / "figures" / "lengths.png").write_bytes(b"redrawn")
    server.log.clear()
    pushed = send(other)
    assert (pushed.files, pushed.bytes) == (1, 7)
    assert server.asked(PUT) == [f"PUT /put/{sha256(b'redrawn').hexdigest()} 200"]


def test_one_source_is_not_sent_a_second_time(
    send: Send, server: HubServer, tmp_path: Path
) -> None:
    send(make_mix(tmp_path / "one", 5))
    files = server.files("jane/mix")
    assert not [name for name in files if name.startswith("sources/")]
    configs = yaml.safe_load(files["README.md"].decode().split("---\n")[1])["configs"]
    assert [(c["config_name"], c["data_files"][0]["path"]) for c in configs] == [
        ("default", "data/*.parquet"),
        ("questions", "data/*.parquet"),
    ]


def test_sources_can_be_left_out(send: Send, mix: Path, server: HubServer) -> None:
    send(mix, per_source=False)
    files = server.files("jane/mix")
    assert not [name for name in files if name.startswith("sources/")]
    assert [c["name"] for c in json.loads(files["publication.json"])["configs"]] == ["default"]


def test_large_files_go_in_parts(send: Send, mix: Path, server: HubServer) -> None:
    server.chunk = 1000
    send(mix)
    assert len(server.asked(r"PUT /part/")) > 10
    assert not server.asked(r"PUT /put/")
    assert len(server.asked(r"POST /complete/\w+ 200")) == 8
    assert send(mix).changed is False


def test_a_tree_of_several_pages(send: Send, mix: Path, server: HubServer) -> None:
    server.page = 4
    send(mix)
    assert send(mix).changed is False


def test_a_branch(send: Send, mix: Path, server: HubServer) -> None:
    repo = server.make("jane/mix")
    repo.branches["v2 😀"] = repo.branches["main"]
    send(mix, revision="v2 😀")
    assert "manifest.json" in server.files("jane/mix", "v2 😀")
    assert list(server.files("jane/mix")) == [".gitattributes"]


def test_private(send: Send, mix: Path, server: HubServer) -> None:
    assert send(mix, private=True).private
    assert server.repositories["jane/mix"].private
    # What is private stays so when it is sent again without the wish.
    assert send(mix).private


def test_what_should_be_private_is_not_sent_to_the_public(
    send: Send, mix: Path, server: HubServer
) -> None:
    server.make("jane/mix")
    with pytest.raises(T3Error, match="is public already, nothing was sent"):
        send(mix, private=True)
    assert list(server.files("jane/mix")) == [".gitattributes"]


def test_somebody_elses_dataset_is_left_alone(send: Send, mix: Path, server: HubServer) -> None:
    server.make("jane/mix", **{"README.md": b"# Mine"})
    with pytest.raises(T3Error, match=r"holds a README.md that t3 push has not put there"):
        send(mix)
    assert server.files("jane/mix")["README.md"] == b"# Mine"
    assert not server.asked("PUT")
    assert send(mix, overwrite=True).changed
    server.make("jane/mix", **{"data/x.csv": b"1"})
    with pytest.raises(T3Error, match=r"holds data/x.csv, which is not of a mix"):
        send(mix)


@pytest.mark.parametrize("damage", ["changed", "missing", "added", "listed"])
def test_a_damaged_mix_is_never_published(
    send: Send, mix: Path, server: HubServer, tmp_path: Path, damage: str
) -> None:
    broken = copy_of(mix, tmp_path / "broken")
    shard = broken / "data" / "part-00001-of-00003.arrow"
    if damage == "changed":
        content = bytearray(shard.read_bytes())
        content[-300] ^= 1
        shard.write_bytes(content)
    elif damage == "missing":
        shard.unlink()
    elif damage == "added":
        shutil.copy(shard, shard.with_name("part-9.arrow"))
    else:
        manifest = json.loads((broken / "manifest.json").read_bytes())
        manifest["rows"] += 1
        (broken / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(T3Error) as raised:
        send(broken)
    assert str(broken) in str(raised.value)
    assert server.log == []
    assert not list(broken.glob(".*push*"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "no manifest.json in it"),
        (b"[1]", "not the manifest of a mix"),
        (b"\xff{", "not the manifest of a mix"),
        (b'{"rows": "many"}', "not the manifest of a mix"),
        (b'{"captions": {}, "rows": 3, "shards": []}', "make a mix of it with t3 build-mix"),
        (b"[" * 100_000, "not the manifest of a mix"),
    ],
)
def test_what_is_no_mix(send: Send, tmp_path: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(T3Error, match=words):
        send(tmp_path)


def test_a_shard_outside_of_the_mix_is_never_sent(send: Send, mix: Path, tmp_path: Path) -> None:
    evil = copy_of(mix, tmp_path / "evil")
    manifest = json.loads((evil / "manifest.json").read_bytes())
    manifest["shards"][0]["file"] = "data/../../secret.arrow"
    (evil / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(T3Error, match=r"which is not data/….arrow"):
        send(evil)


def test_the_manifest_without_local_paths_goes_as_it_is(
    send: Send, server: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    mix = make_mix(Path("here"), 5)
    send(mix)
    assert server.files("jane/mix")["manifest.json"] == (mix / "manifest.json").read_bytes()


def test_no_local_directory_and_no_token_is_published(
    send: Send, mix: Path, server: HubServer
) -> None:
    send(mix)
    for name, content in server.files("jane/mix").items():
        assert str(mix.parent).encode() not in content, name
        assert JANE.encode() not in content, name
    manifest = json.loads(server.files("jane/mix")["manifest.json"])
    paths = [file["path"] for s in manifest["sources"].values() for file in s["files"]]
    assert paths == [
        *("questions/data/part-00000-of-00001.arrow", "llava 😀 mix.json", "open-llava-next.json")
    ]


def test_others_who_commit_in_between(send: Send, mix: Path, server: HubServer) -> None:
    repo = server.make("jane/mix")

    def meanwhile() -> None:
        here = dict(repo.commits[repo.branches["main"]])
        repo.add("main", {**here, f"note{len(repo.messages)}": Stored(b"x", None)}, "theirs")

    server.faults.append(Fault("POST .*/commit/", times=2, then=meanwhile))
    assert send(mix).changed
    files = server.files("jane/mix")
    assert {"note1", "note2", "manifest.json"} <= set(files)
    assert len(server.asked("commit/main 412")) == 2
    # Nothing that had arrived was sent again.
    assert len(server.asked(PUT)) == 8


def test_two_who_push_the_same(
    send: Send, mix: Path, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, _ = hub(server.url, JANE, monkeypatch)

    def meanwhile() -> None:
        send(mix, client=other)

    server.faults.append(Fault("POST .*/commit/", then=meanwhile))
    assert send(mix).changed
    assert server.repositories["jane/mix"].messages == ["initial commit", "30 rows, by t3 push"]
    assert send(mix).changed is False


def test_a_lost_reply_to_the_commit(send: Send, mix: Path, server: HubServer) -> None:
    server.make("jane/mix")
    repo = server.repositories["jane/mix"]
    before = dict(repo.branches)
    send(mix)
    done = repo.branches["main"]
    repo.branches.update(before)
    # The Hub made the commit, and then the line broke.
    back = Fault("GET .*/revision/main", skip=1, then=lambda: repo.branches.update(main=done))
    server.faults += [Fault("POST .*/commit/", drop_after=10), back]
    pushed = send(mix)
    assert pushed.changed
    assert pushed.commit == done
    assert len(server.asked(r"commit/main 200")) == 1
