"""Builds a mix: scan, select, write, describe. The manifest comes last.

Every step is a pure function of configuration and inputs, cut into tasks that any executor can
run; what was finished before a kill is found in `.work` and kept.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from mixes.config import MixConfig
from mixes.describe import describe
from mixes.duplicates import RepeatTask
from mixes.inputs import HashTask, Inputs, open_inputs, stat_of
from mixes.job import Job, Notify
from mixes.manifest import make_manifest
from mixes.scanning import scan_sources
from mixes.selection import find_repeats, select_rows
from mixes.summary import summarize
from mixes.target import Target, check_finished, finish, key_of, prepare, read_manifest, remove_work
from mixes.write import ShardReport, WriteTask
from t3data import __version__
from t3data.errors import T3Error
from t3data.executors import Executor, OpenExecutor, Task
from t3data.files import atomic_write, directory_lock, sha256_of

_REPEATS_PER_TASK = 20_000


@dataclass(frozen=True, slots=True)
class Built:
    """A finished mix."""

    manifest: dict[str, Any]
    already_done: bool = False


def build_mix(
    config: MixConfig,
    output: Path,
    open_executor: OpenExecutor,
    *,
    overwrite: bool = False,
    notify: Notify = lambda what, done, total: None,
) -> Built:
    """Builds the mix that `config` describes into the directory `output`.

    Args:
        config: the request.
        output: made if needed; a finished mix of the same request is verified and left alone.
        open_executor: where the tasks run.
        overwrite: replace a mix of another request.
        notify: told about progress.

    Raises:
        T3Error: bad input, too few rows, a directory that is not ours, a disk that refuses.
    """
    inputs = open_inputs(config)
    target = Target(output)
    with directory_lock(output):
        wanted = _json(config.as_dict())
        manifest = read_manifest(target) if not overwrite else None
        if manifest is not None:
            check_finished(target, manifest, wanted)
            _check_inputs(target, manifest)
            remove_work(target)
            return Built(manifest, already_done=True)
        job = _job(config, inputs, target, wanted, overwrite, notify)
        before = inputs.stats()
        with open_executor(output, inputs.paths()) as executor:
            scanned = scan_sources(job, executor)
            alive = find_repeats(job, scanned)
            _join_rejects(job, executor)
            selection = select_rows(job, scanned, alive)
            reports, hashes = _write(job, executor, selection.rows)
        if inputs.stats() != before:
            raise T3Error(f"{output}: an input file has changed during the build; start again")
        notify("describe", 0, None)
        manifest = _json(
            make_manifest(
                config,
                scanned.counts,
                _files(job, hashes),
                selection.parts,
                reports,
                selection.digest,
                _tokenizer(job),
            )
        )
        describe(job, manifest, summarize(config, job.mix, reports))
        finish(target, manifest)
    return Built(manifest)


def _job(
    config: MixConfig,
    inputs: Inputs,
    target: Target,
    wanted: dict[str, Any],
    overwrite: bool,
    notify: Notify,
) -> Job:
    """Claims the directory; its work directories are named after what they depend on."""
    stats = [*inputs.stats(), *map(stat_of, config.filters.decontaminate)]
    sources = [[source.name, source.side, list(source.paths)] for source in config.sources]
    filters = asdict(replace(config.filters, max_bad=0, token_stats=True))
    parts = [asdict(part) for part in config.parts]
    scan_key = key_of(__version__, stats, sources, filters, parts)
    scan, mix = prepare(target, scan_key, key_of(scan_key, wanted), overwrite)
    return Job(config, inputs, target, scan, mix, notify)


def _join_rejects(job: Job, executor: Executor) -> None:
    """Writes `rejects.jsonl`: rows that the scan rejected in source order, then repeated rows."""
    repeats = len(np.load(job.repeats, mmap_mode="r"))
    tasks = [
        RepeatTask(
            job.repeats,
            start,
            min(start + _REPEATS_PER_TASK, repeats),
            job.inputs.files,
            job.config.sources,
            job.inputs.source_of_file,
            job.table,
            job.mix / f"repeats-{start:012d}.jsonl",
        )
        for start in range(0, repeats, _REPEATS_PER_TASK)
    ]
    with atomic_write(job.target.root / "rejects.jsonl") as stream:
        for path in [job.scan_rejects, *executor.run(tasks)]:
            with path.open("rb") as lines:
                while piece := lines.read(1 << 20):
                    stream.write(piece)


def _write(job: Job, executor: Executor, rows: int) -> tuple[list[ShardReport], list[str]]:
    """Writes all shards, then hashes the inputs in the time that some workers are still busy."""
    hashing = [HashTask(file.path) for file in job.inputs.files]
    writing = list(_write_tasks(job, rows))
    tasks: list[Task[str | ShardReport]] = [*writing, *hashing]
    hashes: list[str] = []
    reports: list[ShardReport] = []
    for result in executor.run(tasks):
        if isinstance(result, str):
            hashes.append(result)
        else:
            reports.append(result)
            job.notify("write", sum(report.rows for report in reports), rows)
    return reports, hashes


def _write_tasks(job: Job, rows: int) -> Iterator[WriteTask]:
    size = job.config.rows_per_shard
    shards = -(-rows // size)
    for index in range(shards):
        yield WriteTask(
            f"part-{index:05d}-of-{shards:05d}.arrow",
            index * size,
            min((index + 1) * size, rows),
            job.inputs.files,
            job.config.sources,
            job.inputs.source_of_file,
            job.filters,
            job.table,
            job.plan,
            job.mix,
            job.target.data,
        )


def _files(job: Job, hashes: list[str]) -> list[list[dict[str, Any]]]:
    """Path, size and hash of every input, by source."""
    found: list[list[dict[str, Any]]] = [[] for _ in job.config.sources]
    owners = job.inputs.source_of_file
    for owner, stat, sha256 in zip(owners, job.inputs.stats(), hashes, strict=True):
        found[owner].append({"path": stat[0], "bytes": stat[1], "sha256": sha256})
    return found


def _tokenizer(job: Job) -> dict[str, str] | None:
    """Name and hash of the tokenizer; None where nothing was said about every row."""
    if not job.config.filters.token_stats:
        return None
    from t3data.tokens import load_tokenizer

    tokenizer = load_tokenizer(job.config.filters.tokenizer)
    return {"name": tokenizer.name, "sha256": tokenizer.sha256}


def _check_inputs(target: Target, manifest: dict[str, Any]) -> None:
    for source in manifest["sources"].values():
        for file in source["files"]:
            path = Path(file["path"])
            if not path.is_file() or sha256_of(path) != file["sha256"]:
                raise T3Error(
                    f"{target.root}: its input {path} has changed since it was built; "
                    "choose another -o, or use --overwrite"
                )


def _json(value: dict[str, Any]) -> dict[str, Any]:
    """`value` as it comes back from a JSON file."""
    result: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return result
