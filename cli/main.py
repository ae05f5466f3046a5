"""`t3`: the commands, and how an error, an interrupt or a closed pipe ends one.

Exit status: 0 done, 1 the data or the check failed, 2 wrong usage, 130 interrupted.
"""

import os
import sys
from collections.abc import Sequence

import click

from cli.lazy import Entry, LazyGroup
from t3data import __version__
from t3data.errors import T3Error, UsageError

COMMANDS = {
    "synth": Entry("cli.synth", "Turn dense captions into textual temporal questions."),
    "verify": Entry("cli.verify", "Derive every answer again, from the captions alone."),
    "audit": Entry("cli.audit", "Measure how well a guesser does who never sees the captions."),
    "build-mix": Entry("cli.build_mix", "Mix T3 and general rows into shards a trainer loads."),
    "train-config": Entry(
        "cli.train_config", "Write a trainer's configuration for a mix, or check one."
    ),
    "push": Entry("cli.push", "Publish a mix on the Hub: Parquet, card, manifest."),
    "pull": Entry("cli.pull", "Fetch a published mix and check it against its manifest."),
    "probe-suite": Entry(
        "cli.probe_suite", "Draw short videos with known truth, to probe a model with."
    ),
    "probe": Entry(
        "cli.probe", "Find where a video model loses time: encoder, connector or language model."
    ),
    "run": Entry("cli.run", "Run a model over a benchmark."),
    "export": Entry("cli.export", "Write predictions as a benchmark's official submission file."),
    "score": Entry(
        "cli.score", "Score predictions by a benchmark's official rule, or a better one."
    ),
    "compare": Entry(
        "cli.compare",
        "Compare two scored runs: the paired difference, and whether it is an accident.",
    ),
    "leaderboard": Entry("cli.leaderboard", "Put many scored runs into one table."),
    "validate": Entry(
        "cli.validate", "Prove a benchmark's scorers on its own samples, without a model."
    ),
    "list": Entry(
        "cli.list_", "List the tasks, presets, mixes, experiments, filters or benchmarks there are."
    ),
    "show": Entry("cli.show", "Explain a task, mix, benchmark …, or print rows to read."),
}


EXAMPLE = """\b
Example, from captions to a mix that a trainer loads:
  t3 synth captions.jsonl -n 3000 -o questions
  t3 verify questions
  t3 audit questions
  t3 build-mix --t3 questions --general llava.json --ratio 1:2 --total 9000 -o mix
"""


@click.group(
    cls=LazyGroup,
    entries=COMMANDS,
    epilog=EXAMPLE,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="t3", message="%(prog)s %(version)s")
def t3() -> None:
    """Textual temporal questions for video LLMs: made from captions, checked, mixed."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs `t3` with `arguments` (the process's own by default) and ends the process."""
    sys.exit(_status(arguments))


def _status(arguments: Sequence[str] | None) -> int:
    try:
        result = t3.main(args=arguments, prog_name="t3", standalone_mode=False)
        sys.stdout.flush()
    except click.Abort:
        click.echo("interrupted; run the same command again to go on", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except T3Error as error:
        _complain(str(error))
        return 2 if isinstance(error, UsageError) else 1
    except BrokenPipeError:
        # Nobody reads on. Python flushes stdout once more at exit, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        # A full disk or a revoked permission can strike anywhere; it is no bug of ours.
        _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        return 1
    return result if isinstance(result, int) else 0


def _complain(message: str) -> None:
    click.echo(f"t3: error: {' '.join(message.splitlines())}", err=True)


if __name__ == "__main__":
    main()
