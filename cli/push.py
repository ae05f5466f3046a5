"""`t3 push`: a mix becomes a dataset on the Hub, with a card and its manifest, and is verified."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from mixes.hub.client import Hub
    from mixes.hub.publication import Publication
    from mixes.hub.push import Pushed


@click.command(
    name="push",
    short_help="Publish a mix on the Hub: Parquet, card, manifest.",
    epilog="""\b
Examples:
  t3 push mix jane/t3-mix --dry-run
  t3 push mix jane/t3-mix --private
  t3 push mix jane/t3-mix --revision v2
""",
)
@click.argument("mix", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("repository", metavar="USER/REPO")
@click.option("--private", is_flag=True, help="Make a new dataset private.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, without network and login.")
@click.option(
    "--revision",
    metavar="BRANCH",
    default="main",
    show_default=True,
    help="Branch to send to; it must be there.",
)
@click.option(
    "--source-configs/--no-source-configs",
    default=True,
    help="Publish the rows of each source a second time, as a configuration.  [default: yes]",
)
@click.option("--overwrite", is_flag=True, help="Replace files that t3 push has not put there.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def command(
    mix: Path,
    repository: str,
    private: bool,
    dry_run: bool,
    revision: str,
    source_configs: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Publish MIX, the output of `t3 build-mix`, as the dataset USER/REPO.

    The shards are checked against the manifest first. The rows go as Parquet, with a card, the
    manifest and a recipe to make the mix again; pictures and videos stay here. Only what the Hub
    does not have is sent, in one commit, and read back by hashes: run it again after a kill, or to
    see that nothing has changed. Log in with `hf auth login`, or set HF_TOKEN.
    """
    from mixes.hub.naming import check_repository

    check_repository(repository)
    from cli.progress import Progress
    from mixes.hub.publication import prepared

    # Before the rows are converted, which takes a while: it may be refused.
    hub = None if dry_run else _hub(repository)
    pushed = None
    with (
        Progress() as progress,
        prepared(mix, repository, per_source=source_configs, notify=progress.show) as publication,
    ):
        if hub is not None:
            from mixes.hub.push import push

            pushed = push(
                hub,
                publication,
                private=private,
                revision=revision,
                overwrite=overwrite,
                notify=progress.show,
            )
    if pushed is None:
        _show_plan(publication, repository, private, revision, as_json)
    else:
        _report(publication, pushed, repository, as_json)


def _hub(repository: str) -> "Hub":
    from mixes.hub.client import Hub, find_token
    from t3data.errors import T3Error

    token = find_token()
    if token is None:
        raise T3Error(
            "not logged in to the Hub: run `hf auth login` or set HF_TOKEN; --dry-run needs neither"
        )
    return Hub(repository, token, tell=_say)


def _plan(publication: "Publication") -> dict[str, Any]:
    return {
        "rows": publication.rows,
        "bytes": publication.bytes,
        "files": [
            {"file": file.name, "bytes": file.bytes, "sha256": file.sha256}
            for file in publication.files
        ],
        "configs": {config.name: config.rows for config in publication.configs},
        "warnings": list(publication.warnings),
    }


def _show_plan(
    publication: "Publication", repository: str, private: bool, revision: str, as_json: bool
) -> None:
    visibility = "private" if private else "public"
    if as_json:
        plan = {
            "repository": repository,
            "revision": revision,
            "visibility": visibility,
            **_plan(publication),
        }
        click.echo(json.dumps(plan, indent=2, ensure_ascii=False))
        return
    width = max(len(f"{file.bytes:,}") for file in publication.files)
    for file in publication.files:
        click.echo(f"{file.bytes:>{width},}  {file.name}")
    _warn(publication)
    click.echo(
        f"would send {len(publication.files)} files, {publication.bytes:,} bytes, "
        f"{publication.rows:,} rows to {repository}, branch {revision}; {visibility} if it is new"
    )


def _report(publication: "Publication", pushed: "Pushed", repository: str, as_json: bool) -> None:
    if as_json:
        done = {
            "repository": repository,
            "url": pushed.url,
            "commit": pushed.commit,
            "private": pushed.private,
            "changed": pushed.changed,
            "sent": pushed.files,
            "deleted": pushed.deleted,
            **_plan(publication),
        }
        click.echo(json.dumps(done, indent=2, ensure_ascii=False))
        return
    _warn(publication)
    visibility = "private" if pushed.private else "public"
    if not pushed.changed:
        click.echo(f"{pushed.url}: already there, {publication.rows:,} rows; hashes verified")
        return
    click.echo(f"rows:    {publication.rows:,} as {len(publication.configs)} configuration(s)")
    removed = f", {pushed.deleted} old one(s) removed" if pushed.deleted else ""
    click.echo(f"files:   {pushed.files} new or changed, {pushed.bytes:,} bytes{removed}")
    click.echo(f"commit:  {pushed.commit}, hashes verified")
    click.echo(f"dataset: {pushed.url} ({visibility})")


def _say(line: str) -> None:
    click.echo(line, err=True)


def _warn(publication: "Publication") -> None:
    for warning in publication.warnings:
        click.echo(f"warning: {warning}", err=True)
