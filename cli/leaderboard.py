"""`t3 leaderboard`: many scored runs in one table."""

import json
from pathlib import Path

import click


@click.command(
    "leaderboard",
    short_help="Put many scored runs into one table.",
    epilog="""\b
Examples:
  t3 leaderboard runs --html leaderboard.html
  t3 leaderboard runs/qwen runs/llava --json
""",
)
@click.argument(
    "directories",
    nargs=-1,
    required=True,
    metavar="DIR...",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list, one object a run.")
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a sortable page."
)
def command(directories: tuple[Path, ...], as_json: bool, html: Path | None) -> None:
    """Put all runs that `t3 score -o` left in or below DIR into one table.

    A row is a model, named by the run's manifest or its directory. A column is a benchmark under
    one scorer and failure policy: numbers made by different rules never stand below each other.
    """
    from benchmarks.leaderboard import as_object, leaderboard
    from benchmarks.reports.board import board_page, board_table
    from t3data.files import write_text

    board = leaderboard(directories)
    if html is not None:
        write_text(html, board_page(board))
    if as_json:
        click.echo(json.dumps(as_object(board), indent=2, ensure_ascii=False))
        return
    from cli.tables import show

    show(board_table(board))
    click.echo("± is half of the 95 % interval, clustered by video")
    for note in board.notes:
        click.echo(f"note: {note}")
