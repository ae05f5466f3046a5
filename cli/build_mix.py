"""`t3 build-mix`: T3 and general rows in, an exact mix out, in shards that a trainer loads."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from cli.executors import Site, Spread, executor_options

_PHASES = 3
"""Scan, repeated rows, shards."""
_SEVERAL = ("--t3", "--general", "--video", "--decontaminate")
_RECIPE_SUFFIXES = (".yaml", ".yml")


class FilesCommand(Spread):
    """Lets options take several files at once, as the shell leaves them behind a `*`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeats the option before every further file, then parses as usual."""
        return super().parse_args(ctx, list(repeat_options(args)))


def repeat_options(args: Sequence[str]) -> Iterator[str]:
    """`--general a b` as `--general a --general b`; a recipe file is never taken for data."""
    option = ""
    values = 0
    for index, arg in enumerate(args):
        if arg == "--":
            yield from args[index:]
            return
        if arg.startswith("-"):
            name, equals, _ = arg.partition("=")
            option, values = (name, int(bool(equals))) if name in _SEVERAL else ("", 0)
        elif option and arg.endswith(_RECIPE_SUFFIXES) and values:
            option = ""
        elif option:
            if values:
                yield option
            values += 1
        yield arg


@click.command(
    name="build-mix",
    cls=FilesCommand,
    short_help="Mix T3 and general rows into shards a trainer loads.",
    epilog="""\b
Examples:
  t3 build-mix --t3 questions --general llava.json --ratio 1:2 --total 9000 -o mix
  t3 build-mix t3_llava_100k --t3 questions --general open-llava-next.json --workers 2 -o mix
  t3 build-mix mine.yaml --seed 8 -o mix
""",
)
@click.argument("recipe", required=False)
@click.option("--recipe", "named", metavar="NAME", help="A shipped recipe, see `t3 list mixes`.")
@click.option("--t3", multiple=True, metavar="DIR…", help="Output of `t3 synth`.")
@click.option("--general", multiple=True, metavar="FILE…", help="General instruction data.")
@click.option("--video", multiple=True, metavar="FILE…", help="General rows about videos.")
@click.option("--ratio", metavar="A:B", help="T3 : general in rows; 2 means 1:2.  [default: 1:2]")
@click.option("--total", type=click.IntRange(1), help="Rows of the mix.  [default: all that fit]")
@click.option(
    "--on-shortage",
    type=click.Choice(["error", "shrink", "repeat"]),
    help="If a side has too few rows: stop, make a smaller mix, or repeat rows.  [default: error]",
)
@click.option("--max-tokens", type=click.IntRange(1), help="Longest row.  [default: 8192]")
@click.option("--tokenizer", help="Directory, Hub id or qwen2-vl.  [default: qwen2-vl]")
@click.option(
    "--token-stats/--no-token-stats",
    default=None,
    help="Count the tokens of every row of the mix.  [default: yes]",
)
@click.option(
    "--placeholders",
    type=click.Choice(["reject", "prepend"]),
    help="Rows with fewer <image> or <video> than media.  [default: reject]",
)
@click.option("--keep-duplicates", is_flag=True, help="Keep rows with equal turns and media.")
@click.option(
    "--near-dup",
    type=click.FloatRange(0, 1, min_open=True),
    metavar="SIMILARITY",
    help="Drop rows that share so much of their words with an earlier one, e.g. 0.9.",
)
@click.option(
    "--decontaminate",
    multiple=True,
    metavar="PATH…",
    help="Benchmark files; rows that share 13 words with one, or a whole question, are rejected.",
)
@click.option("--media-root", metavar="DIR", help="Reject rows whose media are not below it.")
@click.option(
    "--max-bad",
    type=click.FloatRange(0, 1),
    help="Most unreadable rows of one source, as a share of its rows.  [default: 0.5]",
)
@click.option("--rows-per-shard", type=click.IntRange(1), help="Rows a file.  [default: 10000]")
@click.option("--seed", type=int, help="Decides the draw and the order.  [default: 0]")
@executor_options
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="Directory to write."
)
@click.option("--overwrite", is_flag=True, help="Replace a mix of another configuration.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON.")
def command(
    recipe: str | None,
    named: str | None,
    workers: int | None,
    executor: str,
    ray_address: str | None,
    slurm_array: int | None,
    slurm_step: bool,
    output: Path,
    overwrite: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Mix T3 rows and general rows at an exact ratio into Arrow shards.

    RECIPE is a YAML file, or the name of a shipped recipe; options replace its keys. General data
    may be JSON arrays of any size, JSONL, Parquet or Arrow, in LLaVA, ShareGPT, OpenAI or Alpaca
    form. Every row that is left out is in rejects.jsonl with its reason. The same request gives
    the same bytes for any number of workers, and a run that was killed goes on where it stopped.
    """
    from mixes import TASK_MODULES
    from t3data.executors import start_server

    site = Site(output, workers, executor, ray_address, slurm_array, slurm_step)
    if site.processes > 1:
        # The workers' imports take as long as our own: let both happen at the same time.
        start_server((*TASK_MODULES, "cli.main"))
    from mixes.builder import build_mix
    from mixes.inputs import open_inputs
    from mixes.recipe import load_recipe
    from t3data.executors.slurm import Planned

    path = _recipe_file(recipe, named)
    config = load_recipe(path, _overrides(options))
    if site.only_scripts:
        open_inputs(config)
        site.write_scripts(_PHASES, afresh=overwrite)
        return
    progress = _Progress()
    try:
        built = build_mix(
            config,
            output,
            site.open(TASK_MODULES),
            overwrite=site.overwrites(overwrite),
            notify=progress.show,
        )
    except Planned as planned:
        progress.end()
        site.planned(planned)
        return
    site.finished()
    progress.end()
    if as_json:
        click.echo(json.dumps(built.manifest, indent=2, ensure_ascii=False))
    elif built.already_done:
        rows = built.manifest["rows"]
        click.echo(f"{output}: already done, {rows:,} rows; hashes verified")
    else:
        _report(built.manifest, output)


