import os
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest

from t3data.errors import T3Error
from t3data.executors import LocalExecutor


@dataclass(frozen=True)
class Square:
    number: int

    def run(self) -> tuple[int, int]:
        return self.number**2, os.getpid()


@dataclass(frozen=True)
class Fail:
    how: str

    def run(self) -> None:
        if self.how == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        raise T3Error("x.json: byte 5: expected a row")


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_tasks(workers: int) -> None:
    with LocalExecutor(workers) as executor:
        results = list(executor.run(Square(i) for i in range(20)))
        again = list(executor.run([Square(3)]))
    assert [square for square, _ in results] == [i**2 for i in range(20)]
    assert again[0][0] == 9
    inside = {pid == os.getpid() for _, pid in results}
    assert inside == {workers == 1}


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_a_task_reaches_the_caller_as_it_is(workers: int) -> None:
    with LocalExecutor(workers) as executor, pytest.raises(T3Error, match="byte 5: expected a row"):
        list(executor.run([Square(1), Fail("raise")]))


def test_a_dead_worker_is_one_clear_line() -> None:
    with LocalExecutor(2) as executor, pytest.raises(T3Error, match="a worker process died"):
        list(executor.run([Square(1), Fail("die"), Square(2)]))


def test_tasks_are_taken_as_they_are_needed(tmp_path: Path) -> None:
    taken = []

    def tasks():  # type: ignore[no-untyped-def]
        for i in range(100):
            taken.append(i)
            yield Square(i)

    with LocalExecutor(2) as executor:
        first = next(executor.run(tasks()))
    assert first[0] == 0
    assert len(taken) < 20
