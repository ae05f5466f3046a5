"""The work on one pool as a picklable task, for any executor on any machine."""

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import msgspec

from t3data.balance import Balancer, BlindQuestion
from t3data.files import atomic_write, write_text
from t3data.rejects import to_line
from t3data.shards import write_shard
from t3data.synth.options import Format
from t3data.synth.pools import read_pool
from t3data.synth.produce import Reword, pilot, produce
from t3data.types import Example


@dataclass(frozen=True, slots=True)
class PoolTask:
    """Reads its pool and the balancer, writes its shard, its rejects and, last, its counts."""

    work: Path
    shard: Path
    number: int
    rows: int
    tasks: tuple[str, ...]
    scales: tuple[int, ...]
    seed: int
    format: Format | None = None
    reword: Reword | None = None
    """Set where a language model rewords questions; such a task stays in its process."""

    def run(self) -> None:
        """Does nothing where the counts are there already: they are written after the shard."""
        counts = self.work / f"counts-{self.number:05d}.json"
        if counts.exists() and self.shard.exists():
            return
        pool = read_pool(self.work / f"pool-{self.number:05d}.msgpack")
        balancer = _read_balancer(self.work)
        with _without_collection():
            made = produce(
                pool,
                self.rows,
                self.tasks,
                self.scales,
                self.seed,
                balancer,
                self.reword,
                self.format,
            )
        with atomic_write(self.work / f"rejects-{self.number:05d}.jsonl") as stream:
            stream.writelines(map(to_line, made.rejects))
        write_shard(self.shard, made.examples)
        record = {
            "rows": len(made.examples),
            "asked": made.asked,
            "balanced_out": made.balanced_out,
            "repeated": made.repeated,
            "rejected": Counter(reject.reason for reject in made.rejects),
            "tasks": Counter(example.task for example in made.examples),
            "sources": Counter(example.source for example in made.examples),
            "digest": _content_digest(made.examples),
        }
        write_text(counts, msgspec.json.encode(record, order="sorted").decode())


@dataclass(frozen=True, slots=True)
class PilotTask:
    """Asks one pool for questions as a blind guesser sees them."""

    work: Path
    number: int
    rows: int
    tasks: tuple[str, ...]
    scales: tuple[int, ...]
    seed: int

    def run(self) -> list[BlindQuestion]:
        """At most `rows` questions."""
        pool = read_pool(self.work / f"pool-{self.number:05d}.msgpack")
        return pilot(pool, self.rows, self.tasks, self.scales, self.seed)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Nothing here makes cycles, and walking all cached captions again and again costs 7 %."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _read_balancer(work: Path) -> Balancer | None:
    record = msgspec.json.decode((work / "balancer.json").read_bytes())
    return None if record is None else Balancer.from_dict(record)


def _content_digest(examples: Sequence[Example]) -> str:
    """A digest of rows in their order: of their content, not of how a shard encodes it."""
    digest = blake2b(digest_size=32)
    for example in examples:
        digest.update(msgspec.msgpack.encode(example))
    return digest.hexdigest()
