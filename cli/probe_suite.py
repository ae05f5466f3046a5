"""`t3 probe-suite`: generated videos of which is known what they show when."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import click


@click.command(
    name="probe-suite",
    short_help="Draw short videos with known truth, to probe a model with.",
    epilog="""\b
Examples:
  t3 probe-suite -o suite
  t3 probe-suite -o suite --aspects order,grounding,speed -n 50 --workers 2
  t3 probe-suite -o suite --assets pictures
""",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="Directory to write."
)
@click.option(
    "-n",
    "--count",
    type=click.IntRange(1),
    default=40,
    show_default=True,
    help="Videos for each answer of each aspect, in both splits.",
)
@click.option(
    "--aspects",
    metavar="NAME,...",
    help="What to make videos about: order, referring, grounding, shape, brightness, speed, "
    "direction, repetition, needle, or single ones such as order_3.  [default: all]",
)
@click.option(
    "--assets",
    type=click.Path(path_type=Path),
    help="Directory with your own pictures in folders cat, person, flower, car, and videos of "
    "opening flowers in bloom. What has no folder is drawn.",
)
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    help="Decides every random choice; the same seed gives the same bytes.",
)
@click.option(
    "--size", type=int, default=224, show_default=True, help="Side of the square picture in pixels."
)
@click.option(
    "--fps", type=click.IntRange(1), default=6, show_default=True, help="Frames a second."
)
@click.option(
    "--seconds",
    type=float,
    default=6.0,
    show_default=True,
    help="How long a video lasts; those of needle last ten minutes.",
)
@click.option(
    "--needle-seconds",
    type=float,
    default=90.0,
    show_default=True,
    help="How long the needle is seen. A model that sees N frames, evenly spaced, is sure to see "
    "it from 600 / (N - 1) on: 86 for 8 frames, 10 for 64.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="Processes; their number changes nothing but the time.  [default: one per core, up to 8]",
)
@click.option("--overwrite", is_flag=True, help="Replace another suite in the directory.")
@click.option("--json", "as_json", is_flag=True, help="Print a summary as JSON.")
def command(
    output: Path,
    count: int,
    aspects: str | None,
    assets: Path | None,
    seed: int,
    size: int,
    fps: int,
    seconds: float,
    needle_seconds: float,
    workers: int | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Make the videos that `t3 probe` asks a model about.

    Each shows one simple thing whose truth is known: which of two or three items comes first
    (order), which is at the beginning, middle or end (referring), when one is there (grounding),
    a flower that opens or closes (shape, also called blooming), growing or failing light
    (brightness), and beyond those of the T3 paper: how fast a ball moves (speed), where to
    (direction), how often it jumps (repetition), and when a cat comes by in ten minutes (needle).

    There is a train split, with which the feature probes learn, and a val split that is asked
    about. They differ in background, and brightness in what is shown: what is learnt must carry
    over. The directory has the layout of the official probing data, with captions that are
    true of every frame, and suite.json says what it was made with. A run that was killed goes on
    where it stopped.
    """
    from probing.asking.choosing import choose_aspects
    from probing.suite.aspects import ASPECTS
    from probing.suite.build import make_suite
    from probing.suite.settings import Settings

    names = [name.strip() for name in (aspects or "").split(",") if name.strip()]
    chosen = tuple(choose_aspects(names, tuple(ASPECTS)))
    settings = Settings(chosen, count, seed, size, fps, seconds, needle_seconds)
    made = make_suite(
        output,
        settings,
        assets=assets,
        workers=workers or min(8, os.cpu_count() or 1),
        overwrite=overwrite,
        progress=_show_progress,
        say=lambda line: click.echo(line, err=True),
    )
    summary = {name: value for name, value in made.manifest.items() if name != "files"}
    if as_json:
        click.echo(json.dumps({"output": str(output), **summary}, indent=2))
    elif made.already_done:
        click.echo(f"{output}: already done, {summary['clips']:,} videos; hashes verified")
    else:
        _report(summary, output)


def _show_progress(done: int, total: int) -> None:
    """A bar on a terminal; a line for every tenth elsewhere."""
    share = 10 * done // total
    if sys.stderr.isatty():
        bar = "█" * (3 * share) + "░" * (30 - 3 * share)
        click.echo(f"\r{bar} {done:,} of {total:,} videos", err=True, nl=done == total)
    elif share > 10 * (done - 1) // total:
        click.echo(f"{done:,} of {total:,} videos", err=True)


def _report(summary: dict[str, Any], output: Path) -> None:
    from rich import box
    from rich.table import Table

    from cli.tables import show
    from probing.suite.aspects import ASPECTS

    table = Table(title="Videos", title_justify="left", box=box.SIMPLE)
    for column in ("aspect", "they show", "answers", "train", "val"):
        table.add_column(column, justify="left" if column in ("aspect", "they show") else "right")
    for name, made in summary["aspects"].items():
        numbers = (len(made["categories"]), made["train"], made["val"])
        table.add_row(name, ASPECTS[name].about, *(f"{number:,}" for number in numbers))
    show(table)
    click.echo(f"suite:    {output}  ({summary['clips']:,} videos)")
    click.echo(f"captions: {output}/frame_captions")
    click.echo(f"manifest: {output}/suite.json")
