"""`t3 score`: predictions against a benchmark, by a rule that has a name."""

import gc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from t3data import __version__

if TYPE_CHECKING:
    from benchmarks.contract import Benchmark, Scorer
    from benchmarks.predictions import Predictions
    from benchmarks.scoring import Result

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    "score",
    short_help="Score predictions by a benchmark's official rule, or a better one.",
    epilog="""\b
Examples:
  t3 score nextqa res.json --annotations val.csv --scorer official
  t3 score videomme samples.jsonl --annotations videomme.parquet --all-scorers --html page.html
  t3 score videomme qwen.xlsx -o runs/qwen/videomme
  t3 score charades-sta mine.jsonl --annotations charades_sta_test.txt --all-conventions
  t3 score mlvu mine.jsonl --judge Qwen3-32B --base-url http://localhost:8000/v1
""",
)
@click.argument("benchmark_id", metavar="BENCHMARK")
@click.argument("predictions", type=click.Path(path_type=Path))
@click.option("--annotations", metavar="PATH|HUB_ID", help="Default: the official Hub dataset.")
@click.option("--scorer", metavar="NAME", help="The named rule.  [default: robust or strict]")
@click.option("--all-scorers", is_flag=True, help="All rules side by side, and where they differ.")
@click.option("--convention", metavar="NAME", help="The scorer of a benchmark of time windows.")
@click.option("--all-conventions", is_flag=True, help="All of them side by side.")
@click.option(
    "--part",
    "parts",
    metavar="NAME=VALUE",
    multiple=True,
    help="Sets one part of the convention otherwise: operator='>', parser=taro, …",
)
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
@click.option(
    "--judge-cache",
    type=_FILE,
    help="Where the judge's replies are kept.  [default: PREDICTIONS.judge.jsonl]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Directory for the result, every verdict, tables and the page; t3 compare and "
    "t3 leaderboard read it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--markdown", type=_FILE, help="Write a Markdown table.")
@click.option("--latex", type=_FILE, help="Write a LaTeX table (booktabs).")
@click.option("--csv", "table", type=_FILE, help="Write every number, unrounded.")
@click.option("--html", type=_FILE, help="Write a page to filter and read every reply.")
def command(
    benchmark_id: str,
    predictions: Path,
    annotations: str | None,
    scorer: str | None,
    all_scorers: bool,
    convention: str | None,
    all_conventions: bool,
    parts: tuple[str, ...],
    failures: Any,
    kind: Any,
    max_bad: int,
    judge: str | None,
    base_url: str | None,
    judge_cache: Path | None,
    output: Path | None,
    as_json: bool,
    markdown: Path | None,
    latex: Path | None,
    table: Path | None,
    html: Path | None,
) -> None:
    """Score PREDICTIONS of BENCHMARK (`t3 list benchmarks` names them).

    PREDICTIONS may be our own JSONL, the benchmark's submission format, a sample log of lmms-eval,
    or a result table of VLMEvalKit. Every sample is accounted for: n = scored + unparsed + failed
    + missing. Duplicated and unknown ids are counted; rules that count lines of the file score
    them too, all others each sample once.
    """
    from benchmarks.annotations import samples_of
    from benchmarks.judging import open_judge
    from benchmarks.predictions import read_predictions
    from benchmarks.registry import benchmark
    from benchmarks.scoring import score

    if bool(judge) != bool(base_url):
        raise click.UsageError("--judge and --base-url go together")
    gc.disable()  # a million samples hold no cycle, and going through them again takes a third
    try:
        about = benchmark(benchmark_id)
        rules = _rules(about, scorer or convention, all_scorers or all_conventions, parts)
        about = replace(about, scorers=tuple(rules))
        if judge and not any(rule.judge for rule in rules):
            named = ", ".join(rule.name for rule in rules)
            raise click.UsageError(f"{about.id}: {named} leaves nothing to a judge")
        samples = samples_of(about, annotations)
        found = read_predictions(predictions, about, samples, kind, max_bad)
        cache = judge_cache or predictions.with_name(f"{predictions.name}.judge.jsonl")
        with open_judge(judge, base_url, cache) as asked:
            results = [
                score(about, samples, found.predictions, rule, failures, judge=asked)
                for rule in rules
            ]
        _refuse_strangers(about, predictions, len(found.predictions), results[0])
        facts = _facts(predictions, annotations or about.hub, found, judge)
        _write(results, {"markdown": markdown, "latex": latex, "csv": table})
        _write_page(about, results, facts, output, html)
    finally:
        gc.enable()
    if as_json:
        from benchmarks.reports.files import as_json as text

        click.echo(text(results))
    else:
        _print(results, len(found.bad))
        if output is not None:
            click.echo(f"written: {output / 'report.html'}")


