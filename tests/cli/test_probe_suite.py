"""`t3 probe-suite`: what it prints, and how bad requests end."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.probe_suite import command
from t3data.errors import T3Error, UsageError

SMALL = ("--aspects", "order, speed", "-n", "1", "--size", "32", "--workers", "1")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)))


def test_a_suite_and_its_summary(tmp_path: Path) -> None:
    made = run("-o", tmp_path / "suite", *SMALL)
    assert made.exit_code == 0, made.output
    assert "(20 videos)" in made.output
    assert "10 of 20 videos" in made.stderr
    for aspect in ("order", "order_3", "speed"):
        assert f" {aspect} " in made.stdout
    again = run("-o", tmp_path / "suite", *SMALL)
    assert "already done, 20 videos; hashes verified" in again.output


def test_the_summary_as_json(tmp_path: Path) -> None:
    made = run("-o", tmp_path / "suite", *SMALL, "--json")
    summary = json.loads(made.stdout)
    assert summary["clips"] == 20
    assert list(summary["aspects"]) == ["order", "order_3", "speed"]
    assert summary["settings"]["count"] == 1
    assert "files" not in summary


def test_bad_requests(tmp_path: Path) -> None:
    assert run("-o", tmp_path, "-n", "0").exit_code == 2
    for arguments, said in (
        (("--aspects", "ordre"), "did you mean order"),
        (("--size", "31"), "--size 31"),
        (("--seconds", "1"), "frames"),
        (("--needle-seconds", "500"), "--needle-seconds 500"),
    ):
        result = run("-o", tmp_path / "suite", *arguments)
        assert isinstance(result.exception, UsageError)
        assert said in str(result.exception)
        assert not (tmp_path / "suite").exists()


def test_what_is_there_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("x")
    result = run("-o", tmp_path, *SMALL)
    assert isinstance(result.exception, T3Error)
    assert "something else (other.txt)" in str(result.exception)


@pytest.mark.parametrize("word", ["order", "shape", "needle", "--assets", "suite.json"])
def test_the_help_names_what_there_is(word: str) -> None:
    assert word in run("--help").output
