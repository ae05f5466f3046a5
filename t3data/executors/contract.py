"""What a task is, and what runs tasks. Another place to run them is another `Executor`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, TypeVar

Result_co = TypeVar("Result_co", covariant=True)
Result = TypeVar("Result")


class Task(Protocol[Result_co]):
    """One piece of work: a picklable object, whose work is a pure function of its fields.

    It writes its files atomically and returns little.
    """

    def run(self) -> Result_co:
        """Does the work; running it twice gives the same files and the same result."""
        ...


class Executor(Protocol):
    """Where tasks run."""

    def run(self, tasks: Iterable[Task[Result]]) -> Iterator[Result]:
        """The results of `tasks`, in their order; raises what a task raises."""
        ...


OpenExecutor = Callable[[Path, Sequence[Path]], AbstractContextManager[Executor]]
"""Opens an executor for tasks that write below the directory and read the files given: what is
not this machine sees to it that these are there, before any work begins."""
