"""Work for executors: captions and general rows of our own, and both commands over them."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

COLORS = "red white black yellow green brown silver golden striped wooden rusty faded".split()
THINGS = (
    "balloon chair cat train lantern bridge taxi vase apple trumpet tent kite drum wagon ladder "
    "basket mirror clock rope bottle"
).split()
PLACES = (
    "garden harbor cellar library stable kitchen chapel museum theater factory tunnel market "
    "attic station courtyard bakery orchard workshop"
).split()
EVENTS = (
    "A man carries a {color} {thing} into the kitchen.",
    "Two children sing a song beside the fountain.",
    "The dog jumps over a low fence.",
    "A woman paints the {thing} with a broad brush.",
    "An old sailor waves from the harbor wall.",
    "Rain falls on the {color} {thing} and the empty street.",
)
T3 = (sys.executable, "-m", "cli.main")


@dataclass(frozen=True)
class Work:
    """A place with inputs, in which commands are started with relative paths."""

    root: Path

    def synth(self, output: str, *more: str) -> list[str]:
        return [
            *(*T3, "synth", "composed 🎈.jsonl", "timed.json", "-n", "800", "--seed", "5"),
            *("-o", output, *more),
        ]

    def build_mix(self, output: str, *more: str) -> list[str]:
        """Of the questions in `local questions`."""
        return [
            *(*T3, "build-mix", "--t3", "local questions", "--general", "general rows.json"),
            *("--total", "2400", "--rows-per-shard", "250", "--seed", "5", "-o", output, *more),
        ]

    def run(self, command: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs a command that is to succeed."""
        done = subprocess.run(
            command,
            cwd=self.root,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return done

    def files(self, output: str) -> dict[str, bytes]:
        """All files of an output by name."""
        top = self.root / output
        return {
            str(path.relative_to(top)): path.read_bytes()
            for path in sorted(top.rglob("*"))
            if path.is_file() and path.name != ".lock"
        }


def prepare(root: Path) -> Work:
    """Writes inputs that make several tasks of each kind, and runs both commands locally.

    Pools of both kinds; rows of every fate: good, repeated, bad.
    """
    root.mkdir()
    composed = [
        {
            "id": f"c{n}",
            "caption": f"A {color} {thing} is kept in the old {place}. Nobody comes there.",
        }
        for n, (color, thing, place) in enumerate(product(COLORS, THINGS, PLACES))
    ]
    (root / "composed 🎈.jsonl").write_text("".join(json.dumps(row) + "\n" for row in composed))
    timed = {}
    for n, (color, thing) in enumerate(product(COLORS, THINGS)):
        events = [event.format(color=color, thing=thing) for event in EVENTS]
        times = [[8.0 * at + n % 7, 8.0 * at + n % 7 + 4.5 + at % 3] for at in range(len(events))]
        timed[f"v_{n:03d}"] = {"duration": 60.0, "timestamps": times, "sentences": events}
    (root / "timed.json").write_text(json.dumps(timed))
    general: list[object] = [
        {
            "id": f"g{n}",
            **({"image": f"pictures/{n}.jpg"} if n % 3 else {}),
            "conversations": [
                {"from": "human", "value": f"{'<image>' * (n % 3 > 0)}What is number {n % 2900}?"},
                {"from": "gpt", "value": f"It is {n % 2900}. " * 60},
            ],
        }
        for n in range(12_000)
    ]
    general[7] = 7
    (root / "general rows.json").write_text(json.dumps(general, indent=1))
    work = Work(root)
    work.run(work.synth("local questions"))
    work.run(work.build_mix("local mix"))
    return work
