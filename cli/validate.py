"""`t3 validate`: is a scorer right, and are these the whole annotations?"""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.table import Table

    from benchmarks.validating import Validation


@click.command(
    "validate",
    short_help="Prove a benchmark's scorers on its own samples, without a model.",
    epilog="""\b
Examples:
  t3 validate videomme
  t3 validate nextqa --annotations val.csv
  t3 validate mlvu --annotations MLVU/json --partial --json
""",
)
@click.argument("benchmark_id", metavar="BENCHMARK")
@click.option("--annotations", metavar="PATH|HUB_ID", help="Default: the official Hub dataset.")
@click.option("--partial", is_flag=True, help="These are a part of them: do not compare counts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(benchmark_id: str, annotations: str | None, partial: bool, as_json: bool) -> int:
    """Prove the scorers of BENCHMARK (`t3 list benchmarks` names them).

    Gold answers have to score 1, each wrong option 0; empty, refused, failed and missing replies 0
    and be counted under `--failures wrong`; every sample has to land in its groups, and the groups
    to have their official sizes. What an official rule does otherwise is shown as its quirk, with
    its worth; faults end with status 1.
    """
    import json

    from benchmarks import validating
    from benchmarks.annotations import samples_of
    from benchmarks.registry import benchmark
    from cli.tables import show

    about = benchmark(benchmark_id)
    found = validating.validate(about, samples_of(about, annotations), partial)
    if as_json:
        click.echo(json.dumps(validating.as_json(found), indent=2, ensure_ascii=False))
    else:
        show(_table(found))
        faults = sum(check.mark == "fault" for check in found.checks)
        quirks = sum(check.mark == "quirk" for check in found.checks)
        click.echo(
            f"{len(found.checks):,} checks on {found.n:,} samples: "
            f"{faults:,} at fault, {quirks:,} quirks of the rules"
        )
    return 0 if found.holds else 1


def _table(validation: "Validation") -> "Table":
    """A line a check, those of the samples first; runs of equal counts are not drawn out."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(
        title=f"{validation.benchmark} · what holds", title_justify="left", box=box.SIMPLE
    )
    for name in ("", "", ""):
        table.add_column(name)
    table.add_column("n", justify="right")
    table.add_column("not", justify="right")
    table.add_column("")
    before = ""
    for check in validation.checks:
        if check.scorer != before:
            table.add_section()
        table.add_row(
            check.scorer if check.scorer != before else "",
            escape(check.name),
            {"proved": "✓", "quirk": "quirk", "fault": "FAULT"}[check.mark],
            f"{check.n:,}",
            f"{check.bad:,}" if check.bad else "",
            escape(check.detail),
        )
        before = check.scorer
    return table
