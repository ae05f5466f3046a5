"""`t3 verify`: every answer derived again from the captions, by code that did not write them."""

import json
from dataclasses import asdict
from pathlib import Path

import click


@click.command(
    name="verify",
    short_help="Derive every answer again, from the captions alone.",
    epilog="""\b
Example:
  t3 verify questions
""",
)
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
@click.option("--show", "shown", type=int, default=20, show_default=True, help="Faults to print.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def command(
    context: click.Context, directory: Path, workers: int, shown: int, as_json: bool
) -> None:
    """Check every row of DIRECTORY, the output of `t3 synth` or `t3 build-mix`.

    The checker reads each row as a person would: captions, question, options, answer. Exactly one
    option must be true, and it must be the keyed one. It also checks ids, counts and hashes
    against the manifest. Exit status 1 if anything is wrong.
    """
    from t3data.verify import verify_directory

    report = verify_directory(directory, workers=workers)
    if as_json:
        click.echo(json.dumps(asdict(report), indent=2, default=str))
    else:
        for fault in report.faults[:shown]:
            click.echo(str(fault))
        click.echo(
            f"{directory}: {report.rows:,} rows, {report.t3_rows:,} of them T3; "
            + ("all answers hold" if report.ok else f"{sum(report.reasons.values()):,} fault(s)")
        )
    context.exit(0 if report.ok else 1)
