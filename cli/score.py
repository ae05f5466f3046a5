"""`t3 score`: predictions against a benchmark, by a rule that has a name."""

from pathlib import Path
from typing import Any

import click

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    "score",
    short_help="Score predictions by a benchmark's official rule, or a better one.",
    epilog="""\b
Examples:
  t3 score nextqa res.json --annotations val.csv --scorer official
  t3 score videomme samples.jsonl --annotations videomme.parquet --all-scorers
  t3 score mlvu mine.jsonl --judge Qwen3-32B --base-url http://localhost:8000/v1
""",
)
@click.argument("benchmark_id", metavar="BENCHMARK")
@click.argument("predictions", type=click.Path(path_type=Path))
@click.option("--annotations", metavar="PATH|HUB_ID", help="Default: the official Hub dataset.")
@click.option("--scorer", default="robust", show_default=True, help="The named rule.")
@click.option("--all-scorers", is_flag=True, help="All rules side by side, and where they differ.")
@click.option(
    "--failures",
    type=click.Choice(["official", "wrong", "exclude"]),
    default="official",
    show_default=True,
    help="What counts without a readable reply: as the rule says, as 0, or left out.",
)
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
@click.option("--judge", metavar="MODEL", help="Asked about what rules cannot read.")
@click.option("--base-url", metavar="URL", help="The judge's OpenAI-compatible server.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--markdown", type=_FILE, help="Write a Markdown table.")
@click.option("--latex", type=_FILE, help="Write a LaTeX table (booktabs).")
@click.option("--csv", "table", type=_FILE, help="Write every number, unrounded.")
@click.option("--html", type=_FILE, help="Write a page to filter and read every reply.")
def command(
    benchmark_id: str,
    predictions: Path,
    annotations: str | None,
    scorer: str,
    all_scorers: bool,
    failures: Any,
    kind: Any,
    max_bad: int,
    judge: str | None,
    base_url: str | None,
    as_json: bool,
    markdown: Path | None,
    latex: Path | None,
    table: Path | None,
    html: Path | None,
) -> None:
    """Score PREDICTIONS of BENCHMARK (`t3 list benchmarks` names them).

    PREDICTIONS may be our own JSONL, the benchmark's submission format, a sample log of lmms-eval,
    or a result table of VLMEvalKit. Every sample is accounted for: n = scored + unparsed + failed
    + missing; a duplicated or unknown id is counted and never scored twice.
    """
    from benchmarks.annotations import samples_of
    from benchmarks.judging import open_judge
    from benchmarks.predictions import read_predictions
    from benchmarks.registry import benchmark
    from benchmarks.reports import files
    from benchmarks.scoring import score
    from t3data.files import write_text

    if bool(judge) != bool(base_url):
        raise click.UsageError("--judge and --base-url go together")
    about = benchmark(benchmark_id)
    samples = samples_of(about, annotations)
    found = read_predictions(predictions, about, samples, kind, max_bad)
    names = [one.name for one in about.scorers] if all_scorers else [scorer]
    kept = predictions.with_name(f"{predictions.name}.judge.jsonl")
    with open_judge(judge, base_url, kept) as asked:
        results = [
            score(about, samples, found.predictions, name, failures, judge=asked) for name in names
        ]
    for path, text in (
        (markdown, files.as_markdown),
        (latex, files.as_latex),
        (table, files.as_csv),
    ):
        if path is not None:
            write_text(path, text(results))
    if html is not None:
        from benchmarks.reports.page import write_page

        write_page(results, html)
    if as_json:
        click.echo(files.as_json(results))
        return
    _print(results, len(found.bad))


def _print(results: list[Any], bad: int) -> None:
    from benchmarks.reports.differences import disagreements
    from benchmarks.reports.terminal import disagreement_table, score_table, scorers_table
    from cli.tables import show

    if len(results) == 1:
        show(score_table(results[0]))
    else:
        show(scorers_table(results))
        show(disagreement_table(disagreements(results)))
    for note in dict.fromkeys(note for result in results for note in result.notes):
        click.echo(f"note: {note}")
    if bad:
        click.echo(f"note: {bad:,} unusable rows were left out; their samples count as missing")
