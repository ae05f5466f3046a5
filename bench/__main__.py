"""`python -m bench`: measures, and writes bench/RESULTS.md.

`--quick` tries everything on small inputs, `--only` runs some suites; both leave RESULTS.md alone
and write below bench/work.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.claims import verdicts
from bench.inputs import MODERATE, QUICK, Inputs, Sizes
from bench.machine import describe_machine, disturbance, usage
from bench.measure import FailedError
from bench.profiling import Profile, profiled, read_profile
from bench.report import render
from bench.suites import SUITES, Bench, mix_command, synth_command

HERE = Path(__file__).parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the suites that were asked for; 0 if all could be measured, whatever they found."""
    asked = _parser().parse_args(arguments)
    sizes = QUICK if asked.quick else Sizes()
    if asked.rounds:
        sizes = replace(sizes, rounds=asked.rounds)
    work = asked.work / ("quick" if asked.quick else "full")
    work.mkdir(parents=True, exist_ok=True)
    bench = Bench(Inputs(sizes, work, _say), _say)
    machine = describe_machine()
    before = usage()
    tables = {}
    try:
        for name in asked.only or SUITES:
            _say(f"{name}:")
            tables[name] = SUITES[name](bench)
        profiles = _profiles(bench, asked.only or list(SUITES))
    except FailedError as error:
        print(f"bench: a measured command failed: {error}", file=sys.stderr)
        return 1
    machine.append(("disturbance", disturbance(before, usage())))
    if asked.quick:
        machine.append(("inputs", "small ones: starting takes longest, targets mean the full run"))
    partial = asked.quick or asked.only
    output = work / "RESULTS.md" if partial else HERE / "RESULTS.md"
    text = render(machine, verdicts(tables), tables.values(), profiles, _command(asked))
    output.write_text(text, encoding="utf-8")
    _say(f"written: {output}")
    return 0


def _profiles(bench: Bench, suites: Sequence[str]) -> list[Profile]:
    """Our own commands of the suites that were run, each once more under the profiler."""
    inputs = bench.inputs
    rows = bench.sizes.questions // 4
    wanted = {
        "mix": ("`build-mix`, no token statistics", "build_mix"),
        "tokens": ("`build-mix`, token statistics", "build_mix"),
        "synth": ("`synth`", "produce"),
    }
    commands = {
        "mix": lambda: mix_command(inputs, "--no-token-stats"),
        "tokens": lambda: mix_command(inputs),
        "synth": lambda: synth_command(inputs.captions(MODERATE, rows), rows),
    }
    found = []
    for suite in wanted:
        if suite in suites:
            title, function = wanted[suite]
            _say(f"profiling {title}")
            path = inputs.work / f"{suite}.profile"
            bench.once(profiled(commands[suite](), path))()
            found.append(read_profile(title, path, function))
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small inputs, one round")
    parser.add_argument("--only", action="append", choices=SUITES, help="a suite; repeatable")
    parser.add_argument("--rounds", type=int, help="runs of each command [3]")
    parser.add_argument("--work", type=Path, default=HERE / "work", help="where inputs are kept")
    return parser


def _command(asked: argparse.Namespace) -> str:
    """How to measure the same again, without places of this machine."""
    words = ["python -m bench", *["--quick"] * asked.quick]
    words += [f"--only {name}" for name in asked.only or []]
    words += [f"--rounds {asked.rounds}"] if asked.rounds else []
    return " ".join(words)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