def _recipe_file(recipe: str | None, named: str | None) -> Path | None:
    from mixes.recipes import recipe_path

    if recipe and named:
        raise click.UsageError(f"both {recipe} and --recipe {named}; give one recipe")
    if named:
        return recipe_path(named)
    if recipe is None or recipe.endswith(_RECIPE_SUFFIXES):
        return Path(recipe) if recipe else None
    return recipe_path(recipe)


def _overrides(options: dict[str, Any]) -> dict[str, Any]:
    """The options that were given, under the keys of a recipe."""
    filters = {
        "max_tokens": options.pop("max_tokens"),
        "tokenizer": options.pop("tokenizer"),
        "token_stats": options.pop("token_stats"),
        "placeholders": options.pop("placeholders"),
        "duplicates": False if options.pop("keep_duplicates") else None,
        "near_duplicates": options.pop("near_dup"),
        "decontaminate": list(options.pop("decontaminate")) or None,
        "media_root": options.pop("media_root"),
        "max_bad": options.pop("max_bad"),
    }
    given = {key: list(v) if isinstance(v, tuple) else v for key, v in options.items()}
    overrides = {key: value for key, value in given.items() if value not in (None, [])}
    overrides["filters"] = {key: value for key, value in filters.items() if value is not None}
    return overrides


class _Progress:
    """One line that is rewritten on a terminal; a line per step elsewhere."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._step = ""
        self._last = ""

    def show(self, step: str, done: int, total: int | None) -> None:
        """Tells how far a step is."""
        if step != self._step:
            self.end()
            self._step = step
        of = f" of {total:,}" if total else ""
        self._last = f"{step}: {done:,}{of} rows" if done else step
        if self._live:
            click.echo(f"\r{self._last:<60}", err=True, nl=False)

    def end(self) -> None:
        """Leaves the last line of the step behind."""
        if self._last:
            click.echo(f"\r{self._last:<60}" if self._live else self._last, err=True)
        self._last = ""


def _report(manifest: dict[str, Any], output: Path) -> None:
    header = ("source", "side", "read", "rejected", "eligible", "selected", "share")
    rows = [header]
    for name, entry in manifest["sources"].items():
        rejected = sum(entry["rejected"].values())
        counts = (entry["read"], rejected, entry["eligible"], entry["selected"])
        share = f"{100 * entry['selected'] / manifest['rows']:.1f} %"
        rows.append((name, entry["side"], *(f"{count:,}" for count in counts), share))
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    for row in rows:
        left = "  ".join(row[i].ljust(widths[i]) for i in range(2))
        click.echo("  ".join([left, *(row[i].rjust(widths[i]) for i in range(2, len(header)))]))
    for name, entry in manifest["sources"].items():
        if entry["rejected"]:
            reasons = ", ".join(f"{reason} {n:,}" for reason, n in entry["rejected"].items())
            click.echo(f"rejected from {name}: {reasons}")
            if "truncated" in entry["rejected"]:
                click.echo(f"warning: {name} was cut short; fetch the file again", err=True)
    shards = len(manifest["shards"])
    click.echo(f"rows:     {manifest['rows']:,} in {output}/data ({shards} Arrow shard(s))")
    click.echo(f"card:     {output}/README.md, figures in {output}/figures")
    click.echo(f"train:    {output}/train, registered in {output}/dataset_info.json")
    click.echo(f"manifest: {output}/manifest.json")
    click.echo(f"left out: {output}/rejects.jsonl")
