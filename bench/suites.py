"""The suites: which commands run side by side, on what, and what one run goes through."""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bench.inputs import (
    GROWTH,
    LONG,
    MODERATE,
    REAL_CAPTIONS,
    ROOT,
    Inputs,
    fingerprint,
    generated_texts,
    real_texts,
    t3_command,
)
from bench.measure import Run, alternate, measure, python
from bench.overhead import FRAMES, VIDEOS
from bench.results import Table
from bench.scoring import PER_VIDEO
from bench.video import video
from benchmarks.captioning.java import no_java

ORIGINAL, DATASETS = "original", "datasets"
OURS = "t3, 2 workers"
GROWN = f"t3, 2 workers, {GROWTH}x"
ONE, TWO = "every row, 1 worker", "every row, 2 workers"
MODERATE_QUESTIONS = f"captions of {MODERATE} characters"
TEXT_REQUESTS = "text requests"
WATCHING, IDLE = "while videos are decoded and sent", "of a loop with nothing to do"
_READERS = {
    "json.load": "json",
    "msgspec, whole file": "msgspec",
    "t3data, every row decoded": "t3data",
    "t3data, rows framed only": "t3data-index",
}
SCORERS = ("robust", "official")
STORED = "robust, stored"
WINDOWS, HIGHLIGHTS, COOKING = "one window a query", "QVHighlights", "YouCook2's captions"
Say = Callable[[str], None]
Command = Sequence[str | Path]


class Bench:
    """Runs commands in fresh places below the work directory."""

    def __init__(self, inputs: Inputs, say: Say) -> None:
        self.inputs = inputs
        self.sizes = inputs.sizes
        self.say = say

    def side_by_side(self, commands: Mapping[str, Command]) -> dict[str, list[Run]]:
        """Alternating runs of `commands`, in which OUT stands for a place that is fresh."""
        contenders = {name: self.once(command) for name, command in commands.items()}
        return alternate(contenders, self.sizes.rounds, self.say)

    def once(self, command: Command, *, own_clock: bool = False) -> Callable[[], Run]:
        """A run of `command` to be made later; with its own clock it prints its seconds."""
        return lambda: self._run(command, own_clock)

    def _run(self, command: Command, own_clock: bool) -> Run:
        fresh = self.inputs.work / "fresh"
        log = self.inputs.work / "last.log"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        words = [fresh / "out" if word == "OUT" else word for word in command]
        environment = {
            "HF_HOME": str(fresh / "cache"),
            "HF_HUB_OFFLINE": "1",
            "PYTHONPATH": str(ROOT),
        }
        try:
            run = measure(words, environment, log)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        return replace(run, wall=float(log.read_text())) if own_clock else run


def mix_command(inputs: Inputs, *options: str, times: int = 1) -> list[str | Path]:
    """`t3 build-mix` of the 1:2 mix."""
    total = ("--ratio", "1:2", "--total", str(inputs.sizes.total))
    general = ("--general", inputs.array(times))
    return t3_command("build-mix", "--t3", inputs.t3(), *general, *total, *options, "-o", "OUT")


def every_row_command(inputs: Inputs, workers: int) -> list[str | Path]:
    """`t3 build-mix` that filters, counts the tokens of, and writes every row of the array."""
    options = ("--ratio", "0:1", "--workers", str(workers), "-o", "OUT")
    return t3_command("build-mix", "--general", inputs.array(), *options)


def synth_command(captions: Path, rows: int, *options: str) -> list[str | Path]:
    """`t3 synth` at scale 1."""
    return t3_command("synth", captions, "-n", str(rows), "--scale", "1", *options, "-o", "OUT")


def mix(bench: Bench) -> Table:
    """The original, `datasets` and ours make the same 1:2 mix."""
    inputs, sizes = bench.inputs, bench.sizes
    sides = [inputs.t3_array(), sizes.of_t3, inputs.array(), sizes.of_general, 7, "OUT"]
    baseline = [str(word) for word in sides]
    table = Table(
        f"A 1:2 mix of {sizes.total:,} rows, without token statistics",
        [
            f"* general: {sizes.general:,} LLaVA-style rows, {fingerprint(inputs.array())}",
            f"* T3: {sizes.t3:,} rows of `t3 synth`",
            "* original: `json.load` both, shuffle, cut to caps, shuffle, `json.dump(indent=4)`",
            "* datasets: `load_dataset`, `.filter`, `.shuffle`, `save_to_disk`; fresh cache",
            "* t3: `t3 build-mix --ratio 1:2 --no-token-stats`, all default filters",
        ],
        "rows read",
    )
    runs = bench.side_by_side(
        {
            ORIGINAL: python("-m", "bench.baselines", "original", *baseline),
            OURS: mix_command(inputs, "--no-token-stats", "--workers", "2"),
            DATASETS: python("-m", "bench.baselines", "datasets", *baseline),
            "t3, 1 worker": mix_command(inputs, "--no-token-stats"),
        }
    )
    for name, found in runs.items():
        table.add(name, found, sizes.general + sizes.t3)
    return table


