"""`t3 push` as a person meets it: before the network, killed, twice at once."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_mix import chats, make_mix, start, t3
from hub_server import JANE, Fault, HubServer, running


@pytest.fixture
def server() -> Iterator[HubServer]:
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def mix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("command")
    general = [("open-llava-next", chats(20, image="/data/of/jane/{i}.jpg"))]
    return make_mix(root, 10, general, rows_per_shard=5)


def test_a_dry_run_needs_no_network_and_no_login(mix: Path, tmp_path: Path) -> None:
    before = sorted(mix.rglob("*"))
    ended = t3(tmp_path, "push", mix, "jane/mix", "--dry-run", "--private", token=None)
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert [line.split()[1] for line in lines[:3]] == [
        *("README.md", "data/train-00000-of-00006.parquet", "data/train-00001-of-00006.parquet")
    ]
    total = sum(int(line.split()[0].replace(",", "")) for line in lines[:-1])
    assert lines[-1] == (
        f"would send 15 files, {total:,} bytes, 30 rows to jane/mix, branch main; private if it "
        "is new"
    )
    warnings = [line for line in ended.stderr.splitlines() if line.startswith("warning: ")]
    assert [line.split(":")[1].strip()[:24] for line in warnings] == [
        *("media are not sent", "20 media paths are of th", "licence unknown"),
        "not for commercial use",
    ]
    assert "such as /data/of/jane/" in warnings[1]
    assert [path for path in sorted(mix.rglob("*")) if path.name != ".lock"] == [
        path for path in before if path.name != ".lock"
    ]


def test_the_plan_as_json(mix: Path, tmp_path: Path) -> None:
    ended = t3(tmp_path, "push", mix, "jane/mix", "--dry-run", "--json", token=None)
    plan = json.loads(ended.stdout)
    assert (plan["repository"], plan["visibility"], plan["rows"]) == ("jane/mix", "public", 30)
    assert plan["bytes"] == sum(file["bytes"] for file in plan["files"])
    assert plan["configs"] == {"default": 30, "questions": 10, "open-llava-next": 20}
    assert len(plan["warnings"]) == 4


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("jane/mix",), 1, "not logged in to the Hub: run `hf auth login` or set HF_TOKEN"),
        (("mix",), 2, "'mix' is no name for a dataset; expected USER/REPO"),
        (("jane/my mix", "--dry-run"), 2, "'jane/my mix' is no name for a dataset"),
        (("jane/mix--2", "--dry-run"), 2, "no '--'"),
        (("jane/" + "m" * 99, "--dry-run"), 2, "at most 96 characters"),
    ],
)
def test_what_is_refused_before_anything_is_done(
    mix: Path, tmp_path: Path, arguments: tuple[str, ...], status: int, words: str
) -> None:
    ended = t3(tmp_path, "push", mix, *arguments, token=None)
    assert ended.returncode == status
    assert words in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.slow
def test_what_a_person_and_a_program_read(mix: Path, tmp_path: Path, server: HubServer) -> None:
    ended = t3(tmp_path, "push", mix, "jane/mix", url=server.url)
    commit = server.repositories["jane/mix"].branches["main"]
    page = f"{server.url}/datasets/jane/mix"
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines() == [
        "rows:    30 as 3 configuration(s)",
        f"files:   15 new or changed, {sum(map(len, sent(server).values())):,} bytes",
        f"commit:  {commit}, hashes verified",
        f"dataset: {page} (public)",
    ]
    again = t3(tmp_path, "push", mix, "jane/mix", url=server.url)
    assert again.stdout == f"{page}: already there, 30 rows; hashes verified\n"
    found = json.loads(t3(tmp_path, "push", mix, "jane/mix", "--json", url=server.url).stdout)
    assert (found["changed"], found["commit"], found["sent"]) == (False, commit, 0)
    for text in (ended.stdout + ended.stderr, again.stdout + again.stderr, str(found)):
        assert JANE not in text


def sent(server: HubServer) -> dict[str, bytes]:
    files = server.files("jane/mix")
    del files[".gitattributes"]
    return files


def test_an_error_is_one_line_without_the_token(
    mix: Path, tmp_path: Path, server: HubServer
) -> None:
    ended = t3(tmp_path, "push", mix, "jane/mix", url=server.url, token="hf_wrongwrong")
    assert ended.returncode == 1
    line = ended.stderr.splitlines()[-1]
    assert line.startswith("t3: error: jane/mix: the Hub does not accept the token;")
    assert "hf_wrongwrong" not in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["PUT ", "PUT |4", "POST .*/commit/", "GET .*tree.*|1"])
def test_a_push_that_is_killed_goes_on(
    mix: Path, tmp_path: Path, server: HubServer, moment: str
) -> None:
    match, _, skip = moment.partition("|")
    server.faults.append(Fault(match, hold=True, skip=int(skip or 0)))
    process = start(tmp_path, server.url, "push", mix, "jane/mix")
    assert server.held.wait(60)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    server.let_go()
    before = set(server.asked(r"PUT .* 200"))
    server.log.clear()
    ended = t3(tmp_path, "push", mix, "jane/mix", url=server.url)
    assert ended.returncode == 0, ended.stderr
    # What had arrived is not sent again.
    assert not before & set(server.asked(r"PUT .* 200"))
    assert len(server.repositories["jane/mix"].messages) == 2
    assert not list(mix.glob(".*push*"))
    check = t3(tmp_path, "pull", "jane/mix", "-o", tmp_path / "out", url=server.url)
    assert check.returncode == 0, check.stderr


@pytest.mark.slow
def test_two_processes_push_the_same_mix(mix: Path, tmp_path: Path, server: HubServer) -> None:
    # Both hold all files when the first of them commits.
    server.faults.append(Fault("POST .*/commit/", hold=True))
    first = start(tmp_path, server.url, "push", mix, "jane/mix")
    assert server.held.wait(60)
    second = t3(tmp_path, "push", mix, "jane/mix", url=server.url)
    assert second.returncode == 0, second.stderr
    server.released.set()
    out, err = first.communicate(timeout=60)
    assert first.returncode == 0, err
    assert "hashes verified" in out
    assert server.repositories["jane/mix"].messages == ["initial commit", "30 rows, by t3 push"]
    assert not list(mix.glob(".*push*"))


@pytest.mark.slow
def test_an_interrupt(mix: Path, tmp_path: Path, server: HubServer) -> None:
    server.faults.append(Fault("POST .*preupload", hold=True))
    process = start(tmp_path, server.url, "push", mix, "jane/mix")
    assert server.held.wait(60)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.splitlines()[-1] == "interrupted; run the same command again to go on"
    assert not list(mix.glob(".*push*"))
