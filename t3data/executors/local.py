"""Runs tasks in this process or in worker processes of this machine.

Workers come from a fork server that has the heavy modules loaded, and end when their parent does.
"""

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from multiprocessing import forkserver, resource_tracker
from types import TracebackType

from t3data.errors import T3Error
from t3data.executors.contract import OpenExecutor, Result, Task

_QUEUED_PER_WORKER = 3


def start_server(preload: Iterable[str] = ()) -> None:
    """Starts the process that workers are forked from; it imports while the caller goes on.

    `preload` names modules to import once for all workers; it counts only for the first call of a
    process.
    """
    forkserver.set_forkserver_preload(list(preload))
    # Starting the tracker clears the signal mask, so it must be there first.
    resource_tracker.ensure_running()
    # Inherited by server and workers: an interrupt is the caller's to handle, who ends them all.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class LocalExecutor(AbstractContextManager["LocalExecutor"]):
    """Runs tasks in this process (one worker) or in `workers` processes."""

    def __init__(self, workers: int, preload: Iterable[str] = ()) -> None:
        """`preload` names modules that every worker needs; the fork server imports them once."""
        self._pool: ProcessPoolExecutor | None = None
        if workers > 1:
            start_server(preload)
            context = multiprocessing.get_context("forkserver")
            self._pool = ProcessPoolExecutor(workers, context, initializer=_begin)
        self._queued = workers * _QUEUED_PER_WORKER

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def run(self, tasks: Iterable[Task[Result]]) -> Iterator[Result]:
        """The results of `tasks`, in their order. `tasks` is read a few ahead, never whole.

        Raises:
            T3Error: a worker died (for instance killed for memory), or a task raised it.
        """
        if self._pool is None:
            for task in tasks:
                yield task.run()
            return
        waiting: deque[Future[Result]] = deque()
        try:
            for task in tasks:
                waiting.append(self._pool.submit(_run, task))
                while len(waiting) >= self._queued or (waiting and waiting[0].done()):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise T3Error(
                "a worker process died (killed, or out of memory); run the same command again to "
                "go on from here, with fewer --workers if memory is short"
            ) from None


def locally(workers: int = 1, preload: Iterable[str] = ()) -> OpenExecutor:
    """Opens a `LocalExecutor`; this machine sees its own files."""
    return lambda output, inputs: LocalExecutor(workers, preload)


def _run(task: Task[Result]) -> Result:
    return task.run()


def prepare_worker() -> None:
    """Rows by the hundred thousand are made and dropped, and none of them refers to itself."""
    gc.set_threshold(100_000)


def _begin() -> None:
    prepare_worker()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Without this, workers of a killed parent would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