def growth(bench: Bench) -> Table:
    """Memory when the array grows."""
    inputs, sizes = bench.inputs, bench.sizes
    title = f"The same mix from an array {GROWTH} times as long"
    needed = 2 * GROWTH * inputs.array().stat().st_size
    if shutil.disk_usage(inputs.work).free < needed:
        return Table(title, [f"* not measured: it needs {needed / 1e9:.1f} GB of free disk"])
    table = Table(
        title,
        [f"* {GROWTH}x: {sizes.general * GROWTH:,} rows, {fingerprint(inputs.array(GROWTH))}"],
        "rows read",
    )
    options = ("--no-token-stats", "--workers", "2")
    runs = bench.side_by_side(
        {
            OURS: mix_command(inputs, *options),
            GROWN: mix_command(inputs, *options, times=GROWTH),
        }
    )
    table.add(OURS, runs[OURS], sizes.general + sizes.t3)
    table.add(GROWN, runs[GROWN], GROWTH * sizes.general + sizes.t3)
    return table


def tokens(bench: Bench) -> Table:
    """Exact token statistics."""
    inputs, sizes = bench.inputs, bench.sizes
    table = Table(
        "Exact token statistics and the default filters",
        [
            f"* every row: a mix of all {sizes.general:,} rows of the array, each counted",
            f"* 1:2 mix: {sizes.total:,} rows drawn, those are counted; the rate is over all read",
        ],
        "rows read",
    )
    runs = bench.side_by_side(
        {
            ONE: every_row_command(inputs, 1),
            TWO: every_row_command(inputs, 2),
            "1:2 mix, 1 worker": mix_command(inputs),
            "1:2 mix, 2 workers": mix_command(inputs, "--workers", "2"),
        }
    )
    for name, found in runs.items():
        every = name in (ONE, TWO)
        table.add(name, found, sizes.general if every else sizes.general + sizes.t3)
    return table


def synth(bench: Bench) -> Table:
    """Verified questions a second; the whole command counts, start and reading included."""
    inputs, rows = bench.inputs, bench.sizes.questions
    few = rows // 4
    about = [
        f"* {rows:,} rows at scale 1 from {rows:,} captions, one core unless told otherwise",
        f"* longer captions: {few:,} rows; ImageInWords: what people wrote, about 1 KB each",
    ]
    moderate, long = inputs.captions(MODERATE, rows), inputs.captions(LONG, few)
    several, grown = "the same, 2 workers", f"captions of {LONG} characters"
    commands = {
        MODERATE_QUESTIONS: synth_command(moderate, rows),
        several: synth_command(moderate, rows, "--workers", "2"),
        grown: synth_command(long, few),
    }
    amounts = {MODERATE_QUESTIONS: rows, several: rows, grown: few}
    if REAL_CAPTIONS.exists():
        name = "ImageInWords (400 captions)"
        commands[name] = synth_command(REAL_CAPTIONS, few)
        amounts[name] = few
    table = Table("Questions from captions, each verified", about, "questions")
    for name, runs in bench.side_by_side(commands).items():
        table.add(name, runs, amounts[name])
    return table


def reading(bench: Bench) -> Table:
    """Going through one large JSON array."""
    array = bench.inputs.array()
    table = Table("Reading one JSON array, on one core", [], "MB")
    runs = bench.side_by_side(
        {name: python("-m", "bench.readers", way, array) for name, way in _READERS.items()}
    )
    for name, found in runs.items():
        table.add(name, found, array.stat().st_size / 1e6)
    return table


def tokenizer(bench: Bench) -> Table:
    """Counting tokens; the time is the one that the program takes for the texts alone."""
    most = bench.sizes.texts
    texts = {"turns of the array": generated_texts(most)}
    if REAL_CAPTIONS.exists():
        texts["ImageInWords"] = real_texts(most)
    table = Table(
        "Tokenizer of Qwen2-VL, on one core", ["* loading the vocabulary does not count"], "MB"
    )
    contenders = {}
    for number, (name, found) in enumerate(texts.items()):
        path = bench.inputs.work / f"texts-{number}.json"
        path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        contenders[name] = bench.once(python("-m", "bench.tokenizing", path), own_clock=True)
    for name, runs in alternate(contenders, bench.sizes.rounds, bench.say).items():
        size = sum(len(text.encode()) for text in texts[name])
        table.add(name, runs, size / 1e6)
    return table


