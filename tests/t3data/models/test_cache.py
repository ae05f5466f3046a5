"""The cache survives everything that happens to files."""

import math
import multiprocessing
import os
import signal
import time
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from t3data.errors import T3Error
from t3data.models import Reply, ResponseCache, TokenLogprob, Usage

KEYS = [f"{n:064x}" for n in range(200)]


def reply(text: str) -> Reply:
    return Reply(text, Usage(3, 4))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache dir 🎈" / "replies.jsonl"


def test_kept_over_time(path: Path) -> None:
    with ResponseCache(path) as cache:
        assert cache.get(KEYS[0]) is None
        cache.put(KEYS[0], "m", reply("one\ntwo 🎈"))
        cache.put(KEYS[1], "m", reply(""))
        assert cache.get(KEYS[0]) == reply("one\ntwo 🎈")
    with ResponseCache(path) as cache:
        assert len(cache) == 2
        assert cache.get(KEYS[0]) == reply("one\ntwo 🎈")
        assert cache.get(KEYS[1]) == reply("")
        cache.put(KEYS[2], "m", reply("three"))
    with ResponseCache(path) as cache:
        assert [cache.get(key) for key in KEYS[1:4]] == [reply(""), reply("three"), None]


def test_log_probabilities_are_kept_to_the_last_bit(path: Path) -> None:
    tokens = (
        TokenLogprob(" A", -0.1234567890123456789, {" A": -0.1234567890123456789, "B": -2.5}),
        TokenLogprob("🎈", -math.inf, {"": -math.inf}),
        TokenLogprob("", 0.0),
    )
    kept = Reply("A🎈", Usage(3, 2), tokens)
    with ResponseCache(path) as cache:
        cache.put(KEYS[0], "m", kept)
        assert cache.get(KEYS[0]) == kept
    with ResponseCache(path) as cache:
        assert cache.get(KEYS[0]) == kept


def test_a_reply_without_them_is_a_line_as_it_always_was(path: Path) -> None:
    counts = '"prompt_tokens":3,"completion_tokens":4'
    line = f'{{"key":"{KEYS[0]}","model":"m","text":"one",{counts}}}\n'
    with ResponseCache(path) as cache:
        cache.put(KEYS[0], "m", reply("one"))
    assert path.read_text("utf-8") == line


@pytest.mark.parametrize("cut", [1, 5, 60, -1])
def test_torn_last_line_is_dropped(path: Path, cut: int) -> None:
    with ResponseCache(path) as cache:
        cache.put(KEYS[0], "m", reply("one"))
        whole = path.stat().st_size
        cache.put(KEYS[1], "m", reply("two"))
    content = path.read_bytes()
    path.write_bytes(content[: whole + cut] if cut > 0 else content[:cut])
    with ResponseCache(path) as cache:
        assert cache.get(KEYS[0]) == reply("one")
        assert cache.get(KEYS[1]) is None
        assert path.stat().st_size == whole
        cache.put(KEYS[2], "m", reply("three"))
    with ResponseCache(path) as cache:
        assert cache.get(KEYS[2]) == reply("three")
        assert len(cache) == 2


@pytest.mark.parametrize("junk", [b"junk\n", b"\xff\xfe\x00\n", b"{}\n", b"\n", b'{"key":"zz"}\n'])
def test_damaged_line_in_the_middle_is_skipped(path: Path, junk: bytes) -> None:
    with ResponseCache(path) as cache:
        cache.put(KEYS[0], "m", reply("one"))
    with path.open("ab") as stream:
        stream.write(junk)
    with ResponseCache(path) as cache:
        cache.put(KEYS[1], "m", reply("two"))
    with ResponseCache(path) as cache:
        assert len(cache) == 2
        assert cache.get(KEYS[1]) == reply("two")


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.text()), max_size=30), st.integers(0, 5000))
def test_every_prefix_of_the_file_is_a_cache(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, str]], cut: int
) -> None:
    path = tmp_path_factory.mktemp("cache") / "c.jsonl"
    ends = [0]
    with ResponseCache(path) as cache:
        for key, text in entries:
            cache.put(key, "m", reply(text))
            ends.append(path.stat().st_size)
    content = path.read_bytes()
    path.write_bytes(content[:cut])
    kept = max(n for n, end in enumerate(ends) if end <= min(cut, len(content)))
    expected = dict(entries[:kept])
    with ResponseCache(path) as cache:
        assert {key: cache.get(key) for key in expected} == {
            key: reply(text) for key, text in expected.items()
        }
        assert len(cache) == len(expected)


def test_second_process_is_refused(path: Path) -> None:
    with ResponseCache(path), pytest.raises(T3Error, match="another t3 process"):
        ResponseCache(path).__enter__()
    with ResponseCache(path):
        pass


def _hold(path: Path, held: Event) -> None:
    with ResponseCache(path) as cache:
        cache.put(KEYS[0], "m", reply("one"))
        held.set()
        time.sleep(60)


def test_the_lock_of_another_process_goes_with_it(path: Path) -> None:
    context = multiprocessing.get_context("fork")
    held = context.Event()
    child = context.Process(target=_hold, args=(path, held))
    child.start()
    assert held.wait(10)
    with pytest.raises(T3Error, match="another t3 process"):
        ResponseCache(path).__enter__()
    child.kill()
    child.join()
    with ResponseCache(path) as cache:
        assert cache.get(KEYS[0]) == reply("one")


def test_unwritable_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(T3Error, match="cannot create directory"):
        ResponseCache(tmp_path / "file" / "cache.jsonl").__enter__()
    with pytest.raises(T3Error, match="cannot open"):
        ResponseCache(tmp_path).__enter__()


def test_full_disk_is_one_line_and_leaves_no_half_line(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ResponseCache(path) as cache:
        cache.put(KEYS[0], "m", reply("one"))
        write = os.write
        monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:10]))
        with pytest.raises(T3Error, match="cannot write: the disk is full"):
            cache.put(KEYS[1], "m", reply("two"))
        monkeypatch.setattr(os, "write", write)
        cache.put(KEYS[2], "m", reply("three"))
        assert cache.get(KEYS[2]) == reply("three")
    with ResponseCache(path) as cache:
        assert len(cache) == 2


def _write_for_ever(path: Path) -> None:
    with ResponseCache(path) as cache:
        for key in KEYS:
            cache.put(key, "m", reply(key * 500))


def test_sigkill_loses_at_most_the_line_being_written(path: Path) -> None:
    context = multiprocessing.get_context("fork")
    for _ in range(3):
        child = context.Process(target=_write_for_ever, args=(path,))
        child.start()
        while not path.exists() or path.stat().st_size < 100_000:
            time.sleep(0.001)
        assert child.pid
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        with ResponseCache(path) as cache:
            assert len(cache) >= 3
            for key in KEYS[: len(cache)]:
                assert cache.get(key) == reply(key * 500)
        path.unlink()
