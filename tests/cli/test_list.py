"""`t3 list`: every kind has names, every name a summary."""

import inspect
import json
import re

import pytest
from click.testing import CliRunner

from cli.catalog import FILTERS, KINDS, explain, summaries
from cli.list_ import command
from t3data.tasks import task_names


@pytest.mark.parametrize("kind", KINDS)
def test_every_name_has_a_summary_of_one_line(kind: str) -> None:
    found = summaries(kind)
    assert found
    assert [name for name, summary in found.items() if not 20 <= len(summary) <= 140] == []
    assert len(set(found.values())) == len(found)


def test_tasks_are_those_of_the_registry() -> None:
    assert list(summaries("tasks")) == task_names()


def test_every_filter_in_use_is_listed() -> None:
    from mixes.filters import registry

    source = inspect.getsource(registry)
    used = re.findall(r"^from mixes\.filters\.(\w+) import", source, re.MULTILINE)
    assert set(used) == set(FILTERS) - {"near_duplicates"}


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
