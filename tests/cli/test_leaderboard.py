"""`t3 leaderboard`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from toy import TOY, run

from benchmarks.stored import write_runs
from cli.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def t3(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs `t3 leaderboard`: exit status, stdout, stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["leaderboard", *map(str, arguments)])
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return run


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Three models, one of them under another rule."""
    for name, replies, scorer in (
        ("qwen", "AABB", "robust"),
        ("llava", "AAAB", "robust"),
        ("other", "AAAA", "official"),
    ):
        write_runs(tmp_path / name / "toy", TOY, [run(replies, scorer)], {})
    return tmp_path


def test_the_table_and_the_page(t3: Run, runs: Path) -> None:
    page = runs / "page.html"
    status, out, _ = t3(runs, "--html", page)
    assert status == 0
    lines = [line.split() for line in out.splitlines()]
    assert ["model", "official", "robust"] in lines
    assert any(line[:2] == ["qwen", "50.00"] for line in lines)
    assert "note: toy was scored by different rules" in out
    text = page.read_text()
    assert "toy (official)" in text
    assert "toy (robust)" in text
    assert "3 models" in text


def test_json(t3: Run, runs: Path) -> None:
    found = json.loads(t3(runs / "qwen", runs / "llava", "--json")[1])
    assert {one["model"]: one["score"] for one in found} == {"qwen": 50.0, "llava": 75.0}


def test_a_damaged_run_is_named(t3: Run, runs: Path) -> None:
    (runs / "qwen" / "toy" / "result.json").write_text('{"benchmark": "toy"')
    status, out, err = t3(runs)
    assert (status, out) == (1, "")
    assert err.startswith(f"t3: error: {runs / 'qwen' / 'toy' / 'result.json'}: not JSON")
    assert err.count("\n") == 1
