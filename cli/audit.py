"""`t3 audit`: how far a guesser gets that never sees the captions."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.table import Table

    from t3data.audit import AuditReport, Finding


@click.command(
    name="audit",
    short_help="Measure how well a guesser does who never sees the captions.",
    epilog="""\b
Examples:
  t3 audit questions
  t3 audit questions --json
""",
)
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--verbose", is_flag=True, help="Show every guesser, not only the best of each task.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def command(context: click.Context, directory: Path, verbose: bool, as_json: bool) -> None:
    """Guess the answers of DIRECTORY without its captions, in many ways.

    Guessers learn on one half of the timelines and guess on the other, both ways round. One is
    flagged where it beats chance by more than 2 points beyond its interval. The intervals hold
    together for all tasks and guessers with 95 % confidence. Exit status 1 if any is flagged.
    """
    from t3data.audit import audit_directory

    report = audit_directory(directory)
    if as_json:
        click.echo(json.dumps(_as_json(report), indent=2, ensure_ascii=False))
    else:
        _print(directory, report, verbose)
    context.exit(0 if report.ok else 1)


def _as_json(report: "AuditReport") -> dict[str, object]:
    from dataclasses import asdict

    return {
        "ok": report.ok,
        "comparisons": report.comparisons,
        "unreadable": report.unreadable,
        "findings": [
            {**asdict(f), "excess": f.excess, "flagged": f.flagged, "wide": f.wide}
            for f in report.findings
        ],
        "keys": [asdict(keys) for keys in report.keys],
    }


def _print(directory: Path, report: "AuditReport", verbose: bool) -> None:
    from cli.tables import show

    findings = [
        finding
        for task in report.tasks
        for finding in report.findings
        if finding.task == task and (verbose or finding.flagged or finding is report.worst(task))
    ]
    show(_findings_table(findings, verbose))
    show(_keys_table(report))
    for keys in report.keys:
        if keys.sampled < keys.rows:
            click.echo(f"{keys.task}: {keys.sampled:,} of {keys.rows:,} rows, chosen by their ids")
    wide = sorted({finding.task for finding in report.findings if finding.wide})
    if wide:
        click.echo(f"intervals reach more than 10 points up, too few rows: {', '.join(wide)}")
    if report.unreadable:
        click.echo(f"{report.unreadable:,} unreadable rows left out; `t3 verify` names them")
    flagged = [finding for finding in report.findings if finding.flagged]
    for finding in flagged:
        click.echo(
            f"{finding.task}: {finding.guesser} is right in {finding.accuracy:.1%} of "
            f"{finding.n:,} rows where chance is {finding.chance:.1%}"
        )
    click.echo(
        f"{directory}: "
        + (
            f"{len(flagged)} guess(es) better than chance"
            if flagged
            else f"nothing better than chance in {report.comparisons} comparisons"
        )
    )


def _findings_table(findings: "list[Finding]", verbose: bool) -> "Table":
    from rich import box
    from rich.table import Table

    title = "Guessers without captions" if verbose else "Best guesser without captions"
    table = Table(title=title, title_justify="left", box=box.SIMPLE)
    for name in ("task", "guesser"):
        table.add_column(name, no_wrap=True)
    for name in ("rows", "right", "chance", "excess", "interval of excess"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for f in findings:
        interval = f"{100 * (f.low - f.chance):+.1f} to {100 * (f.high - f.chance):+.1f}"
        table.add_row(
            f.task,
            f.guesser,
            f"{f.n:,}",
            f"{f.accuracy:.1%}",
            f"{f.chance:.1%}",
            f"{100 * f.excess:+.1f}",
            interval,
            "FLAG" if f.flagged else "wide" if f.wide else "",
        )
    return table


def _keys_table(report: "AuditReport") -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(title="Right answers", title_justify="left", box=box.SIMPLE)
    table.add_column("task", no_wrap=True)
    table.add_column("rows", justify="right")
    table.add_column("letters (expected)")
    table.add_column("commonest answer")
    table.add_column("share", justify="right")
    for keys in report.keys:
        letters = "  ".join(
            f"{letter} {count} ({keys.expected[letter]:.0f})"
            for letter, count in keys.letters.items()
        )
        text = keys.commonest if len(keys.commonest) <= 32 else keys.commonest[:31] + "…"
        table.add_row(keys.task, f"{keys.rows:,}", letters, text, f"{keys.commonest_share:.1%}")
    return table
