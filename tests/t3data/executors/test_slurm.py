"""Phases of tasks that arrays run; tests/e2e/test_slurm.py runs the scripts."""

import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from t3data import executors
from t3data.errors import T3Error
from t3data.executors import slurm
from t3data.executors.slurm import Planned, note_finished, on_slurm, run_share
from t3data.executors.slurm_scripts import write_scripts
from t3data.executors.slurm_share import main


@dataclass(frozen=True)
class Square:
    number: int

    def run(self) -> int:
        if self.number < 0:
            raise T3Error(f"{self.number} is below zero")
        return self.number**2


@dataclass(frozen=True)
class Cube:
    number: int

    def run(self) -> int:
        return self.number**3


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks are pickled by the name of their module, which a test module lacks."""
    for kind in (Square, Cube):
        monkeypatch.setattr(kind, "__module__", executors.__name__)
        monkeypatch.setattr(executors, kind.__name__, kind, raising=False)


def squares(count: int) -> Iterator[Square]:
    return (Square(number) for number in range(count))


def planned(directory: Path, count: int, shares: int) -> Planned:
    with on_slurm(directory, shares)(directory, ()) as executor, pytest.raises(Planned) as found:
        list(executor.run(squares(count)))
    return found.value


@pytest.mark.parametrize(("count", "shares"), [(7, 3), (2, 5), (6, 1)])
def test_results_come_in_the_order_of_tasks(tmp_path: Path, count: int, shares: int) -> None:
    assert run_share(tmp_path, 0) == 0
    told = planned(tmp_path, count, shares)
    assert (told.tasks, told.shares) == (count, shares)
    done = [run_share(tmp_path, share) for share in reversed(range(shares))]
    assert sum(done) == count
    assert max(done) - min(done) <= 1
    with on_slurm(tmp_path, shares)(tmp_path, ()) as executor:
        assert list(executor.run(squares(count))) == [number**2 for number in range(count)]
        assert list(executor.run(squares(count))) == [number**2 for number in range(count)]


def test_one_share_that_lacks_stops_it(tmp_path: Path) -> None:
    planned(tmp_path, 4, 2)
    run_share(tmp_path, 1)
    planned(tmp_path, 4, 2)
    assert run_share(tmp_path, 0) == 2
    with on_slurm(tmp_path, 2)(tmp_path, ()) as executor:
        assert list(executor.run(squares(4))) == [0, 1, 4, 9]


def test_results_of_other_tasks_do_not_count(tmp_path: Path) -> None:
    planned(tmp_path, 4, 2)
    for share in range(2):
        run_share(tmp_path, share)
    planned(tmp_path, 5, 2)
    for share in range(2):
        run_share(tmp_path, share)
    planned(tmp_path, 5, 3)
    assert [run_share(tmp_path, share) for share in range(3)] == [2, 2, 1]


def test_phases_follow_one_another(tmp_path: Path) -> None:
    def command() -> list[int]:
        with on_slurm(tmp_path, 1)(tmp_path, ()) as executor:
            assert list(executor.run(iter(()))) == []
            found = list(executor.run(squares(3)))
            return list(executor.run(Cube(number) for number in found))

    for _ in range(2):
        with pytest.raises(Planned):
            command()
        assert run_share(tmp_path, 0) == 3
    assert command() == [0, 1, 64]
    note_finished(tmp_path)
    assert run_share(tmp_path, 0) == 0
    assert not (tmp_path / "phases").exists()


def test_a_plan_that_was_cut_short_is_written_again(tmp_path: Path) -> None:
    planned(tmp_path, 3, 1)
    tasks = tmp_path / "phases" / "Square" / "tasks"
    tasks.write_bytes(tasks.read_bytes()[:-9])
    planned(tmp_path, 3, 1)
    assert run_share(tmp_path, 0) == 3


def test_another_version_and_a_share_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(tmp_path, 3, 2)
    with pytest.raises(T3Error, match="has 2 shares, asked for number 2"):
        run_share(tmp_path, 2)
    monkeypatch.setattr(slurm, "__version__", "99")
    with pytest.raises(T3Error, match="wrote it, this is 99; use the same environment"):
        run_share(tmp_path, 0)


def test_a_failing_task_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with on_slurm(tmp_path, 1)(tmp_path, ()) as executor, pytest.raises(Planned):
        list(executor.run([Square(2), Square(-1)]))
    assert main([str(tmp_path), "0"]) == 1
    assert capsys.readouterr().err == "t3: error: -1 is below zero\n"
    assert pickle.loads((tmp_path / "phases" / "Square" / "tasks").read_bytes())[1] == 1


def test_scripts_are_written_again_and_a_run_is_kept(tmp_path: Path) -> None:
    planned(tmp_path, 2, 2)
    write_scripts(tmp_path, "python", ["t3"], 2, 1)
    assert run_share(tmp_path, 1) == 1
    write_scripts(tmp_path, "python", ["t3"], 2, 1, afresh=True)
    assert run_share(tmp_path, 0) == 0


def test_scripts_quote_what_they_are_given(tmp_path: Path) -> None:
    directory = tmp_path / "it's $HOME\n`x` 🎈"
    script = write_scripts(directory, "/a b/python", ["/a b/python", "$(x)", "a'b"], 7, 2)
    assert '--array="0-6%$AT_ONCE"' in script.read_text()
    assert "for _ in 1 2; do" in script.read_text()
    step = (directory / "step.sh").read_text()
    assert step.endswith("""exec '/a b/python' '$(x)' 'a'"'"'b'\n""")
