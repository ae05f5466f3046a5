"""Both commands on a Ray cluster of two nodes: the bytes of a local run, whoever is killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from spread import T3, Work, prepare

from t3data.errors import T3Error
from t3data.executors import nodes
from t3data.executors.ray import RayExecutor

pytest.importorskip("ray")
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
STORE = 80 << 20


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Work:
    return prepare(tmp_path_factory.mktemp("ray") / "some work 🎈")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two nodes of one CPU each on this machine; they end with this process, however it ends."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"
    import ray
    from ray.cluster_utils import Cluster

    ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])
    place = tempfile.mkdtemp(prefix="ray", dir="/tmp")  # sockets take no long paths
    own = {"num_cpus": 1, "object_store_memory": STORE, "include_dashboard": False}
    started = Cluster(initialize_head=True, head_node_args={**own, "temp_dir": place})
    try:
        started.add_node(num_cpus=1, object_store_memory=STORE)
        yield started
    finally:
        started.shutdown()
        shutil.rmtree(place, ignore_errors=True)


def on(cluster: Any) -> list[str]:
    return ["--executor", "ray", "--ray-address", cluster.address]


def command_lines() -> Iterator[tuple[int, str]]:
    for place in Path("/proc").glob("[0-9]*"):
        try:
            yield int(place.name), (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue


def busy() -> list[int]:
    """Workers of Ray that are at one of our tasks."""
    return [pid for pid, line in command_lines() if line.startswith("ray::t3")]


def disturbed(work: Work, command: list[str], disturb: Callable[[], None]) -> str:
    """Runs a command and calls `disturb` once, while a worker is at a task."""
    done = False
    process = subprocess.Popen(command, cwd=work.root, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not done:
        if busy():
            disturb()
            done = True
        time.sleep(0.02)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    assert done, "no worker was ever seen at work"
    return said


def test_the_bytes_of_a_local_run(work: Work, cluster: Any) -> None:
    said = work.run(work.synth("ray questions", *on(cluster))).stderr
    assert work.files("ray questions") == work.files("local questions")
    assert "ray" not in said.lower().replace("ray questions", "")
    work.run(work.build_mix("ray mix", "--executor", "ray"), RAY_ADDRESS=cluster.address)
    assert work.files("ray mix") == work.files("local mix")


def test_a_killed_worker(work: Work, cluster: Any) -> None:
    def kill() -> None:
        for worker in busy():
            os.kill(worker, signal.SIGKILL)

    disturbed(work, work.synth("killed questions", *on(cluster)), kill)
    assert work.files("killed questions") == work.files("local questions")
    disturbed(work, work.build_mix("killed mix", *on(cluster)), kill)
    assert work.files("killed mix") == work.files("local mix")


def test_a_killed_node(work: Work, cluster: Any) -> None:
    node = cluster.add_node(num_cpus=1, object_store_memory=STORE)
    lose = lambda: cluster.remove_node(node, allow_graceful=False)  # noqa: E731
    disturbed(work, work.synth("lost questions", *on(cluster)), lose)
    assert work.files("lost questions") == work.files("local questions")


def marked(mark: str) -> list[int]:
    """Processes that have `mark` in their environment."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            environment = (place / "environ").read_bytes()
        except OSError:
            continue
        if mark.encode() in environment:
            found.append(int(place.name))
    return found


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_the_own_cluster_ends_with_the_command(
    work: Work, sent: signal.Signals, status: int
) -> None:
    mark = f"T3_TEST_MARK={os.getpid()}-{int(sent)}"
    output = f"ended {int(sent)}"
    process = subprocess.Popen(
        work.synth(output, "--executor", "ray", "--workers", "2"),
        cwd=work.root,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **dict([mark.split("=")])},
        start_new_session=True,
    )
    try:
        while process.poll() is None and not set(busy()) & set(marked(mark)):
            time.sleep(0.05)
        assert process.poll() is None, "it was done before a worker was seen"
        os.killpg(process.pid, sent)
        _, said = process.communicate(timeout=120)
        assert process.returncode == status
        if sent == signal.SIGINT:
            assert said.splitlines()[-1] == "interrupted; run the same command again to go on"
            assert "Traceback" not in said
        ends = time.monotonic() + 120
        while marked(mark) and time.monotonic() < ends:
            time.sleep(0.1)
        assert marked(mark) == []
    finally:
        for left in marked(mark):
            os.kill(left, signal.SIGKILL)
    work.run(work.synth(output))
    assert work.files(output) == work.files("local questions")


