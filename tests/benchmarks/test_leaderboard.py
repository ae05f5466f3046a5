"""A row a model, a column a rule; numbers made by different rules never share a column."""

from pathlib import Path

import pytest
from toy import TOY, run

from benchmarks.leaderboard import Column, as_object, leaderboard
from benchmarks.reports.board import board_page, board_table
from benchmarks.stored import write_runs
from t3data.errors import T3Error


def put(directory: Path, replies: str, scorer: str = "robust", **facts: object) -> Path:
    write_runs(directory, TOY, [run(replies, scorer)], facts)
    return directory


def test_models_and_columns(tmp_path: Path) -> None:
    put(tmp_path / "qwen" / "toy", "AABB")
    put(tmp_path / "llava 🎬" / "toy", "AAAB")
    put(tmp_path / "x", "AAAA", "official", model="Qwen/7B [red]<b>")
    board = leaderboard([tmp_path, tmp_path / "qwen"])
    robust, official = Column("toy", "robust", "official"), Column("toy", "official", "official")
    assert board.columns == (official, robust)
    assert {row.model: set(row.scores) for row in board.rows} == {
        "qwen": {robust},
        "llava 🎬": {robust},
        "Qwen/7B [red]<b>": {official},
    }
    assert [row.scores[robust].score for row in board.rows if robust in row.scores] == [75.0, 50.0]
    assert board.notes == (
        "toy was scored by different rules, each in a column of its own: official; robust",
    )
    assert len(as_object(board)) == 3


def test_one_model_twice_is_told_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        put(tmp_path / name, "AABB", model="m")
    rows = leaderboard([tmp_path]).rows
    assert [row.model for row in rows] == [f"m ({tmp_path / name})" for name in ("a", "b")]


def test_runs_of_other_samples_and_silent_models_are_said(tmp_path: Path) -> None:
    put(tmp_path / "a", "AABB")
    put(tmp_path / "b", "AA--")
    put(tmp_path / "c", "AAAABB")
    assert leaderboard([tmp_path]).notes == (
        "toy, robust: runs of different samples, n = 4, 6",
        "b: 2 of 4 samples of toy have no readable reply (robust)",
    )


def test_a_failure_policy_is_part_of_the_column(tmp_path: Path) -> None:
    put(tmp_path / "a", "AABB")
    write_runs(tmp_path / "b", TOY, [run("AA--", failures="exclude")], {})
    board = leaderboard([tmp_path])
    assert [column.rule for column in board.columns] == ["robust, failures exclude", "robust"]


def test_nothing_to_show(tmp_path: Path) -> None:
    with pytest.raises(T3Error, match=r"no result\.json here or below"):
        leaderboard([tmp_path])


def test_the_page_and_the_table_show_strangers_names_as_they_are(tmp_path: Path) -> None:
    from rich.console import Console

    put(tmp_path / "a", "AABB", model="<script>[bold]m[/bold]")
    put(tmp_path / "b", "no", model="silent")
    board = leaderboard([tmp_path])
    page = board_page(board)
    assert "&lt;script&gt;[bold]m[/bold]" in page
    assert "<script>[bold]" not in page
    console = Console(width=120, record=True)
    console.print(board_table(board))
    text = console.export_text()
    assert "<script>[bold]m[/bold]" in text
    assert "50.00 ±" in text
