"""Runs tasks on a Ray cluster: one that is there, or one of its own on this machine.

Tasks read and write files, so all nodes must see the same ones under the same names; that, and
the version of t3data, is looked at on every node before the first task. Results do not depend on
which node ran what, or how often: a task whose worker or node died is run again elsewhere.
"""

import logging
import os
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from t3data import __version__
from t3data.errors import T3Error, UsageError
from t3data.executors.contract import OpenExecutor, Result, Task
from t3data.executors.nodes import load_ray, look_at_nodes

_QUEUED_PER_CPU = 3
_ATTEMPTS = 6
_ANSWER_SECONDS = 10
_STORE_BYTES = 80 << 20
"""Nearly as little as Ray takes: results are small, and /dev/shm of a container may be, too."""


class RayExecutor(AbstractContextManager["RayExecutor"]):
    """Runs tasks on all CPUs of a Ray cluster."""

    def __init__(
        self, address: str | None, workers: int | None, output: Path, inputs: Sequence[Path]
    ) -> None:
        """Nothing is started before the block is entered.

        Args:
            address: of a cluster, `auto` for the one that runs here; by default that in
                RAY_ADDRESS, and where there is none, one is started for the time of the block.
            workers: of the cluster of its own, or the most tasks at a time on another one; by
                default all CPUs.
            output: a directory below which tasks write.
            inputs: the files that they read.
        """
        self._address = address or os.environ.get("RAY_ADDRESS") or "local"
        self._workers = workers
        self._output = output
        self._inputs = inputs
        self._submit: Callable[[Task[Any]], Any] = _not_entered

    def __enter__(self) -> Self:
        """Connects, and looks at every node.

        Raises:
            T3Error: no Ray, no cluster, or a node that lacks our files or version.
        """
        ray = self._connect()
        try:
            look_at_nodes(self._output, self._inputs)
            remote = ray.remote(_attempt).options(
                max_retries=_ATTEMPTS - 1, retry_exceptions=False, name="t3"
            )
            here = str(Path.cwd())
            self._submit = lambda task: remote.remote(task, here, __version__)
        except BaseException:
            ray.shutdown()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Whatever is still running on the cluster ends with its driver.
        load_ray().shutdown()

    def run(self, tasks: Iterable[Task[Result]]) -> Iterator[Result]:
        """The results of `tasks`, in their order. `tasks` is read a few ahead, never whole.

        Raises:
            T3Error: a worker died again and again, the cluster is gone, or a task raised it.
        """
        ray = load_ray()
        waiting: deque[Any] = deque()
        for task in tasks:
            waiting.append(self._submit(task))
            while waiting and (
                len(waiting) >= self._most()
                or ray.wait([waiting[0]], timeout=0, fetch_local=False)[0]
            ):
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())

    def _most(self) -> int:
        """How many tasks are handed over at a time; asked each time, as clusters grow."""
        if self._workers and self._address != "local":
            return self._workers
        return max(1, int(load_ray().cluster_resources().get("CPU", 1))) * _QUEUED_PER_CPU

    def _connect(self) -> Any:
        if find_spec("ray") is None:
            raise T3Error("--executor ray needs the package ray: pip install 't3data[ray]'")
        if self._address.startswith("ray://"):
            raise UsageError(
                f"{self._address}: start t3 on a node of the cluster, with its address as "
                "HOST:PORT or auto; it reads and writes the same files as the nodes"
            )
        # Both are read while Ray is imported: no reports to its makers, no warning about GPUs.
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        ray = load_ray()
        own = self._address == "local"
        address = self._address if own else _answering(self._address)
        settings = {"num_cpus": self._workers, "object_store_memory": _STORE_BYTES} if own else {}
        try:
            ray.init(
                address=address,
                include_dashboard=False if own else None,
                log_to_driver=False,
                logging_level=logging.CRITICAL,
                **settings,
            )
        except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
            ray.shutdown()
            reason = " ".join(str(error).split())[:300]
            if own:
                raise T3Error(f"no Ray cluster could be started here: {reason}") from None
            raise T3Error(
                f"no Ray cluster at {address}: {reason}; `ray status` shows whether it is up"
            ) from None
        return ray


def _answering(address: str) -> str:
    """`address` as HOST:PORT, where something listens: Ray itself would try for many minutes.

    Raises:
        T3Error: nothing does, or `auto` finds no cluster on this machine.
    """
    if address == "auto":
        # Where `ray start` notes the cluster of this machine.
        note = Path(os.environ.get("RAY_TMPDIR", "/tmp")) / "ray" / "ray_current_cluster"
        try:
            address = note.read_text().strip()
        except OSError:
            raise T3Error(
                "no Ray cluster runs on this machine; start one with `ray start --head`, or give "
                "--ray-address HOST:PORT"
            ) from None
    host, colon, port = address.rpartition(":")
    if not (colon and host and port.isdigit()):
        raise UsageError(f"{address}: an address of Ray is HOST:PORT, usually with port 6379")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWER_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise T3Error(
            f"no Ray cluster at {address}: {error}; `ray start --head` starts one, and `ray status`"
            " shows whether it is up"
        ) from None
    return address


def on_ray(address: str | None = None, workers: int | None = None) -> OpenExecutor:
    """Opens a `RayExecutor`."""
    return lambda output, inputs: RayExecutor(address, workers, output, inputs)


def _attempt(task: Task[Result], directory: str, version: str) -> tuple[Result | None, Any]:
    """Runs on a worker: the task's result, or the error that a person is to see."""
    from t3data.executors.local import prepare_worker

    prepare_worker()
    try:
        if version != __version__:
            # Only a node that joined later: the others have been asked.
            raise T3Error(f"{os.uname().nodename}: has t3data {__version__}, here is {version}")
        # Inputs are named in outputs as they were given, so names stay relative.
        os.chdir(directory)
        return task.run(), None
    except T3Error as error:
        return None, error


def _result(reference: Any) -> Any:
    from ray import exceptions

    try:
        result, error = load_ray().get(reference)
    except exceptions.OutOfMemoryError as failure:
        raise T3Error(
            f"Ray ended a worker for want of memory, {_ATTEMPTS} times; run the same command again "
            f"to go on from here, with fewer CPUs a node ({_first_line(failure)})"
        ) from None
    except (exceptions.WorkerCrashedError, exceptions.NodeDiedError) as failure:
        raise T3Error(
            f"a worker died {_ATTEMPTS} times at the same task; run the same command again to go "
            f"on from here, with fewer CPUs a node if memory is short ({_first_line(failure)})"
        ) from None
    except exceptions.RayTaskError as failure:
        raise failure.cause from None
    except exceptions.RayError as failure:
        raise T3Error(
            f"the Ray cluster failed: {_first_line(failure)}; run the same command again to go on "
            "from here"
        ) from None
    if error is not None:
        raise error
    return result


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _not_entered(task: Task[Any]) -> Any:
    raise RuntimeError("RayExecutor.run outside of its block")
