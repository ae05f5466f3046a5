import threading
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from numbered import numbers, write

from t3data.errors import T3Error
from t3data.video import store as module
from t3data.video.bundle import FrameBundle
from t3data.video.sampling import FramesAt, UniformFrames
from t3data.video.store import FrameStore


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What was really probed and read."""
    made: list[tuple[str, str]] = []

    def counting(name: str, real: Any) -> Any:
        def call(path: Path, *rest: Any, **named: Any) -> Any:
            made.append((name, Path(path).name))
            return real(path, *rest, **named)

        return call

    monkeypatch.setattr(module, "probe", counting("probe", module.probe))
    monkeypatch.setattr(module, "read_frames", counting("read", module.read_frames))
    return made


def test_many_threads_decode_once(tmp_path: Path, calls: list[tuple[str, str]]) -> None:
    path = write(tmp_path / "a.mp4", 30)
    store = FrameStore()
    ready = threading.Barrier(16)

    def ask(_: int) -> FrameBundle:
        ready.wait()
        return store.get(path, UniformFrames(8))

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(ask, range(16)))
    assert all(bundle is found[0] for bundle in found)
    assert calls == [("probe", "a.mp4"), ("read", "a.mp4")]


def test_each_request_is_its_own_but_the_facts_are_shared(
    tmp_path: Path, calls: list[tuple[str, str]]
) -> None:
    path = write(tmp_path / "a.mp4", 60)
    store = FrameStore(longest_side=80)
    assert numbers(FrameStore().get(path, UniformFrames(2))) == [0, 59]
    calls.clear()
    assert store.get(path, UniformFrames(2)).indices == (0, 59)
    assert store.get(path, FramesAt((1.0,))).indices == (30,)
    assert store.get(path, UniformFrames(2), clip=(1.0, 2.0)).indices == (30, 59)
    assert store.get(str(path), UniformFrames(2)).pixels().shape == (2, 48, 80, 3)
    assert [name for name, _ in calls] == ["probe", "read", "read", "read"]


def test_a_bad_file_is_tried_once(tmp_path: Path, calls: list[tuple[str, str]]) -> None:
    path = tmp_path / "bad.mp4"
    path.write_text("no video " * 99)
    store = FrameStore()
    said = set()
    for _ in range(20):
        with pytest.raises(T3Error) as caught:
            store.get(path, UniformFrames(8))
        said.add(str(caught.value))
        assert caught.value.__context__ is None or caught.value.__context__ is not caught.value
    assert len(said) == 1
    assert calls == [("read", "bad.mp4"), ("probe", "bad.mp4")] or calls == [("probe", "bad.mp4")]


def test_a_file_that_was_replaced_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    store = FrameStore()
    with pytest.raises(T3Error, match="No such file"):
        store.get(path, UniformFrames(9))
    write(path, 5)
    assert len(store.get(path, UniformFrames(9))) == 5
    digest = store.file_digest(path)
    assert digest == sha256(path.read_bytes()).hexdigest()
    path.unlink()
    write(path, 7)
    assert len(store.get(path, UniformFrames(9))) == 7
    assert store.file_digest(path) != digest


def test_the_least_recently_used_goes(tmp_path: Path, calls: list[tuple[str, str]]) -> None:
    paths = [write(tmp_path / f"{name}.mp4", 10) for name in "abc"]
    size = max(sum(map(len, FrameStore().get(path, UniformFrames(9)).frames)) for path in paths)
    store = FrameStore(limit=2 * size)
    a, b, c = paths
    for path in (a, b, a, c):
        store.get(path, UniformFrames(9))
    calls.clear()
    for path in (a, c):
        store.get(path, UniformFrames(9))
    assert calls == []
    store.get(b, UniformFrames(9))
    assert calls == [("read", "b.mp4")]


def test_more_than_fits_is_still_given(tmp_path: Path) -> None:
    store = FrameStore(limit=1)
    path = write(tmp_path / "a.mp4", 3)
    assert len(store.get(path, UniformFrames(9))) == len(store.get(path, UniformFrames(9))) == 3


def test_an_unexpected_failure_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.mp4", 3)
    store = FrameStore()
    with monkeypatch.context() as patch:
        patch.setattr(module, "read_frames", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            store.get(path, UniformFrames(9))
    assert len(store.get(path, UniformFrames(9))) == 3
