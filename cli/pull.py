"""`t3 pull`: a published mix as the directory it was, checked against its manifest."""

import json
from dataclasses import asdict
from pathlib import Path

import click


@click.command(
    name="pull",
    short_help="Fetch a published mix and check it against its manifest.",
    epilog="""\b
Example:
  t3 pull jane/t3-mix -o mix
""",
)
@click.argument("repository", metavar="USER/REPO")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="Directory to write."
)
@click.option(
    "--revision", default="main", show_default=True, help="Branch, tag or commit to fetch."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def command(repository: str, output: Path, revision: str, as_json: bool) -> None:
    """Fetch USER/REPO, published by `t3 push`, as a directory that trainers load.

    The Parquet files become the Arrow shards they were made of, byte for byte, and every hash is
    checked. A fetch that was killed goes on where it stopped when the command is given again.
    """
    from mixes.hub.naming import check_repository

    check_repository(repository)
    from cli.progress import Progress
    from mixes.hub.client import Hub, find_token
    from mixes.hub.pull import pull

    hub = Hub(repository, find_token(), tell=lambda line: click.echo(line, err=True))
    with Progress() as progress:
        pulled = pull(hub, output, revision, progress.show)
    if as_json:
        click.echo(json.dumps({"repository": repository, **asdict(pulled)}, indent=2))
        return
    if not pulled.changed:
        click.echo(f"{output}: already there, {pulled.rows:,} rows; hashes verified")
        return
    if pulled.note:
        click.echo(f"note: {pulled.note}", err=True)
    proof = "hashes verified" if pulled.same_bytes else "content verified"
    shards = f"{pulled.shards} Arrow shard(s)"
    click.echo(f"rows:   {pulled.rows:,} in {output}/data ({shards}), {proof}")
    click.echo(f"commit: {pulled.commit}")
    click.echo(f"card:   {output}/README.md")
