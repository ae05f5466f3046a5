"""`t3 run`: a model over a benchmark, and the predictions that `t3 score` reads."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.model_options import asking_options, frames

if TYPE_CHECKING:
    from benchmarks.running.session import Outcomes

_DIRECTORY = click.Path(path_type=Path, file_okay=False)


@click.command(
    "run",
    short_help="Run a model over a benchmark.",
    epilog="""\b
Examples:
  t3 run videomme --model Qwen/Qwen2.5-VL-7B-Instruct --base-url http://localhost:8000/v1
    --videos Video-MME/data -o qwen
  t3 run mvbench --model Qwen/Qwen3-VL-8B-Instruct --videos MVBench/video --frames fps=1 -o qwen
  t3 run videomme --model m --base-url URL --videos data --shard 2/8 -o part2
  t3 run charades-sta --model m --base-url URL --videos Charades_v1 --agent zoom -o looked
  t3 run --merge part1 part2 part3 -o whole
  t3 score videomme qwen/predictions.jsonl
""",
)
@click.argument("names", nargs=-1, metavar="BENCHMARK", required=True)
@click.option("-o", "--output", type=_DIRECTORY, required=True, help="Directory to write.")
@click.option("--model", metavar="NAME", help="Who is asked, see above.")
@click.option("--base-url", metavar="URL", help="OpenAI-compatible server that has it, …/v1.")
@click.option("--annotations", metavar="PATH|HUB_ID", help="Default: the official Hub dataset.")
@click.option(
    "--videos",
    type=_DIRECTORY,
    help="Below which the videos lie, named by their ids, or as folders of pictures, 3 a second.",
)
@click.option(
    "--subtitles",
    type=_DIRECTORY,
    help="Below which the subtitles lie (SRT, WebVTT, JSON). Shown are the lines within which a "
    "sampled frame lies.",
)
@click.option("--prompt", metavar="NAME", help="Default: the official one; see `t3 show`.")
@click.option(
    "--frames",
    metavar="N|fps=R",
    default="32",
    callback=frames,
    show_default=True,
    help="Frames of a video or clip: a number, or a rate such as fps=1 (at most 768).",
)
@click.option("--max-side", type=click.IntRange(16), help="Scale frames down to it, in pixels.")
@click.option(
    "--agent",
    metavar="NAME",
    help="zoom: the model may ask for clips, which it is shown at 2 frames a second, at most 64, "
    "before it answers; zoom-clip-clock: likewise, clips with times from 0, for models that hear "
    "of a frame rate alone (Qwen2.5-VL). A server that is sent JPEG sequences sees the newest clip "
    "only, one of stamped_images all of them. Rounds are logged in rounds.jsonl.",
)
@click.option("--blind", is_flag=True, help="Leave the frames out.")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many questions.")
@click.option("--shard", metavar="I/N", default="1/1", help="The I-th of N parts, by video.")
@click.option("--max-tokens", type=click.IntRange(1), default=1024, show_default=True)
@click.option("--temperature", type=click.FloatRange(0), default=0.0, show_default=True)
@click.option("--seed", type=int, help="Of sampling, and of the model chance.")
@asking_options
@click.option("--cache", type=_DIRECTORY, help="Directory of replies.  [default: OUTPUT/cache]")
@click.option("--overwrite", is_flag=True, help="Replace a run with other settings.")
@click.option("--merge", is_flag=True, help="Bring the runs in these directories into OUTPUT.")
def command(names: tuple[str, ...], merge: bool, **chosen: Any) -> None:
    """Ask the model the questions of BENCHMARK (`t3 list benchmarks` names them).

    --model is the name on the server at --base-url; without it a Hub id or a directory, run by
    vLLM in this process, or one of the baselines chance, always-first and oracle. The key of a
    server is read from OPENAI_API_KEY.

    Written are predictions.jsonl, which `t3 score` reads, log.jsonl (the frames, prompt and tokens
    of each question) and run.json (settings, versions, counts). A run that was interrupted or
    killed goes on where it stopped when the same command is given again; failures, such as a
    missing video, are counted and asked again. The status is 1 as long as there are any.
    """
    if merge:
        _merge([Path(name) for name in names], chosen["output"])
    elif len(names) > 1:
        raise click.UsageError(f"one BENCHMARK, not {len(names)}; --merge is for several runs")
    elif not chosen["model"]:
        raise click.UsageError("Missing option '--model'.")
    else:
        _run(names[0], **chosen)


def _run(benchmark_id: str, **chosen: Any) -> None:
    from benchmarks.annotations import samples_of
    from benchmarks.registry import benchmark
    from benchmarks.running.choosing import choose_prompt, parse_shard
    from benchmarks.running.session import discard, run
    from benchmarks.running.settings import Options, annotations_name
    from benchmarks.zoom import zoom_for
    from cli.progress import Progress
    from t3data import models
    from t3data.files import directory_lock

    if chosen["vllm"] and chosen["base_url"]:
        raise click.UsageError("--vllm is for a model in this process; leave out --base-url")
    about = benchmark(benchmark_id)
    options = Options(
        prompt=choose_prompt(about, chosen["prompt"], chosen["subtitles"] is not None),
        frames=chosen["frames"],
        max_side=chosen["max_side"],
        blind=chosen["blind"],
        sampling=models.Sampling(chosen["temperature"], chosen["max_tokens"], chosen["seed"]),
        limit=chosen["limit"],
        shard=parse_shard(chosen["shard"]),
        concurrency=chosen["concurrency"],
        backend=chosen["video_backend"],
    )
    model = models.open_model(
        chosen["model"],
        chosen["base_url"],
        api_key=os.environ.get("OPENAI_API_KEY"),
        revision=chosen["revision"],
        video_form=chosen["video_form"],
        timeout=chosen["timeout"],
        seed=chosen["seed"] or 0,
        **chosen["vllm"],
    )
    if chosen["agent"]:
        options = replace(options, agent=zoom_for(chosen["agent"], model))
    samples = samples_of(about, chosen["annotations"])
    output: Path = chosen["output"]
    with directory_lock(output), Progress() as progress:
        if chosen["overwrite"]:
            discard(output)
        found = run(
            about,
            samples,
            model,
            options,
            output,
            chosen["cache"] or output / "cache",
            progress.show,
            videos=chosen["videos"],
            subtitles=chosen["subtitles"],
            annotations=annotations_name(about, chosen["annotations"]),
        )
    _tell(found, about.id, len(samples), output)


def _tell(found: "Outcomes", benchmark: str, samples: int, output: Path) -> None:
    from t3data.errors import T3Error

    click.echo(f"asked:       {found.chosen:,} of {samples:,} questions; {found.bill}")
    if found.cut:
        click.echo(
            f"cut off:     {found.cut:,} replies reached --max-tokens; they are scored as they are"
        )
    if found.damaged:
        click.echo(f"damaged:     {found.damaged:,} were asked about what could be decoded")
    if found.agent:
        ended = found.agent.rounds.items()
        rounds = ", ".join(f"{count:,} in {number}" for number, count in ended)
        faults = ", ".join(f"{count:,} {fault}" for fault, count in found.agent.faults.items())
        click.echo(f"rounds:      {rounds or 'none'}; faulty calls: {faults or 'none'}")
    if found.without_subtitles:
        click.echo(f"subtitles:   {found.without_subtitles:,} videos have none")
    click.echo(f"predictions: {output}/predictions.jsonl; `t3 score {benchmark}` reads them")
    if found.failures:
        failed = sum(found.failures.values())
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(found.failures.items()))
        raise T3Error(
            f"{failed:,} of {found.chosen:,} questions have no reply ({kinds}), such as "
            f"{found.first_failure[:300]}; run the same command again to ask them"
        )


def _merge(runs: list[Path], output: Path) -> None:
    from benchmarks.running.merging import merge
    from t3data.errors import T3Error
    from t3data.files import directory_lock

    if len(runs) < 2:
        raise click.UsageError("--merge needs the directories of at least two runs")
    with directory_lock(output):
        found = merge(runs, output)
    click.echo(f"merged:      {len(runs)} runs, {found.replies + found.failed:,} questions")
    click.echo(f"predictions: {output}/predictions.jsonl")
    if found.failed:
        raise T3Error(
            f"{found.failed:,} questions have no reply; `t3 run` with the same settings and "
            f"-o {output} asks them"
        )
