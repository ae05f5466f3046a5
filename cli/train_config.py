"""`t3 train-config`: from a finished mix to the configuration and launch script of a trainer."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from mixes.training import TrainRequest
    from mixes.training.checking import CheckReport


@click.command(
    name="train-config",
    short_help="Write a trainer's configuration for a mix, or check one.",
    epilog="""\b
Examples:
  t3 train-config mix --model qwen2-vl-7b
  t3 train-config mix --model qwen3-vl-8b --method lora --gpus 4
  t3 train-config mix --model qwen2-vl-72b --framework ms-swift --method lora
  t3 train-config mix --model longva-7b --framework longva
  t3 train-config mix --model my/tower --family qwen2_vl --set learning_rate=2e-5
  t3 train-config mix --experiment t3_llava_200k
  t3 train-config --check mix/train/llamafactory/qwen2-vl-7b-full.yaml
""",
)
@click.argument("mix", required=False, type=click.Path(path_type=Path))
@click.option(
    "--model", metavar="NAME", help="E.g. qwen2-vl-7b; or a Hub id or directory, with --family."
)
@click.option(
    "--framework",
    type=click.Choice(["llamafactory", "longva", "ms-swift"]),
    help="What trains.  [default: longva for LongVA, else llamafactory]",
)
@click.option(
    "--method",
    type=click.Choice(["full", "lora"]),
    help="Full leaves the vision tower of Qwen models frozen.  [default: full]",
)
@click.option(
    "--family",
    type=click.Choice(["qwen2_vl", "qwen2_5_vl", "qwen3_vl", "longva"]),
    help="What a model is whose name is not known.",
)
@click.option("--experiment", metavar="NAME", help="Model and settings of the paper's experiment.")
@click.option(
    "--gpus",
    type=click.IntRange(1),
    default=8,
    show_default=True,
    help="Of all machines together; a step stays as near to 64 rows as they allow.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="A key of the trainer; the value is YAML, and null removes the key.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Directory to write.  [default: MIX/train/FRAMEWORK]",
)
@click.option(
    "--check",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Check this configuration against the installed trainer instead of writing one.",
)
@click.option(
    "--python",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Interpreter that has the trainer, for --check.  [default: that of its command on PATH]",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    mix: Path | None, check: Path | None, python: Path | None, as_json: bool, **options: Any
) -> int:
    """Write what a trainer needs for MIX, the output of `t3 build-mix`.

    That is a configuration with the paper's hyper-parameters and a launch script, and for LongVA
    the rows in its own form. Lengths, pixel limits and workers are set so that no row of this mix
    is cut or dropped; what cannot be made sure of is said, and settings that would cut rows are
    refused. Models: qwen2-vl-2b, -7b, -72b; qwen2.5-vl-3b, -7b, -72b; qwen3-vl-2b, -4b, -8b, -32b
    and the same with -thinking at the end; longva-7b.
    """
    if check is not None:
        if mix is not None or any(given for name, given in options.items() if name != "gpus"):
            raise click.UsageError("--check looks at a file as it is; it goes with --python alone")
        return _check(check, python, as_json)
    if mix is None:
        raise click.UsageError("give the directory of a mix, or --check FILE")
    if python is not None:
        raise click.UsageError("--python goes with --check")
    from mixes.training import write_training

    output = options.pop("output")
    written = write_training(_request(mix, **options), output)
    if as_json:
        found = {"files": [str(file) for file in written.files], "notes": list(written.notes)}
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return 0
    for file in written.files:
        click.echo(f"wrote: {file}")
    for note in written.notes:
        click.echo(f"note:  {note}")
    click.echo(f"start: {written.files[0]}")
    return 0


def _request(
    mix: Path,
    model: str | None,
    framework: Any,
    method: Any,
    family: Any,
    experiment: str | None,
    gpus: int,
    settings: tuple[str, ...],
) -> "TrainRequest":
    from mixes.training import TrainRequest
    from mixes.training.models import find_model
    from mixes.training.settings import read_settings

    given = read_settings(settings)
    if experiment is not None:
        from mixes.experiments import experiment as find

        if model is not None or family is not None:
            raise click.UsageError("--experiment names the model; leave --model and --family out")
        asked = find(experiment)
        return TrainRequest(
            mix,
            framework or asked.framework,
            asked.model,
            method=method or asked.method,
            gpus=gpus,
            settings={**asked.settings, **given},
        )
    if model is None:
        raise click.UsageError("give --model, e.g. --model qwen2-vl-7b, or --experiment")
    found = find_model(model, family)
    return TrainRequest(
        mix,
        framework or found.frameworks[0],
        model,
        family,
        method or "full",
        gpus,
        given,
    )


def _check(file: Path, python: Path | None, as_json: bool) -> int:
    from dataclasses import asdict

    from mixes.training.checking import check_config

    # Not resolved: the interpreter of a virtual environment is a link.
    report = check_config(file, python and python.absolute())
    if as_json:
        click.echo(json.dumps(asdict(report), indent=2, ensure_ascii=False))
    else:
        _show(report)
    return 1 if report.problems else 0


def _show(report: "CheckReport") -> None:
    for text in report.checked:
        click.echo(f"checked:   {text}")
    for text in report.unchecked:
        click.echo(f"unchecked: {text}")
    for problem in report.problems:
        click.echo(f"problem:   {problem.place}: {problem.message}; {problem.remedy}")
    if not report.problems:
        click.echo(f"nothing against it: {report.framework} takes it")
