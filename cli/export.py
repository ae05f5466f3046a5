"""`t3 export`: predictions as a benchmark's own submission file."""

from pathlib import Path
from typing import Any

import click


@click.command(
    "export",
    short_help="Write predictions as a benchmark's official submission file.",
    epilog="""\b
Example:
  t3 export videomme run/predictions.jsonl --annotations videomme.parquet -o submission.json
""",
)
@click.argument("benchmark_id", metavar="BENCHMARK")
@click.argument("predictions", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write."
)
@click.option("--annotations", metavar="PATH|HUB_ID", help="Default: the official Hub dataset.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["t3", "official", "lmms-eval", "vlmevalkit"]),
    help="Of the predictions. Default: recognised.",
)
@click.option(
    "--max-bad",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Unusable rows put up with; their samples count as missing.",
)
def command(
    benchmark_id: str,
    predictions: Path,
    output: Path,
    annotations: str | None,
    kind: Any,
    max_bad: int,
) -> None:
    """Write PREDICTIONS of BENCHMARK in the form that its authors' script or server takes.

    PREDICTIONS may be of any kind that `t3 score` reads. A failed or missing reply is written as
    the official format has it: left out, or empty.
    """
    from benchmarks.annotations import samples_of
    from benchmarks.predictions import read_predictions
    from benchmarks.registry import benchmark
    from benchmarks.running.exporting import export
    from t3data.files import make_directory

    about = benchmark(benchmark_id)
    samples = samples_of(about, annotations)
    found = read_predictions(predictions, about, samples, kind, max_bad)
    make_directory(output.parent)
    written = export(about, samples, found.predictions, output)
    click.echo(f"written: {output}, {written.replies:,} of {written.samples:,} with a reply")
    if written.unknown:
        click.echo(f"note: {written.unknown:,} predictions were left out, their ids are unknown")
