"""Runs tasks as Slurm array jobs, by being started again between them.

A step runs the command until it comes to tasks that no array has run: it writes them down as a
phase and ends with `Planned`. The elements of an array each run a share of them. The next step
finds their results, goes on to the next phase, and in the end finishes. Nothing but files passes
between jobs, and whatever was killed is simply run again.
"""

import pickle
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from t3data import __version__
from t3data.errors import T3Error
from t3data.executors.contract import OpenExecutor, Result, Task
from t3data.files import atomic_write, make_directory, write_text

_PENDING = "pending"
_DONE = "done"


class Planned(Exception):  # noqa: N818
    """Not an error: the tasks are written down, and an array is to run them."""

    def __init__(self, tasks: int, shares: int) -> None:
        super().__init__(f"{tasks:,} task(s) planned, for an array of {shares}")
        self.tasks = tasks
        self.shares = shares


class Phase:
    """Tasks in a directory, and the results of the shares into which an array divides them.

    Share `i` of `n` holds every n-th task from the i-th on, so that dear and cheap ones mix.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def plan(self, tasks: Sequence[Task[Any]], shares: int) -> None:
        """Writes `tasks` down; where the very same are there already, so are their results."""
        if self._holds(tasks, shares):
            return
        for path in self.directory.glob("results-*"):
            path.unlink()
        make_directory(self.directory)
        with atomic_write(self.directory / "tasks") as stream:
            pickle.dump((__version__, shares, list(tasks)), stream)

    def missing(self, shares: int) -> list[int]:
        """The shares without results."""
        return [share for share in range(shares) if not self._results(share).exists()]

    def results(self, count: int, shares: int) -> Iterator[Any]:
        """What the `count` tasks gave, in their order."""
        given = [pickle.loads(self._results(share).read_bytes()) for share in range(shares)]
        for number in range(count):
            yield given[number % shares][number // shares]

    def run(self, share: int) -> int:
        """Runs the tasks of one share; returns how many there are.

        Raises:
            T3Error: another version wrote them, there is no such share, or a task raised it.
        """
        tasks, shares = self._load()
        if share >= shares:
            raise T3Error(f"{self.directory}: has {shares} shares, asked for number {share}")
        mine = tasks[share::shares]
        if not self._results(share).exists():
            results = [task.run() for task in mine]
            with atomic_write(self._results(share)) as stream:
                pickle.dump(results, stream)
        return len(mine)

    def _results(self, share: int) -> Path:
        return self.directory / f"results-{share:05d}"

    def _load(self) -> tuple[list[Task[Any]], int]:
        try:
            version, shares, tasks = pickle.loads((self.directory / "tasks").read_bytes())
        except (ImportError, AttributeError) as error:
            raise T3Error(
                f"{self.directory}: another version of t3data wrote it: {error}"
            ) from None
        if version != __version__:
            raise T3Error(
                f"{self.directory}: t3data {version} wrote it, this is {__version__}; use the same "
                "environment on all nodes"
            )
        return tasks, shares

    def _holds(self, tasks: Sequence[Task[Any]], shares: int) -> bool:
        try:
            return self._load() == (list(tasks), shares)
        except (OSError, ValueError, EOFError, pickle.UnpicklingError, T3Error):
            return False


class SlurmExecutor:
    """Goes as far as results are there. Phases are told apart by the kind of their first task."""

    def __init__(self, directory: Path, shares: int) -> None:
        """`directory` is the one of `write_scripts`; arrays have `shares` elements."""
        self._directory = directory
        self._shares = shares

    def run(self, tasks: Iterable[Task[Result]]) -> Iterator[Result]:
        """The results of `tasks`, in their order.

        Raises:
            Planned: an array is to run them first.
        """
        listed = list(tasks)
        if not listed:
            return
        phase = Phase(self._directory / "phases" / type(listed[0]).__name__)
        phase.plan(listed, self._shares)
        pending = self._directory / _PENDING
        if phase.missing(self._shares):
            write_text(pending, phase.directory.name)
            raise Planned(len(listed), self._shares)
        pending.unlink(missing_ok=True)
        yield from phase.results(len(listed), self._shares)


def on_slurm(directory: Path, shares: int) -> OpenExecutor:
    """Opens a `SlurmExecutor`; a missing file is the tasks' own complaint, in the log."""
    return lambda output, inputs: nullcontext(SlurmExecutor(directory, shares))


def run_share(directory: Path, share: int) -> int:
    """Runs one share of the phase that is pending; nothing if none is. Returns how many tasks.

    Raises:
        T3Error: see `Phase.run`.
    """
    try:
        name = (directory / _PENDING).read_text()
    except FileNotFoundError:
        return 0
    return Phase(directory / "phases" / name).run(share)


def begun(directory: Path) -> bool:
    """Whether a step has planned anything."""
    return (directory / "phases").is_dir()


def finished(directory: Path) -> bool:
    """Whether the last step is through."""
    return (directory / _DONE).exists()


def note_finished(directory: Path) -> None:
    """Lets the jobs that are still queued end at once, and removes the tasks."""
    write_text(directory / _DONE, "")
    (directory / _PENDING).unlink(missing_ok=True)
    shutil.rmtree(directory / "phases", ignore_errors=True)