@dataclass(frozen=True)
class Fragile:
    """Kills its worker as often as there are marks left to remove."""

    number: int
    marks: Path

    def run(self) -> int:
        mark = next(self.marks.glob(f"{self.number}-*"), None)
        if mark is not None:
            mark.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        if self.number < 0:
            raise T3Error(f"task {self.number} is out of luck")
        return self.number**2


def run(cluster: Any, directory: Path, tasks: list[Fragile], **more: Any) -> list[int]:
    with RayExecutor(cluster.address, None, directory, more.get("inputs", ())) as executor:
        return list(executor.run(tasks))


def test_results_keep_their_order_and_few_tasks_are_taken_ahead(
    cluster: Any, tmp_path: Path
) -> None:
    taken = []

    def tasks() -> Iterator[Fragile]:
        for number in range(100):
            taken.append(number)
            yield Fragile(number, tmp_path)

    (tmp_path / "3-once").touch()
    with RayExecutor(cluster.address, None, tmp_path, ()) as executor:
        results = executor.run(tasks())
        first = next(results)
        assert len(taken) <= 12
        assert [first, *results] == [number**2 for number in range(100)]
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_a_task_is_its_own_one_line(cluster: Any, tmp_path: Path) -> None:
    with pytest.raises(T3Error, match=r"^task -1 is out of luck$"):
        run(cluster, tmp_path, [Fragile(1, tmp_path), Fragile(-1, tmp_path)])


def test_a_task_that_kills_every_worker_is_given_up(cluster: Any, tmp_path: Path) -> None:
    for attempt in range(20):
        (tmp_path / f"5-{attempt}").touch()
    with pytest.raises(T3Error, match="a worker died 6 times at the same task; run the same"):
        run(cluster, tmp_path, [Fragile(4, tmp_path), Fragile(5, tmp_path)])
    assert len(list(tmp_path.iterdir())) == 14


def test_another_version_on_a_node(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = nodes.__version__
    monkeypatch.setattr(nodes, "__version__", "99")
    with pytest.raises(T3Error, match=f"has t3data {here}, here is 99; install the same version"):
        run(cluster, tmp_path, [])


def test_a_node_that_does_not_share_the_files(work: Work, cluster: Any) -> None:
    """A third node that has another file system where the inputs and the output are."""
    start = (
        'mount -t tmpfs none "$1" && exec "$0" start --address="$2" --num-cpus=1 '
        '--object-store-memory="$3" --block --disable-usage-stats'
    )
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        pytest.skip("this machine lets nobody have a file system of their own")
    ray = str(Path(sys.executable).with_name("ray"))
    node = subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", start, ray, str(work.root), cluster.address, str(STORE)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        ends = time.monotonic() + 90
        while number_of_nodes(cluster) < 3 and time.monotonic() < ends:
            assert node.poll() is None
            time.sleep(0.2)
        done = subprocess.run(
            work.synth("unshared", *on(cluster)), cwd=work.root, capture_output=True, text=True
        )
        assert done.returncode == 1
        assert "does not see it as it is here; inputs and output must" in done.stderr
        assert "Traceback" not in done.stderr
        assert not list((work.root / "unshared" / "data").iterdir())
    finally:
        node.terminate()
        try:
            node.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(node.pid, signal.SIGKILL)


def number_of_nodes(cluster: Any) -> int:
    return sum(node["Alive"] for node in cluster.global_state.node_table())


def test_no_cluster_at_the_address(work: Work) -> None:
    command = [*T3, "synth", "timed.json", "-o", "nowhere", "--executor", "ray"]
    done = subprocess.run(
        [*command, "--ray-address", "127.0.0.1:1"], cwd=work.root, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "t3: error: no Ray cluster at 127.0.0.1:1: " in done.stderr
    assert "Traceback" not in done.stderr
