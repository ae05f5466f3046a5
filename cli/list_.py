"""`t3 list`: the names there are, one a line with what it is about."""

import json

import click

from cli.catalog import KINDS, summaries


@click.command(
    "list",
    epilog="""\b
Examples:
  t3 list tasks
  t3 list benchmarks
  t3 list experiments
  t3 list mixes --json
""",
)
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, names to summaries.")
def command(kind: str, as_json: bool) -> None:
    """List the tasks, presets, mixes, experiments, filters or benchmarks there are."""
    found = summaries(kind)
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    width = max(map(len, found))
    for name, summary in found.items():
        click.echo(f"{name:<{width}}  {summary}")
