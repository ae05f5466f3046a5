"""The run itself: read, cut into pools, balance, produce shard by shard, sum up.

Every step leaves a finished file behind, written atomically: a run that was killed goes on where
it stopped and ends with the same bytes. The manifest comes last; where it is, all is complete.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from t3data import __version__
from t3data.balance import Balancer, fit_balancer
from t3data.captions import read_captions
from t3data.errors import T3Error
from t3data.executor import LocalExecutor
from t3data.files import (
    atomic_write,
    directory_lock,
    make_directory,
    remove_leftovers,
    sha256_of,
    write_text,
)
from t3data.quotas import largest_remainder
from t3data.rejects import to_line
from t3data.shards import write_shard
from t3data.synth.options import SynthOptions, digest_of, hash_inputs
from t3data.synth.pools import Pool, cut_into_pools, read_pool, write_pool
from t3data.synth.produce import pilot, produce
from t3data.types import Caption, Example, Reject

_PILOT_POOLS = 3
_PILOT_ROWS = 30_000
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SynthReport:
    """What a run did; `manifest` is what manifest.json holds."""

    directory: Path
    manifest: dict[str, Any]
    already_done: bool = False


@dataclass(frozen=True, slots=True)
class PoolTask:
    """The work on one pool, for any executor: reads its pool, writes its shard and its counts."""

    work: Path
    shard: Path
    number: int
    rows: int
    tasks: tuple[str, ...]
    scales: tuple[int, ...]
    seed: int

    def run(self) -> None:
        """Does nothing where the counts are there already: they are written after the shard."""
        counts = self.work / f"counts-{self.number:05d}.json"
        if counts.exists() and self.shard.exists():
            return
        pool = read_pool(self.work / f"pool-{self.number:05d}.msgpack")
        balancer = _read_balancer(self.work)
        made = produce(pool, self.rows, self.tasks, self.scales, self.seed, balancer)
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


def synthesize(
    files: Sequence[Path],
    directory: Path,
    options: SynthOptions,
    *,
    workers: int = 1,
    overwrite: bool = False,
    say: Say = lambda line: None,
    describe_pool: Callable[[Pool], tuple[Pool, list[Reject]]] | None = None,
) -> SynthReport:
    """Writes `directory/data/*.arrow`, `manifest.json` and `rejects.jsonl`.

    `describe_pool` is the language model's turn: it adds scenes to a pool.

    Raises:
        T3Error: unreadable input, too few captions for the rows asked, another run's output in the
            directory, or a write that failed.
    """
    inputs = hash_inputs(list(files))
    digest = digest_of(options, inputs)
    with directory_lock(directory):
        done = _finished(directory, digest, overwrite)
        if done is not None:
            return SynthReport(directory, done, already_done=True)
        work = _work_directory(directory, digest, overwrite)
        captions = _pools(files, options, work, say, describe_pool)
        weights = captions["pools"]
        if not weights:
            raise T3Error(f"{files[0]}: no usable caption in it; see {work / 'captions.jsonl'}")
        rows = options.rows or sum(weights)
        _fit(work, options, len(weights), say)
        tasks = _plan(directory, work, options, rows, weights)
        say(f"asking {len(tasks)} pool(s) for {rows:,} rows")
        with LocalExecutor(workers, preload=["t3data.synth.produce"]) as executor:
            for number, _ in enumerate(executor.run(tasks), start=1):
                if len(tasks) > 1:
                    say(f"pool {number}/{len(tasks)} done")
        return SynthReport(
            directory, _finish(directory, work, options, digest, inputs, captions, tasks)
        )


def _finished(directory: Path, digest: str, overwrite: bool) -> dict[str, Any] | None:
    path = directory / "manifest.json"
    if not path.exists() or overwrite:
        return None
    try:
        manifest: dict[str, Any] = msgspec.json.decode(path.read_bytes())
    except msgspec.DecodeError as error:
        raise T3Error(f"{path}: not readable JSON ({error}); use --overwrite") from error
    if manifest.get("request") != digest:
        raise T3Error(
            f"{directory}: holds the output of another run; choose another -o or give --overwrite"
        )
    for shard in manifest["shards"]:
        found = directory / shard["file"]
        if not found.exists() or sha256_of(found) != shard["sha256"]:
            raise T3Error(f"{found}: missing or changed since it was written; give --overwrite")
    return manifest


def _work_directory(directory: Path, digest: str, overwrite: bool) -> Path:
    work = directory / ".work"
    marker = work / "request"
    if marker.exists() and marker.read_text() != digest and not overwrite:
        raise T3Error(
            f"{directory}: holds an unfinished run with other options or captions; choose another "
            "-o or give --overwrite"
        )
    if overwrite or not marker.exists():
        shutil.rmtree(work, ignore_errors=True)
        shutil.rmtree(directory / "data", ignore_errors=True)
        for name in ("manifest.json", "rejects.jsonl"):
            (directory / name).unlink(missing_ok=True)
    make_directory(work)
    make_directory(directory / "data")
    remove_leftovers(directory / "data")
    remove_leftovers(work)
    write_text(marker, digest)
    return work


def _pools(
    files: Sequence[Path],
    options: SynthOptions,
    work: Path,
    say: Say,
    describe_pool: Callable[[Pool], tuple[Pool, list[Reject]]] | None,
) -> dict[str, Any]:
    """Reads all captions once, writes the pools; returns counts (kept in captions.json)."""
    path = work / "captions.json"
    if path.exists():
        found: dict[str, Any] = msgspec.json.decode(path.read_bytes())
        return found
    rejected: Counter[str] = Counter()
    accepted = 0
    weights: list[int] = []
    licenses: dict[str, str | None] = {}
    with atomic_write(work / "captions.jsonl") as stream:

        def captions() -> Iterator[Caption]:
            nonlocal accepted
            for found in read_captions(
                files,
                preset=options.preset,
                text_field=options.text_field,
                id_field=options.id_field,
                source=options.source,
                license=options.license,
            ):
                if isinstance(found, Reject):
                    rejected[found.reason] += 1
                    stream.write(to_line(found))
                else:
                    accepted += 1
                    licenses.setdefault(found.source, found.license)
                    yield found

        for number, pool in enumerate(cut_into_pools(captions())):
            ready = pool
            if describe_pool is not None:
                ready, refused = describe_pool(pool)
                for reject in refused:
                    stream.write(to_line(reject))
            write_pool(work / f"pool-{number:05d}.msgpack", ready)
            weights.append(pool.weight)
    record = {
        "read": accepted + sum(rejected.values()),
        "accepted": accepted,
        "rejected": dict(sorted(rejected.items())),
        "licenses": licenses,
        "pools": weights,
    }
    write_text(path, msgspec.json.encode(record).decode())
    say(
        f"read {record['read']:,} captions: {accepted:,} usable, {sum(rejected.values()):,} rejected"
    )
    return record


def _fit(work: Path, options: SynthOptions, pools: int, say: Say) -> None:
    """Fits the balancer on questions of a few pools, once."""
    path = work / "balancer.json"
    if path.exists():
        return
    record: dict[str, Any] | None = None
    if options.balance:
        say("measuring what a blind guesser would know")
        questions = []
        for number in range(min(pools, _PILOT_POOLS)):
            pool = read_pool(work / f"pool-{number:05d}.msgpack")
            share = _PILOT_ROWS // min(pools, _PILOT_POOLS)
            questions += pilot(pool, share, options.chosen_tasks(), options.scales, options.seed)
        record = fit_balancer(questions, options.seed).to_dict()
    write_text(path, msgspec.json.encode(record).decode())


def _read_balancer(work: Path) -> Balancer | None:
    record = msgspec.json.decode((work / "balancer.json").read_bytes())
    return None if record is None else Balancer.from_dict(record)


def _plan(
    directory: Path, work: Path, options: SynthOptions, rows: int, weights: list[int]
) -> list[PoolTask]:
    quotas = largest_remainder(rows, weights)
    return [
        PoolTask(
            work=work,
            shard=directory / "data" / f"part-{number:05d}-of-{len(weights):05d}.arrow",
            number=number,
            rows=quota,
            tasks=options.chosen_tasks(),
            scales=options.scales,
            seed=options.seed,
        )
        for number, quota in enumerate(quotas)
    ]


def _finish(
    directory: Path,
    work: Path,
    options: SynthOptions,
    digest: str,
    inputs: dict[str, str],
    captions: dict[str, Any],
    tasks: list[PoolTask],
) -> dict[str, Any]:
    counts = [
        msgspec.json.decode((work / f"counts-{task.number:05d}.json").read_bytes())
        for task in tasks
    ]
    made = sum(count["rows"] for count in counts)
    wanted = sum(task.rows for task in tasks)
    if made < wanted:
        raise T3Error(
            f"only {made:,} different verified questions could be made from these captions, "
            f"{wanted:,} were asked for; give -n {made} or less, or more captions"
        )
    with atomic_write(directory / "rejects.jsonl") as stream:
        stream.write((work / "captions.jsonl").read_bytes())
        for task in tasks:
            stream.write((work / f"rejects-{task.number:05d}.jsonl").read_bytes())
    manifest = {
        "rows": made,
        "digest": _joined_digest(count["digest"] for count in counts),
        "seed": options.seed,
        "request": digest,
        "options": {k: v for k, v in msgspec.to_builtins(options).items() if k != "seed"},
        "versions": {"t3data": __version__},
        "inputs": inputs,
        "captions": {key: captions[key] for key in ("read", "accepted", "rejected", "licenses")},
        "questions": {
            "asked": sum(count["asked"] for count in counts),
            "kept": made,
            "repeated": sum(count["repeated"] for count in counts),
            "balanced_out": sum(count["balanced_out"] for count in counts),
            "rejected": _summed(count["rejected"] for count in counts),
        },
        "tasks": _summed(count["tasks"] for count in counts),
        "sources": _summed(count["sources"] for count in counts),
        "shards": [
            {
                "file": f"data/{task.shard.name}",
                "rows": count["rows"],
                "sha256": sha256_of(task.shard),
            }
            for task, count in zip(tasks, counts, strict=True)
        ],
    }
    write_text(
        directory / "manifest.json",
        msgspec.json.format(msgspec.json.encode(manifest), indent=2).decode() + "\n",
    )
    shutil.rmtree(work, ignore_errors=True)
    return manifest


def _summed(counts: Iterator[dict[str, int]] | Any) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(sorted(total.items()))


def _content_digest(examples: Sequence[Example]) -> str:
    digest = blake2b(digest_size=32)
    for example in examples:
        digest.update(msgspec.msgpack.encode(example))
    return digest.hexdigest()


def _joined_digest(digests: Iterator[str] | Any) -> str:
    joined = blake2b(digest_size=32)
    for digest in digests:
        joined.update(digest.encode())
    return joined.hexdigest()
