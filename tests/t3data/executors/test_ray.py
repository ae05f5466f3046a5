"""What is refused before Ray is started; tests/e2e/test_ray.py runs it."""

import socket
from pathlib import Path

import pytest

from t3data.errors import T3Error, UsageError
from t3data.executors import ray as on_ray
from t3data.executors.ray import RayExecutor


def entering(address: str | None) -> None:
    with RayExecutor(address, None, Path("out"), ()):
        pytest.fail("connected")


def test_without_ray_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_ray, "find_spec", lambda name: None)
    with pytest.raises(T3Error, match=r"needs the package ray: pip install 't3data\[ray\]'$"):
        entering(None)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ray://head:10001", "start t3 on a node of the cluster"),
        ("head", "an address of Ray is HOST:PORT, usually with port 6379"),
        (":6379", "an address of Ray is HOST:PORT"),
        ("head:six", "an address of Ray is HOST:PORT"),
    ],
)
def test_addresses_that_cannot_be_meant(address: str, said: str) -> None:
    pytest.importorskip("ray")
    with pytest.raises(UsageError, match=said):
        entering(address)


def test_an_address_where_nothing_listens() -> None:
    pytest.importorskip("ray")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening: refused, and nobody else's
        port = taken.getsockname()[1]
        with pytest.raises(T3Error, match=f"no Ray cluster at 127.0.0.1:{port}: .*refused"):
            entering(f"127.0.0.1:{port}")


def test_no_cluster_on_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray")
    monkeypatch.setenv("RAY_TMPDIR", str(tmp_path))
    with pytest.raises(T3Error, match="no Ray cluster runs on this machine; start one with"):
        entering("auto")


def test_the_address_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray")
    monkeypatch.setenv("RAY_ADDRESS", "nonsense")
    with pytest.raises(UsageError, match=r"^nonsense: "):
        entering(None)
