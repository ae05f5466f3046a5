"""`t3 probe`: where does a video model lose time?"""

import json
import os
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.model_options import asking_options, frames

if TYPE_CHECKING:
    from probing.asking.whole import Probed

_PROBES = ("video", "text", "self_text", "features")
_CONTROLS = ("blind", "shuffled", "reversed", "few-shot")


def _names(*known: str) -> Callable[[click.Context, click.Parameter, str], tuple[str, ...]]:
    """Reads names with commas between them, of the known ones if these are given."""

    def read(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
        found = [name.strip() for name in value.split(",")]
        chosen = tuple(dict.fromkeys(name for name in found if name not in ("", "none")))
        for name in chosen:
            if known and name not in known:
                close = get_close_matches(name, known, n=1)
                hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
                raise click.BadParameter(f"no {name!r}; {hint}", ctx, param)
        return chosen

    return read


@click.command(
    name="probe",
    short_help="Find where a video model loses time: encoder, connector or language model.",
    epilog="""\b
Examples:
  t3 probe Qwen/Qwen2.5-VL-7B-Instruct --base-url http://localhost:8000/v1 -o qwen
  t3 probe Qwen/Qwen2.5-VL-7B-Instruct --probes video,text,features --sensitivity -o qwen
  t3 probe chance --aspects order,grounding -n 200 -o chance
  t3 probe --compare qwen tuned -o qwen-tuned
""",
)
@click.argument("models", nargs=-1, metavar="MODEL", required=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Directory to write."
)
@click.option(
    "--suite",
    type=click.Path(path_type=Path, file_okay=False),
    help="Videos with known truth, see `t3 probe-suite`.  [default: made in OUTPUT/suite]",
)
@click.option("--base-url", metavar="URL", help="OpenAI-compatible server that has MODEL, …/v1.")
@click.option(
    "--aspects",
    metavar="NAME,...",
    default="",
    callback=_names(),
    help="What to ask about: order, referring, grounding, attribute, single ones such as order_3, "
    "…  [default: all]",
)
@click.option("-n", "--n", "count", type=click.IntRange(1), help="Items of each aspect.  [all]")
@click.option(
    "--probes",
    metavar="NAME,...",
    default="video,text",
    show_default=True,
    callback=_names(*_PROBES),
    help="Of video, text (over true captions), self_text (over captions that the model makes of "
    "its own frames) and features (classifiers).",
)
@click.option(
    "--captions",
    type=click.Choice(["true", "self"]),
    default="true",
    help="Whose captions are asked over; self adds the probe self_text.",
)
@click.option(
    "--controls",
    metavar="NAME,...",
    default=",".join(_CONTROLS[:3]),
    show_default=True,
    callback=_names(*_CONTROLS),
    help="What is done besides: blind leaves the frames out, few-shot shows examples with their "
    "answers first; or none.",
)
@click.option(
    "--shots",
    type=click.IntRange(1),
    default=4,
    show_default=True,
    help="Examples of each answer, for the control few-shot and its classifier.",
)
@click.option(
    "--rotations",
    type=click.IntRange(1),
    help="Orders of the options in which each item is asked.  [default: all there are]",
)
@click.option(
    "--frames",
    metavar="N|fps=R",
    default="8",
    callback=frames,
    show_default=True,
    help="Frames of a video: a number, or a rate such as fps=1.",
)
@click.option(
    "--sensitivity",
    is_flag=True,
    help="Measure how much permuting frames around a true boundary unsettles the model.",
)
@click.option(
    "--window",
    type=click.FloatRange(0, min_open=True),
    help="Seconds around a boundary to permute.  [default: the frame before and the one after]",
)
@click.option("--constrained", is_flag=True, help="Let the model say nothing but a letter.")
@click.option("--max-tokens", type=click.IntRange(1), default=1024, show_default=True)
@asking_options
@click.option("--weights", metavar="PATH|HUB_ID", help="For features.  [default: MODEL]")
@click.option(
    "--places",
    metavar="NAME,...",
    default="",
    callback=_names(),
    help="For features: vision, connector, 'layer 12'.  [default: both and three layers]",
)
@click.option("--device", help="For features: cpu, cuda, …  [default: a GPU where there is one]")
@click.option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    help="Directory of replies, to be shared by runs.  [default: OUTPUT/cache]",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Decides every random choice.")
@click.option("--overwrite", is_flag=True, help="Replace a run with other settings.")
@click.option("--compare", is_flag=True, help="Set two finished runs side by side.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(models: tuple[str, ...], compare: bool, **chosen: Any) -> None:
    """Ask MODEL about videos whose truth is known, and say where it loses time.

    MODEL is the name on the server at --base-url; without it a Hub id or a directory, run by vLLM
    in this process, or one of the baselines chance, always-first and oracle.

    The same questions are put to the model over frames (video), over captions of the same frames
    (text), and to classifiers on its features. Every order of the options is asked; controls leave
    the frames out, shuffle or reverse them. The key of a server is read from OPENAI_API_KEY. A run
    that was interrupted or killed goes on where it stopped when the same command is given again.
    """
    if compare:
        _compare(models, chosen["output"], chosen["as_json"])
    elif len(models) > 1:
        raise click.UsageError(f"one MODEL, not {len(models)}; --compare is for two runs")
    elif chosen["output"] is None:
        raise click.UsageError("Missing option '-o' / '--output'.")
    else:
        _probe(models[0], **chosen)


def _probe(spec: str, **chosen: Any) -> None:
    from cli.progress import Progress
    from probing.asking.choosing import choose_aspects
    from probing.asking.classifying import Weights
    from probing.asking.session import Options
    from probing.asking.whole import own_suite, probe
    from probing.suite.aspects import ASPECTS
    from probing.suite.read import load
    from t3data.files import directory_lock
    from t3data.models import open_model

    output: Path = chosen["output"]
    probes = chosen["probes"]
    if chosen["captions"] == "self" and "self_text" not in probes:
        probes = (*probes, "self_text")
    if not probes:
        raise click.UsageError(f"no probes; there are {', '.join(_PROBES)}")
    weights = None
    if "features" in probes:
        name = chosen["weights"] or spec
        weights = Weights(name, chosen["revision"], chosen["places"], chosen["device"])
        weights.require()
    if chosen["vllm"] and chosen["base_url"]:
        raise click.UsageError("--vllm is for a model in this process; leave out --base-url")
    model = None
    if probes != ("features",):
        model = open_model(
            spec,
            chosen["base_url"],
            api_key=os.environ.get("OPENAI_API_KEY"),
            revision=chosen["revision"],
            video_form=chosen["video_form"],
            timeout=chosen["timeout"],
            seed=chosen["seed"],
            **chosen["vllm"],
        )
    suite = load(chosen["suite"]) if chosen["suite"] else None
    names = chosen["aspects"]
    aspects = choose_aspects(names, suite.aspects if suite else tuple(ASPECTS))
    options = Options(
        aspects=tuple(aspects),
        frames=chosen["frames"],
        backend=chosen["video_backend"],
        count=chosen["count"],
        probes=probes,
        controls=chosen["controls"],
        shots=chosen["shots"],
        rotations=chosen["rotations"],
        sensitivity=chosen["sensitivity"],
        window=chosen["window"],
        constrained=chosen["constrained"],
        max_tokens=chosen["max_tokens"],
        seed=chosen["seed"],
        weights=weights,
        concurrency=chosen["concurrency"],
    )
    cache = chosen["cache"] or output / "cache"
    with directory_lock(output), Progress() as progress:
        suite = suite or own_suite(names, chosen["count"], output, progress.show)
        overwrite = chosen["overwrite"]
        probed = probe(model, suite, options, output, cache, progress.show, overwrite)
    if chosen["as_json"]:
        click.echo((output / "report.json").read_text(encoding="utf-8"), nl=False)
    else:
        _tell(probed, output)
    few = [name for name, n in probed.items.items() if n < (chosen["count"] or 0)]
    if few:
        said = ", ".join(f"{probed.items[name]:,} on {name}" for name in few)
        click.echo(f"the suite has fewer items than -n {chosen['count']:,}: {said}", err=True)
    _complain_of_failures(probed)


def _tell(probed: "Probed", output: Path) -> None:
    from cli.tables import show
    from probing.report import table

    show(table(probed.diagnosis))
    result = probed.result
    click.echo(f"items:    {sum(probed.items.values()):,}; {result.bill}")
    if result.left_out:
        click.echo(f"no text:  {result.left_out:,} items have no captions in this suite")
    if result.sensed:
        click.echo(f"sensed:   {len(result.drops):,} of {result.sensed:,} items with a boundary")
    click.echo(f"answers:  {output}/answers.jsonl")
    click.echo(f"report:   {output}/report.html, report.json and figures beside it")


def _complain_of_failures(probed: "Probed") -> None:
    """An incomplete run is no success, though everything that was answered is reported."""
    from collections import Counter

    from t3data.errors import T3Error

    failed = [answer for answer in probed.result.answers if answer.mark == "failed"]
    if failed:
        kinds = Counter(answer.reply.partition(":")[0] for answer in failed)
        listed = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
        total = len(probed.result.answers)
        raise T3Error(
            f"{len(failed):,} of {total:,} questions have no answer ({listed}), such as "
            f"{failed[0].item}: {failed[0].reply[:200]}; run the same command again to ask them"
        )


def _compare(runs: tuple[str, ...], output: Path | None, as_json: bool) -> None:
    from cli.tables import show
    from probing.asking.whole import compare_runs
    from probing.report import comparison_table
    from probing.report.as_json import comparison_object

    if len(runs) != 2:
        raise click.UsageError(f"--compare needs the directories of two runs, not {len(runs)}")
    found = compare_runs(Path(runs[0]), Path(runs[1]), output)
    if as_json:
        click.echo(json.dumps(comparison_object(found), indent=2))
        return
    show(comparison_table(found))
    if found.unmatched:
        click.echo(f"left out: {len(found.unmatched):,} questions that only one run answered")
    if output is not None:
        click.echo(f"report:   {output}/comparison.html, comparison.json")