def asking(bench: Bench) -> Table:
    """What a request costs besides the model; the time is that of the requests alone."""
    requests = bench.sizes.requests
    table = Table(
        "Asking a model behind a server",
        [
            f"* {requests:,} texts of about 500 characters, 16 at a time, each reply cached",
            "* the server is a process of its own on this machine and answers at once",
        ],
        "requests",
    )
    command = python("-m", "bench.overhead", "text", str(requests))
    contenders = {TEXT_REQUESTS: bench.once(command, own_clock=True)}
    for name, runs in alternate(contenders, bench.sizes.rounds, bench.say).items():
        table.add(name, runs, requests)
    return table


def stalls(bench: Bench) -> Table:
    """How long the event loop has to wait for its turn."""
    video = bench.inputs.video()
    table = Table(
        "Longest stall of the event loop",
        [
            f"* {VIDEOS} requests with {FRAMES} full-HD frames each, which 2 threads decode",
            "* frames are hashed, encoded and sent to a server that answers at once",
            "* wall s: for so long a coroutine that wants to run every millisecond did not",
            "* the idle loop shows what the machine itself adds",
        ],
    )
    contenders = {
        WATCHING: bench.once(python("-m", "bench.overhead", "watch", video), own_clock=True),
        IDLE: bench.once(python("-m", "bench.overhead", "idle"), own_clock=True),
    }
    for name, runs in alternate(contenders, bench.sizes.rounds, bench.say).items():
        table.add(name, runs)
    return table


def score(bench: Bench) -> Table:
    """Predictions of a large benchmark, from files to intervals."""
    annotations, replies = bench.inputs.benchmark()
    count = bench.sizes.predictions
    table = Table(
        "Scoring predictions",
        [
            f"* {count:,} invented questions, {PER_VIDEO} a video, as Parquet; replies as JSONL",
            "* the whole command counts: start, reading, verdicts, groups, intervals, JSON",
            "* stored: the page, the tables and every verdict are written as well",
        ],
        "predictions",
    )
    command = t3_command("score", "videomme", replies, "--annotations", annotations, "--json")
    scorers = {name: [*command, "--scorer", name] for name in SCORERS}
    runs = bench.side_by_side({**scorers, STORED: [*command, "-o", "OUT"]})
    for name, found in runs.items():
        table.add(name, found, count)
    return table


def grounding(bench: Bench) -> Table:
    """Windows, ranked windows with saliency, and dense captions, from files to intervals."""
    windows, highlights, cooking = (
        bench.sizes.windows,
        bench.sizes.highlights,
        bench.sizes.cooking,
    )
    table = Table(
        "Scoring windows",
        [
            f"* {windows:,} queries in the form of Charades-STA, one window each, `strict`",
            f"* {highlights:,} queries of QVHighlights, ten windows and 75 scores each, `official`",
            f"* {cooking:,} videos of YouCook2 with eight steps each, `densevid`, METEOR by Java",
            "* the whole command counts: start, reading, verdicts, groups, intervals, JSON",
        ],
        "queries or videos",
    )
    command = t3_command("score")
    truth, said = bench.inputs.windows()
    strict = [*command, "charades-sta", said, "--annotations", truth, "--scorer", "strict"]
    truth, said = bench.inputs.highlights()
    official = [*command, "qvhighlights", said, "--annotations", truth, "--scorer", "official"]
    commands = {WINDOWS: [*strict, "--json"], HIGHLIGHTS: [*official, "--json"]}
    if not no_java():
        truth, said = bench.inputs.cooking()
        densevid = [*command, "youcook2-dvc", said, "--annotations", truth, "--scorer", "densevid"]
        commands[COOKING] = [*densevid, "--json"]
    counts = {WINDOWS: windows, HIGHLIGHTS: highlights, COOKING: cooking}
    for name, found in bench.side_by_side(commands).items():
        table.add(name, found, counts[name])
    return table


SUITES: dict[str, Callable[[Bench], Table]] = {
    "mix": mix,
    "growth": growth,
    "tokens": tokens,
    "synth": synth,
    "reading": reading,
    "tokenizer": tokenizer,
    "asking": asking,
    "stalls": stalls,
    "video": video,
    "score": score,
    "grounding": grounding,
}
