"""`t3 show`: one thing explained, or rows to read."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click

from cli.catalog import KINDS, explain
from cli.reading import as_json, for_reader
from t3data.errors import T3Error
from t3data.types import Example


class _Shown(click.Group):
    """The kinds of things to show; the id of a benchmark alone shows that benchmark."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """`t3 show videomme` is `t3 show benchmark videomme`."""
        if args and args[0] not in self.commands:
            from benchmarks.registry import names

            if args[0] in names():
                args = ["benchmark", *args]
        return super().resolve_command(ctx, args)


@click.group(
    "show",
    cls=_Shown,
    epilog="""\b
Examples:
  t3 show task overlap
  t3 show mix t3_llava_100k
  t3 show experiment tc_8x
  t3 show experiment tc_8x --scores scores/tc_8x
  t3 show videomme
  t3 show row questions --each-task
  t3 show row mix --task order_list -n 3 --json
""",
)
def command() -> None:
    """Explain a task, mix, benchmark …, or print rows to read."""


def _explaining(kind: str) -> click.Command:
    noun = KINDS[kind].noun

    @click.command(noun, help=f"Explain the {noun} NAME; `t3 list {kind}` names them all.")
    @click.argument("name")
    def shown(name: str) -> None:
        click.echo(explain(kind, name))
        if kind == "tasks":
            _show_example(name)

    return shown


def _show_example(task: str) -> None:
    from cli.example import example_of

    if example := example_of(task):
        click.echo("\nAn example:\n\n" + for_reader(example))


for _kind in KINDS:
    if _kind != "experiments":
        command.add_command(_explaining(_kind))


@command.command("experiment")
@click.argument("name")
@click.option(
    "--scores",
    multiple=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="What `t3 score` wrote with -o, a directory of several such, or a file with what it "
    "printed with --json. May be given several times.",
)
@click.option("--json", "as_object", is_flag=True, help="Print JSON.")
def experiment(name: str, scores: tuple[Path, ...], as_object: bool) -> None:
    """Explain the experiment NAME; `t3 list experiments` names them all.

    Data, mix, training and scores are shown as commands to type, with the figures of the paper.
    --scores holds a reproduction against these: the difference in points, and whether the
    published figure lies in the measured 95 % interval.
    """
    from mixes.experiments import experiment as find
    from mixes.experiments import explaining
    from mixes.experiments.comparing import as_objects, as_text, compare, without_figures
    from mixes.experiments.measured import read_measured

    entry, runs = find(name), []
    if scores:
        runs = [run for path in scores for run in read_measured(path)]
        found = compare(entry, runs)
        shown = json.dumps(as_objects(found), indent=2) if as_object else as_text(found)
    elif as_object:
        shown = json.dumps(explaining.as_object(entry), indent=2, ensure_ascii=False)
    else:
        shown = explaining.explained(entry)
    click.echo(shown)
    for run in without_figures(entry, runs):
        click.echo(f"note: {run.file}: no figure of {run.benchmark} is known for {name}", err=True)


@command.command("row")
@click.argument("directories", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--task", help="Only rows of this task.")
@click.option("--each-task", is_flag=True, help="-n rows of every task there is.")
@click.option("-n", "count", type=click.IntRange(min=1), default=1, show_default=True,
              help="How many rows.")  # fmt: skip
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a line.")
def row(
    directories: tuple[Path, ...], task: str | None, each_task: bool, count: int, as_lines: bool
) -> None:
    """Print rows of DIRECTORIES, which `t3 synth` or `t3 build-mix` wrote."""
    shown = 0
    for example in _chosen(directories, task, each_task, count):
        click.echo(as_json(example) if as_lines else for_reader(example))
        shown += 1
    if not shown:
        where = ", ".join(map(str, directories))
        raise T3Error(f"{where}: no row" + (f" of task {task!r}" if task else ""))


def _chosen(
    directories: tuple[Path, ...], task: str | None, each_task: bool, count: int
) -> Iterator[Example]:
    rows = (row for row in _rows(directories) if task is None or row.task == task)
    if not each_task:
        yield from islice(rows, count)
        return
    by_task: dict[str, list[Example]] = {}
    for example in rows:
        found = by_task.setdefault(example.task, [])
        if len(found) < count:
            found.append(example)
    for name in sorted(by_task):
        yield from by_task[name]


def _rows(directories: tuple[Path, ...]) -> Iterator[Example]:
    from t3data.shards import read_shard, shard_paths

    for path in [path for directory in directories for path in shard_paths(directory)]:
        yield from read_shard(path)
