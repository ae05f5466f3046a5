"""What the commands are given: generated arrays and captions, T3 rows made by `t3 synth`.

Generated files are pure functions of their names and are kept in `bench/work`; the T3 directory
is made anew by the version that is measured.
"""

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from bench import grounding, scoring, texts, words
from bench.grain import grainy_video
from bench.measure import measure, python
from bench.texts import Row, captions, llava_rows, write_array, write_lines

ROOT = Path(__file__).parents[1]
REAL_CAPTIONS = ROOT.parent / "shared" / "data" / "imageinwords" / "IIW-400.jsonl"
SEED = 1
MODERATE, LONG = 280, 1000
"""Characters of generated captions."""
GROWTH = 4


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured."""

    general: int = 218_835
    """Rows of the array; its 4x variant has four times as many."""
    t3: int = 20_500
    """Rows of the T3 directory: a few more than a mix needs."""
    total: int = 60_000
    """Rows of the 1:2 mix."""
    questions: int = 20_000
    """Rows that `synth` makes when it is timed."""
    rounds: int = 3
    texts: int = 20_000_000
    """Characters that are tokenized."""
    film: int = 3_600
    """Frames of the films of which some are taken."""
    requests: int = 5_000
    """Text requests to a server."""
    frames: int = 300
    """Of the video that is watched."""
    predictions: int = 1_000_000
    """Replies that are scored."""
    windows: int = 100_000
    """Of one query each."""
    highlights: int = 1_550
    """Queries of QVHighlights, as many as val has."""
    cooking: int = 457
    """Videos of YouCook2, as many as val has."""

    @property
    def of_t3(self) -> int:
        return self.total // 3

    @property
    def of_general(self) -> int:
        return self.total - self.of_t3


QUICK = Sizes(
    general=3_000,
    t3=650,
    total=1_800,
    questions=500,
    rounds=1,
    texts=200_000,
    film=90,
    requests=300,
    frames=20,
    predictions=2_000,
    windows=500,
    highlights=30,
    cooking=5,
)


class Inputs:
    """Makes files when they are asked for."""

    def __init__(self, sizes: Sizes, work: Path, say: Callable[[str], None]) -> None:
        self.sizes = sizes
        self.work = work
        self._say = say
        self._t3_ready = False

    def array(self, times: int = 1) -> Path:
        """The LLaVA-style array, `times` as long."""
        rows = self.sizes.general * times
        path = self.work / f"llava-{_generator()}-{rows}.json"
        if not path.exists():
            self._say(f"generating {rows:,} LLaVA rows")
            write_array(path, llava_rows(SEED, rows))
        return path

    def captions(self, length: int, rows: int) -> Path:
        """`rows` captions of about `length` characters."""
        path = self.work / f"captions-{_generator()}-{rows}-{length}.jsonl"
        if not path.exists():
            write_lines(path, captions(SEED, rows, length))
        return path

    def benchmark(self) -> tuple[Path, Path]:
        """Annotations of a benchmark, and a model's replies to all of it."""
        rows = self.sizes.predictions
        annotations = self.work / f"benchmark-{rows}.parquet"
        replies = self.work / f"replies-{rows}.jsonl"
        if not replies.exists():
            self._say(f"generating {rows:,} questions and replies")
            scoring.write_annotations(annotations, rows)
            scoring.write_replies(replies, rows)
        return annotations, replies

    def windows(self) -> tuple[Path, Path]:
        """Queries of Charades-STA, and a window for each."""
        return self._pair("windows", ".txt", ".json", self.sizes.windows)

    def highlights(self) -> tuple[Path, Path]:
        """Queries of QVHighlights, with ranked windows and saliency for each."""
        return self._pair("highlights", ".jsonl", ".jsonl", self.sizes.highlights)

    def cooking(self) -> tuple[Path, Path]:
        """Steps of YouCook2's videos, and others that a model tells."""
        return self._pair("cooking", ".json", ".json", self.sizes.cooking)

    def _pair(self, name: str, truth: str, said: str, queries: int) -> tuple[Path, Path]:
        annotations = self.work / f"{name}-{queries}{truth}"
        predictions = self.work / f"{name}-said-{queries}{said}"
        if not predictions.exists():
            self._say(f"generating {queries:,} {name}")
            write = {
                "windows": grounding.write_windows,
                "highlights": grounding.write_highlights,
                "cooking": grounding.write_captions,
            }
            write[name](annotations, predictions, queries)
        return annotations, predictions

    def video(self) -> Path:
        """A grainy full-HD video, whose frames are large as JPEG."""
        path = self.work / f"grain-{SEED}-{self.sizes.frames}.mp4"
        if not path.exists():
            grainy_video(path, SEED, self.sizes.frames)
        return path

    def t3(self) -> Path:
        """A directory as `t3 synth` leaves it, made once per run of the benchmark."""
        path = self.work / "t3"
        if not self._t3_ready:
            self._say(f"making {self.sizes.t3:,} T3 rows")
            shutil.rmtree(path, ignore_errors=True)
            rows = ("-n", str(self.sizes.t3), "--workers", "2", "-o", path)
            command = [*t3_command("synth"), self.captions(MODERATE, self.sizes.t3), *rows]
            measure(command, {}, self.work / "last.log")
            self._t3_ready = True
        return path

    def t3_array(self) -> Path:
        """The same rows as the original keeps them: one JSON array of LLaVA rows."""
        path = self.work / "t3.json"
        write_array(path, iter(_llava_form(self.t3())))
        return path


@cache
def _generator() -> str:
    """A name for seed and source of the generator: texts of another one are not used again."""
    sources = b"".join(Path(module.__file__ or "").read_bytes() for module in (texts, words))
    return f"{SEED}-{sha256(sources).hexdigest()[:8]}"


def t3_command(*arguments: str | Path) -> list[str | Path]:
    """`t3` with `arguments`, run by this interpreter."""
    return python("-m", "cli.main", *arguments)


def fingerprint(path: Path) -> str:
    """Size and the first digits of the hash of a file, to know a generated one again."""
    with path.open("rb") as stream:
        digest = sha256()
        while piece := stream.read(1 << 22):
            digest.update(piece)
    return f"{path.stat().st_size / 2**20:,.1f} MiB, sha256 {digest.hexdigest()[:16]}…"


def generated_texts(characters: int) -> list[str]:
    """Turns of the generated array, about so many characters of them."""
    turns = (turn for row in llava_rows(SEED, characters) for turn in row["conversations"])
    return _up_to(characters, (turn["value"] for turn in turns))


def real_texts(characters: int) -> list[str]:
    """Captions that people wrote, about so many characters of them; needs `REAL_CAPTIONS`."""
    lines = REAL_CAPTIONS.read_text(encoding="utf-8").splitlines()
    values = (value for line in lines for value in json.loads(line).values())
    return _up_to(characters, (value for value in values if isinstance(value, str)))


def _up_to(characters: int, texts: Iterable[str]) -> list[str]:
    found: list[str] = []
    for text in texts:
        if characters <= 0:
            break
        found.append(text)
        characters -= len(text)
    return found


def _llava_form(directory: Path) -> list[Row]:
    import pyarrow as pa

    rows: list[Row] = []
    for shard in sorted((directory / "data").glob("*.arrow")):
        with pa.ipc.open_stream(shard) as reader:
            rows += reader.read_all().select(["id", "conversations"]).to_pylist()
    return rows
