"""`t3 list`: every kind has names, every name a summary."""

import json

import pytest
from click.testing import CliRunner

from cli.catalog import KINDS, explain, summaries
from cli.list_ import command
from t3data.tasks import task_names


@pytest.mark.parametrize("kind", KINDS)
def test_every_name_has_a_summary_of_one_line(kind: str) -> None:
    found = summaries(kind)
    assert found
    assert [name for name, summary in found.items() if not 20 <= len(summary) <= 120] == []
    assert len(set(found.values())) == len(found)


def test_tasks_are_those_of_the_registry() -> None:
    assert list(summaries("tasks")) == task_names()


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_json_say_the_same(kind: str) -> None:
    plain = CliRunner().invoke(command, [kind]).output.splitlines()
    told = json.loads(CliRunner().invoke(command, [kind, "--json"]).output)
    assert [tuple(line.split(maxsplit=1)) for line in plain] == list(told.items())
    assert told == summaries(kind)


def test_an_unknown_kind_is_wrong_usage() -> None:
    result = CliRunner().invoke(command, ["taks"])
    assert result.exit_code == 2
    assert "'tasks'" in result.output


def test_detail_follows_the_summary() -> None:
    text = explain("tasks", "overlap")
    assert text.startswith(summaries("tasks")["overlap"] + "\n\n")
