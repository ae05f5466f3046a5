"""`t3 show`: which rows are printed, and what is said where there are none."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cli.show import command
from t3data.errors import T3Error, UsageError
from t3data.shards import write_shard
from t3data.tasks import task_names
from t3data.types import Example, Turn


def example(identifier: str, task: str) -> Example:
    turns = (Turn("human", f"question {identifier}"), Turn("gpt", "yes"))
    return Example(identifier, turns, source="s", task=task)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    first = [example("a", "overlap"), example("b", "overlap"), example("c", "")]
    write_shard(tmp_path / "data" / "part-00000.arrow", first)
    write_shard(tmp_path / "data" / "part-00001.arrow", [example("d", "attribute")])
    return tmp_path


def show(*arguments: object) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)))


def ids(*arguments: object) -> list[str]:
    result = show("row", *arguments, "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line)["id"] for line in result.output.splitlines()]


def test_rows_come_from_the_head_across_shards(directory: Path) -> None:
    assert ids(directory) == ["a"]
    assert ids(directory, "-n", 4) == ["a", "b", "c", "d"]
    assert ids(directory, "-n", 99) == ["a", "b", "c", "d"]


def test_rows_of_one_task_and_of_each_task(directory: Path) -> None:
    assert ids(directory, "--task", "attribute", "-n", 5) == ["d"]
    assert ids(directory, "--each-task") == ["c", "d", "a"]
    assert ids(directory, "--each-task", "-n", 2) == ["c", "d", "a", "b"]


def test_several_directories_count_as_one(directory: Path, tmp_path: Path) -> None:
    other = tmp_path / "other 📁"
    (other / "data").mkdir(parents=True)
    write_shard(other / "data" / "part-00000.arrow", [example("e", "overlap"), example("f", "x")])
    assert ids(other, directory, "--each-task") == ["c", "d", "e", "f"]


def test_for_reading(directory: Path) -> None:
    output = show("row", directory).output
    assert "question a" in output
    assert "question b" not in output


def test_no_such_row_and_no_such_directory(directory: Path, tmp_path: Path) -> None:
    missing = show("row", directory, "--task", "overlaps").exception
    assert isinstance(missing, T3Error)
    assert str(missing) == f"{directory}: no row of task 'overlaps'"
    nowhere = show("row", tmp_path / "nowhere").exception
    assert isinstance(nowhere, T3Error)
    assert "no data/*.arrow" in str(nowhere)


def test_a_shard_cut_short_is_one_line(directory: Path) -> None:
    shard = directory / "data" / "part-00000.arrow"
    shard.write_bytes(shard.read_bytes()[:900])
    error = show("row", directory, "-n", 99).exception
    assert isinstance(error, T3Error)
    assert str(shard) in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize("task", task_names())
def test_every_task_is_explained_with_an_example(task: str) -> None:
    output = click.unstyle(show("task", task).output)
    assert "An example:" in output
    assert f"━━ t3-{task}-" in output
    assert "EVIDENCE" in output


def test_an_unknown_name_lists_the_known_ones() -> None:
    error = show("task", "overlaps").exception
    assert isinstance(error, UsageError)
    assert "no task 'overlaps'; there are: order_list," in str(error)