def _refuse_strangers(about: "Benchmark", path: Path, predicted: int, result: "Result") -> None:
    """A score of 0 for a file that is about something else would be a wrong number."""
    from t3data.errors import T3Error

    if result.unknown == predicted:
        raise T3Error(
            f"{path}: none of its {predicted:,} ids belongs to a sample of {about.id}; are "
            "predictions and annotations of the same benchmark and split?"
        )


def _rules(
    about: "Benchmark", name: str | None, every: bool, parts: tuple[str, ...]
) -> Sequence["Scorer"]:
    from benchmarks.scoring import default_scorer, scorer_of
    from benchmarks.windows.conventions import CONVENTIONS
    from benchmarks.windows.parts import with_parts
    from benchmarks.windows.scorers import scorer

    if every:
        return about.scorers
    rule = scorer_of(about, name or default_scorer(about))
    if not parts:
        return [rule]
    if rule.name not in CONVENTIONS:
        raise click.UsageError(f"--part: the scorer {rule.name} of {about.id} has no parts to set")
    return [scorer(with_parts(CONVENTIONS[rule.name], parts))]


def _facts(
    predictions: Path, annotations: str, found: "Predictions", judge: str | None
) -> dict[str, object]:
    from benchmarks.stored import model_of

    return {
        "model": model_of(predictions),
        "predictions": predictions.name,
        "format": found.format,
        "unusable rows": len(found.bad),
        "annotations": Path(annotations).name if Path(annotations).exists() else annotations,
        "judge": judge or "",
        "t3": __version__,
    }


def _write(results: Sequence["Result"], paths: dict[str, Path | None]) -> None:
    from benchmarks.reports import files
    from t3data.files import write_text

    writers = {"markdown": files.as_markdown, "latex": files.as_latex, "csv": files.as_csv}
    for kind, path in paths.items():
        if path is not None:
            write_text(path, writers[kind](results))


def _write_page(
    benchmark: "Benchmark",
    results: Sequence["Result"],
    facts: dict[str, object],
    output: Path | None,
    html: Path | None,
) -> None:
    if html is not None:
        from benchmarks.reports.page import report_page
        from t3data.files import write_text

        write_text(html, report_page(benchmark, results, facts))
    if output is not None:
        from benchmarks.stored import write_runs

        write_runs(output, benchmark, results, facts)


def _print(results: Sequence["Result"], bad: int) -> None:
    from benchmarks.reports.differences import disagreements
    from benchmarks.reports.terminal import (
        disagreement_table,
        metrics_table,
        score_table,
        scorers_table,
        told_counts,
        told_notes,
    )
    from cli.tables import show

    if len(results) == 1:
        show(score_table(results[0]))
        click.echo(told_counts(results[0]))
    else:
        show(scorers_table(results))
        metrics = metrics_table(results)
        if metrics is not None:
            show(metrics)
        found = disagreements(results)
        if found:
            show(disagreement_table(found))
        else:
            by = "" if metrics is None else f", by {next(iter(results[0].metrics), 'score')}"
            click.echo(f"All scorers agree on every reply{by}.")
    for note in told_notes(results):
        click.echo(note)
    if bad:
        rows = "1 unusable row was" if bad == 1 else f"{bad:,} unusable rows were"
        click.echo(f"note: {rows} left out; their samples count as missing")
