"""`t3 synth`: dense captions in, verified temporal questions out."""

import json
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.executors import Site, Spread, executor_options

if TYPE_CHECKING:
    from t3data.synth.options import Format
    from t3data.synth.proposer import Proposer

_PHASES = 2
"""The pilot of the balancer, and the pools."""


@click.command(
    name="synth",
    cls=Spread,
    short_help="Turn dense captions into textual temporal questions.",
    epilog="""\b
Examples:
  t3 synth captions.jsonl -n 3000 -o questions
  t3 synth val_1.json --preset activitynet --scale 1 --scale 4 -n 20000 --workers 2 -o questions
  t3 synth captions.parquet --text-field description --id-field image --task order_list -o questions
""",
)
@click.argument("captions", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="Directory to write."
)
@click.option(
    "-n", "--rows", type=int, help="How many rows to make.  [default: one for each caption]"
)
@click.option(
    "--preset", help="Shape of the captions, see `t3 list presets`.  [default: recognised]"
)
@click.option("--text-field", help="Field that holds the caption, where no preset fits.")
@click.option("--id-field", help="Field that holds the id.  [default: recognised]")
@click.option("--source", help="Name of the source in every row.  [default: from the file's name]")
@click.option("--license", help="Licence of captions that state none.")
@click.option(
    "--task", "tasks", multiple=True, help="A task to ask, see `t3 list tasks`.  [default: all]"
)
@click.option(
    "--scale",
    "scales",
    type=click.Choice(["1", "2", "4", "8"]),
    multiple=True,
    default=["1"],
    show_default=True,
    help="Context length: 1 is 3 to 5 captions, 8 is 24 to 40. May be given several times.",
)
@click.option(
    "--format",
    type=click.Choice(["lettered", "free"]),
    help="Only questions with lettered options, or only those answered in words.  [default: both]",
)
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    help="Decides every random choice; the same seed gives the same bytes.",
)
@executor_options
@click.option(
    "--balance/--no-balance",
    default=True,
    show_default=True,
    help="Thin out questions that can be guessed without the captions.",
)
@click.option("--generator", metavar="MODEL", help="Language model that proposes what to ask.")
@click.option("--base-url", metavar="URL", help="Its OpenAI-compatible server, e.g. .../v1.")
@click.option("--overwrite", is_flag=True, help="Replace the output of another run.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON.")
def command(
    captions: tuple[str, ...],
    output: Path,
    rows: int | None,
    preset: str | None,
    text_field: str | None,
    id_field: str | None,
    source: str | None,
    license: str | None,
    tasks: tuple[str, ...],
    scales: tuple[str, ...],
    format: "Format | None",
    seed: int,
    workers: int | None,
    executor: str,
    ray_address: str | None,
    slurm_array: int | None,
    slurm_step: bool,
    balance: bool,
    generator: str | None,
    base_url: str | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Make textual temporal questions from dense CAPTIONS.

    CAPTIONS are JSON, JSONL, Parquet or Arrow files, directories of them, or Hub dataset ids
    (user/name). Image captions are composed into pseudo-videos; captions with seconds keep them.
    Every row has passed a checker that shares no code with the generators. What is left out is
    listed in rejects.jsonl with its reason. A run that was killed goes on where it stopped.
    """
    from t3data.captions import open_captions
    from t3data.executors.slurm import Planned
    from t3data.synth import TASK_MODULES, SynthOptions, synthesize

    site = Site(output, workers, executor, ray_address, slurm_array, slurm_step)
    if bool(generator) != bool(base_url):
        raise click.UsageError("--generator and --base-url go together")
    if generator and executor != "local":
        raise click.UsageError(
            f"--generator asks its model from one process, which --executor {executor} would not "
            "make faster; more of the same model behind --base-url does"
        )
    options = SynthOptions(
        rows=rows,
        tasks=tasks,
        scales=tuple(dict.fromkeys(int(scale) for scale in scales)),
        seed=seed,
        format=format,
        preset=preset,
        text_field=text_field,
        id_field=id_field,
        source=source,
        license=license,
        balance=balance,
        generator=generator,
    )
    if site.only_scripts:
        open_captions(captions, preset=preset, text_field=text_field, id_field=id_field)
        site.write_scripts(_PHASES, afresh=overwrite)
        return
    with _proposer(generator, base_url, output, seed) as proposer:
        try:
            report = synthesize(
                captions,
                output,
                options,
                open_executor=site.open(TASK_MODULES),
                overwrite=site.overwrites(overwrite),
                say=lambda line: click.echo(line, err=True),
                proposer=proposer,
            )
        except Planned as planned:
            site.planned(planned)
            return
        if proposer is not None:
            click.echo(f"{proposer.model}: {proposer.bill}", err=True)
    site.finished()
    manifest = report.manifest
    if as_json:
        click.echo(json.dumps(manifest, indent=2))
        return
    if report.already_done:
        click.echo(f"{output}: already done, {manifest['rows']:,} rows; hashes verified")
        return
    from cli.tables import counts_table, show

    show(counts_table("Rows by task", manifest["tasks"]))
    asked = manifest["questions"]
    refused = sum(asked["rejected"].values())
    click.echo(
        f"{asked['asked']:,} asked: {asked['kept']:,} kept, {asked['balanced_out']:,} thinned out, "
        f"{asked['repeated']:,} repeated, {refused:,} rejected by the checker"
    )
    click.echo(f"rows:     {output}/data  ({len(manifest['shards'])} Arrow shard(s))")
    click.echo(f"manifest: {output}/manifest.json")
    click.echo(f"left out: {output}/rejects.jsonl")


def _proposer(
    model: str | None, base_url: str | None, output: Path, seed: int
) -> "AbstractContextManager[Proposer | None]":
    if not model or not base_url:
        return nullcontext()
    from t3data.synth.proposer import open_proposer

    return open_proposer(model, base_url, output / "replies.jsonl", seed)
