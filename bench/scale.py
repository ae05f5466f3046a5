"""`python -m bench.scale`: the rates that docs/scale.md works with.

The stages are those of `--executor slurm`, each a process of its own on one core: what a step does
has to happen on one machine, what a share does is divided among any number. Deciding which rows
make a mix is measured alone on invented tables of rows as well, which can be large.
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.inputs import MODERATE, Inputs, Sizes, t3_command
from bench.machine import describe_machine, disturbance, usage
from bench.measure import Run, measure, python

WORK = Path(__file__).parent / "work" / "scale"
_HEADER = ("stage", "rows", "wall s", "CPU s", "CPU s a million rows", "peak anonymous MB")
_PARTS = 8
"""One row in so many is drawn from the large tables; and all of them, to tell both apart."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures all stages and prints a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--captions", type=int, default=40_000, help="and as many questions")
    parser.add_argument("--general", type=int, default=200_000, help="rows, all in the mix")
    parser.add_argument("--tables", type=int, nargs="*", default=[1_000_000, 10_000_000])
    parser.add_argument("--select", type=int, nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.select:
        select(*asked.select)
        return 0
    shutil.rmtree(WORK / "out", ignore_errors=True)
    (WORK / "out").mkdir(parents=True)
    before = usage()
    rows = [*_synth(asked.captions), *_mix(asked.general), *_tables(asked.tables)]
    for name, text in [*describe_machine(), ("disturbance", disturbance(before, usage()))]:
        print(f"* {name}: {text}")
    print(f"\n| {' | '.join(_HEADER)} |\n| {' | '.join('---' for _ in _HEADER)} |")
    for cells in rows:
        print(f"| {' | '.join(cells)} |")
    shutil.rmtree(WORK / "out", ignore_errors=True)
    return 0


def _synth(captions: int) -> list[tuple[str, ...]]:
    given = Inputs(Sizes(), WORK, _say).captions(MODERATE, captions)
    command = t3_command("synth", given, "-n", str(captions))
    found = _stages("synth", command, captions, ["share: ask, check, write"])
    return [
        *found,
        _bytes("captions", given, captions),
        _bytes("questions", _out("synth"), captions),
    ]


def _mix(general: int) -> list[tuple[str, ...]]:
    array = Inputs(Sizes(general=general), WORK, _say).array()
    command = t3_command("build-mix", "--general", array, "--ratio", "0:1")
    named = ["share: scan", "share: write with token counts"]
    found = _stages("mix", command, general, named)
    return [*found, _bytes("general rows", array, general), _bytes("mix", _out("mix"), general)]


def _stages(
    name: str, command: list[str | Path], rows: int, shares: list[str]
) -> list[tuple[str, ...]]:
    """Steps and shares in turn, with arrays of one element."""
    options = ("--executor", "slurm", "--slurm-array", "1", "-o", _out(name).parent)
    step = [*command, "--slurm-step", *options]
    share = python("-m", "t3data.executors.slurm_share", f"{_out(name).parent}.slurm", "0")
    found = []
    for number, stage in enumerate(shares, start=1):
        found.append(_measured(f"{name}, step {number}", rows, step))
        found.append(_measured(f"{name}, {stage}", rows, share))
    return [*found, _measured(f"{name}, last step", rows, step)]


def _tables(sizes: Sequence[int]) -> list[tuple[str, ...]]:
    found = []
    for rows in sizes:
        _write_table(rows)
        for mix in (rows // _PARTS, rows):
            command = python("-m", "bench.scale", "--select", str(rows), str(mix))
            found.append(_measured(f"select {mix:,} of so many", rows, command))
    return found


def _write_table(rows: int) -> None:
    import numpy as np

    from mixes.rowtable import ROW

    rng = np.random.default_rng(1)
    with (WORK / "out" / "rows.bin").open("wb") as stream:
        for start in range(0, rows, 100_000):
            piece = np.zeros(min(100_000, rows - start), ROW)
            piece["hash"] = rng.integers(0, 2**64, (len(piece), 2), np.uint64)
            piece["id"] = rng.integers(1, 2**64, len(piece), np.uint64)
            piece["kind"] = rng.integers(0, 2, len(piece))
            stream.write(piece.tobytes())


def select(rows: int, mix: int) -> None:
    """Drops duplicates, draws `mix` rows and plans their order, over an invented table."""
    import numpy as np

    from mixes.plan import digest_of_plan, make_plan, save_plan
    from mixes.rowtable import open_rows
    from mixes.select import count_cells, draw, drop_duplicates

    entries = open_rows(WORK / "out" / "rows.bin")
    alive = np.ones(rows, np.bool_)
    drop_duplicates(entries, alive)
    there = int(count_cells(entries, alive, [range(rows)], 1)[0, 0])
    drawn = draw(entries, alive, range(rows), 0, mix, there, 1)
    plan = make_plan(entries, [drawn], [0], 1, 10_000)
    save_plan(WORK / "out" / "plan.npy", plan)
    print(digest_of_plan(entries, plan))


def _measured(stage: str, rows: int, command: Sequence[str | Path]) -> tuple[str, ...]:
    _say(stage)
    run: Run = measure(command, {"HF_HUB_OFFLINE": "1"}, WORK / "last.log")
    million = f"{run.cpu / rows * 1e6:,.1f}"
    times = (f"{run.wall:.1f}", f"{run.cpu:.1f}", million, f"{run.anonymous / 1e6:,.0f}")
    return (stage, f"{rows:,}", *times)


def _bytes(what: str, path: Path, rows: int) -> tuple[str, ...]:
    files = path.rglob("*.arrow") if path.is_dir() else [path]
    size = sum(file.stat().st_size for file in files)
    return (f"{what}: {size / rows:,.0f} bytes a row", f"{rows:,}", "", "", "", "")


def _out(name: str) -> Path:
    """Where the shards of a command are."""
    return WORK / "out" / name / "data"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
