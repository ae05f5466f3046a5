"""`t3 compare`: is one run better than another, or is it an accident?"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from benchmarks.stored import StoredRun

_PLACE = click.Path(path_type=Path, exists=True)


@click.command(
    "compare",
    short_help="Compare two scored runs: the paired difference, and whether it is an accident.",
    epilog="""\b
Examples:
  t3 score videomme a.jsonl -o runs/a/videomme && t3 score videomme b.jsonl -o runs/b/videomme
  t3 compare runs/a runs/b --html a-b.html
  t3 compare a.json b.json --benchmark nextqa --annotations val.csv --scorer official
""",
)
@click.argument("a", type=_PLACE)
@click.argument("b", type=_PLACE)
@click.option("--benchmark", "benchmark_id", metavar="ID", help="A and B are prediction files.")
@click.option("--annotations", metavar="PATH|HUB_ID", help="With --benchmark, as in t3 score.")
@click.option("--scorer", help="With --benchmark, the rule; else which of the stored ones.")
@click.option(
    "--failures",
    type=click.Choice(["official", "wrong", "exclude"]),
    default="official",
    show_default=True,
    help="With --benchmark, as in t3 score.",
)
@click.option("--groups/--no-groups", default=True, help="Print the groups too.  [default: yes]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page.")
def command(
    a: Path,
    b: Path,
    benchmark_id: str | None,
    annotations: str | None,
    scorer: str | None,
    failures: Any,
    groups: bool,
    as_json: bool,
    html: Path | None,
) -> None:
    """Compare runs A and B: B − A on the same questions.

    A and B are directories of `t3 score -o`, of one benchmark or of many in a tree, or prediction
    files with --benchmark. Intervals and p-values are clustered by video; over several benchmarks
    and over groups they are corrected by Holm.
    """
    from benchmarks.comparing import compare_all
    from benchmarks.reports import comparison
    from t3data.files import write_text

    if benchmark_id is None and annotations is not None:
        raise click.UsageError("--annotations goes with --benchmark")
    if benchmark_id is None:
        sides = [_stored(place, scorer) for place in (a, b)]
    else:
        rule = scorer or "robust"
        sides = [[run] for run in _scored((a, b), benchmark_id, annotations, rule, failures)]
    found = compare_all(*_named(sides, a, b))
    if html is not None:
        write_text(html, comparison.comparison_page(found))
    if as_json:
        click.echo(comparison.as_json(found))
        return
    from cli.tables import show

    show(comparison.scores_table(found))
    for one in found:
        if groups and one.groups:
            show(comparison.groups_table(one))
        for line in comparison.facts(one):
            click.echo(line)


def _stored(place: Path, scorer: str | None) -> "list[StoredRun]":
    from benchmarks.stored import read_run, runs_below
    from t3data.errors import T3Error, UsageError

    if not place.is_dir():
        raise UsageError(
            f"{place}: not a directory of `t3 score -o`; for predictions give --benchmark ID"
        )
    runs = [read_run(directory) for directory in runs_below(place)]
    kept = [run for run in runs if scorer in (None, run.rule[0])]
    if not kept:
        names = ", ".join(sorted({run.rule[0] for run in runs}))
        raise T3Error(f"{place}: nothing scored by {scorer} here; there is {names}")
    return kept


def _scored(
    places: tuple[Path, Path],
    benchmark_id: str,
    annotations: str | None,
    scorer: str,
    failures: Any,
) -> "list[StoredRun]":
    from benchmarks.annotations import samples_of
    from benchmarks.predictions import read_predictions
    from benchmarks.registry import benchmark
    from benchmarks.scoring import score, scorer_of
    from benchmarks.stored import as_run, model_of

    about = benchmark(benchmark_id)
    scorer_of(about, scorer)
    samples = samples_of(about, annotations)
    runs = []
    for place in places:
        found = read_predictions(place, about, samples)
        result = score(about, samples, found.predictions, scorer, failures)
        runs.append(as_run(about, result, model_of(place) or place.stem))
    return runs


def _named(
    sides: "list[list[StoredRun]]", a: Path, b: Path
) -> "tuple[list[StoredRun], list[StoredRun]]":
    """Names that tell the sides apart: the paths where the runs are called alike."""
    from dataclasses import replace

    first, second = sides
    if {run.name for run in first} & {run.name for run in second}:
        first = [replace(run, name=str(a)) for run in first]
        second = [replace(run, name=str(b)) for run in second]
    return first, second
