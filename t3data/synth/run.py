"""The run itself: read, cut into pools, balance, produce shard by shard, sum up.

Every step leaves a finished file behind, written atomically: a run that was killed goes on where
it stopped and ends with the same bytes. The manifest comes last; where it is, all is complete.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from t3data.balance import fit_balancer
from t3data.captions import open_captions
from t3data.errors import T3Error
from t3data.executors import Executor, OpenExecutor, locally
from t3data.files import atomic_write, directory_lock, write_text
from t3data.quotas import largest_remainder
from t3data.rejects import to_line
from t3data.synth.directory import finished, work_directory
from t3data.synth.manifest import finish
from t3data.synth.options import SynthOptions, digest_of, hash_inputs
from t3data.synth.pool_task import PilotTask, PoolTask
from t3data.synth.pools import cut_into_pools, read_pool, write_pool
from t3data.synth.proposer import Proposer
from t3data.timelines import by_video
from t3data.types import Caption, Reject, Scene, Timeline

_PILOT_POOLS = 12
_PILOT_SHARE = 4
_PILOT_ROWS = range(12_000, 40_001)
"""Pilot questions: four a row, within these bounds. What they do not show stays in the rows."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SynthReport:
    """What a run did; `manifest` is what manifest.json holds."""

    directory: Path
    manifest: dict[str, Any]
    already_done: bool = False


def synthesize(
    captions: Sequence[str | Path],
    directory: Path,
    options: SynthOptions,
    *,
    open_executor: OpenExecutor | None = None,
    overwrite: bool = False,
    say: Say = lambda line: None,
    proposer: Proposer | None = None,
) -> SynthReport:
    """Writes `directory/data/*.arrow`, `manifest.json` and `rejects.jsonl`.

    Tasks run where `open_executor` says, in this process by default. With a `proposer` they stay
    here: the model's server sets the pace.

    Raises:
        T3Error: unreadable input, too few captions for the rows asked, another run's output in the
            directory, or a write that failed.
    """
    captions_in = open_captions(
        captions,
        preset=options.preset,
        text_field=options.text_field,
        id_field=options.id_field,
        source=options.source,
        license=options.license,
    )
    files = [Path(one.file.path) for one in captions_in.files]
    inputs = hash_inputs(files)
    digest = digest_of(options, inputs)
    with directory_lock(directory):
        done = finished(directory, digest, overwrite)
        if done is not None:
            return SynthReport(directory, done, already_done=True)
        work = work_directory(directory, digest, overwrite)
        for one in captions_in.files:
            say(f"reading {one.file.path} as {one.preset}")
        opened = locally() if open_executor is None or proposer else open_executor
        with opened(directory, files) as executor:
            counted = _pools(captions_in, work, say, proposer)
            weights = counted["pools"]
            if not weights:
                reasons = ", ".join(counted["rejected"])
                # Nothing to go on from: mended captions would be called another run's.
                shutil.rmtree(work, ignore_errors=True)
                raise T3Error(
                    f"{captions[0]}: no usable caption in it; all were rejected: {reasons}"
                )
            rows = options.rows or sum(weights)
            _fit(work, options, rows, counted["timed_pools"], say, executor)
            tasks = _plan(directory, work, options, rows, weights, proposer)
            say(f"asking {len(tasks)} pool(s) for {rows:,} rows")
            for number, _ in enumerate(executor.run(tasks), start=1):
                say(f"pool {number} of {len(tasks)} done")
        return SynthReport(
            directory, finish(directory, work, options, digest, inputs, counted, tasks, proposer)
        )


def _pools(
    found: Iterable[Caption | Reject], work: Path, say: Say, proposer: Proposer | None
) -> dict[str, Any]:
    """Reads all captions once, writes the pools; returns counts (kept in captions.json)."""
    path = work / "captions.json"
    if path.exists():
        known: dict[str, Any] = msgspec.json.decode(path.read_bytes())
        return known
    rejected: Counter[str] = Counter()
    accepted = 0
    weights: list[int] = []
    timed: list[int] = []
    licenses: dict[str, str | None] = {}
    with atomic_write(work / "captions.jsonl") as stream:

        def captions() -> Iterator[Caption]:
            nonlocal accepted
            for one in found:
                if isinstance(one, Reject):
                    rejected[one.reason] += 1
                    stream.write(to_line(one))
                else:
                    accepted += 1
                    licenses.setdefault(one.source, one.license)
                    yield one

        for number, pool in enumerate(cut_into_pools(captions())):
            ready = pool
            if proposer is not None:
                ready, proposals = proposer.describe(pool)
                for reject in proposals:
                    stream.write(to_line(reject))
            write_pool(work / f"pool-{number:05d}.msgpack", ready)
            if pool.timed:
                timed.append(number)
            weights.append(pool.weight)
    record = {
        "read": accepted + sum(rejected.values()),
        "accepted": accepted,
        "rejected": dict(sorted(rejected.items())),
        "licenses": licenses,
        "pools": weights,
        "timed_pools": timed,
    }
    write_text(path, msgspec.json.encode(record).decode())
    refused = ", ".join(f"{count:,} {reason}" for reason, count in sorted(rejected.items()))
    say(f"read {record['read']:,} captions: {accepted:,} usable, rejected: {refused or 'none'}")
    return record


def _fit(
    work: Path,
    options: SynthOptions,
    rows: int,
    timed: list[int],
    say: Say,
    executor: Executor,
) -> None:
    """Fits the balancer on questions of some timed pools, once.

    Composed timelines need none: their order is drawn by us, so words cannot tell it.
    """
    path = work / "balancer.json"
    if path.exists():
        return
    record: dict[str, Any] | None = None
    chosen = timed[:: max(1, len(timed) // _PILOT_POOLS)][:_PILOT_POOLS]
    if chosen and options.balance:
        say("measuring what a blind guesser would know")
        wanted = min(max(_PILOT_SHARE * rows, _PILOT_ROWS[0]), _PILOT_ROWS[-1])
        share = wanted // len(chosen)
        tasks = [
            PilotTask(work, number, share, options.chosen_tasks(), options.scales, options.seed)
            for number in chosen
        ]
        questions = [question for found in executor.run(tasks) for question in found]
        record = fit_balancer(questions, options.seed, _timelines(work, timed)).to_dict()
    write_text(path, msgspec.json.encode(record).decode())


def _timelines(work: Path, timed: list[int]) -> Iterator[Timeline]:
    """All videos, for what their texts tell."""
    for number in timed:
        pool = read_pool(work / f"pool-{number:05d}.msgpack")
        yield from by_video(Scene(caption, ()) for caption in pool.captions)


def _plan(
    directory: Path,
    work: Path,
    options: SynthOptions,
    rows: int,
    weights: list[int],
    proposer: Proposer | None,
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
            format=options.format,
            reword=proposer.reword if proposer else None,
        )
        for number, quota in enumerate(quotas)
    ]
