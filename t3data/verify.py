"""`t3 verify`: a finished directory, row by row, against its captions and its manifest.

Streams shard by shard, one task each, so the report is the same for any number of workers. What
can be said row by row is a fault in the report; a directory that cannot be judged is an error.
"""

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from t3data.checker import check
from t3data.errors import T3Error
from t3data.executors import LocalExecutor
from t3data.files import sha256_of
from t3data.seeding import stable_hash
from t3data.shards import read_shard, shard_paths


@dataclass(frozen=True, slots=True)
class RowFault:
    """Something wrong with one row, or with a whole shard."""

    shard: str
    """Path below the directory; "manifest.json" where the sums of the manifest are wrong."""
    row: int | None
    """0-based number within the shard; None where the fault is not a row's."""
    id: str
    reason: str
    """A code in snake_case: the checker's, or one of this module's."""
    detail: str

    def __str__(self) -> str:
        """One line for a person."""
        place = self.shard if self.row is None else f"{self.shard}: row {self.row}: {self.id}"
        return f"{place}: {self.reason}: {self.detail}"


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What `verify_directory` found."""

    rows: int
    t3_rows: int
    """Rows that name a T3 task; the others (general rows of a mix) are only counted."""
    ok: bool
    faults: tuple[RowFault, ...]
    """The first faults, by shard and row."""
    reasons: dict[str, int]
    """How often each reason was found, all faults counted."""
    tasks: dict[str, int]
    """Rows of each T3 task."""


class _ListedShard(msgspec.Struct):
    file: str
    rows: int
    sha256: str


class _Manifest(msgspec.Struct):
    rows: int
    shards: list[_ListedShard]


@dataclass(slots=True)
class _Found:
    """Faults: the first ones kept, all counted."""

    keep: int
    faults: list[RowFault] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, fault: RowFault) -> None:
        self.reasons[fault.reason] += 1
        if len(self.faults) < self.keep:
            self.faults.append(fault)

    def join(self, other: "_Found") -> None:
        self.reasons.update(other.reasons)
        self.faults.extend(other.faults[: self.keep - len(self.faults)])


@dataclass(frozen=True, slots=True)
class _ShardResult:
    rows: int
    sha256: str
    tasks: Counter[str]
    found: _Found
    ids: bytes
    """A 64-bit hash of each row's id: a million ids are 8 MB."""


@dataclass(frozen=True, slots=True)
class _ShardTask:
    path: Path
    name: str
    keep: int

    def run(self) -> _ShardResult:
        found = _Found(self.keep)
        tasks = Counter[str]()
        ids = array("Q")
        sha256 = ""
        try:
            sha256 = sha256_of(self.path)
            for number, example in enumerate(read_shard(self.path)):
                ids.append(stable_hash(example.id))
                if not example.id:
                    found.add(RowFault(self.name, number, "", "no_id", "the row has no id"))
                if example.task:
                    tasks[example.task] += 1
                    verdict = check(example)
                    if not verdict.ok:
                        found.add(
                            RowFault(self.name, number, example.id, verdict.reason, verdict.detail)
                        )
        except (T3Error, OSError) as error:
            detail = str(error).removeprefix(f"{self.path}: ")
            found.add(RowFault(self.name, None, "", "shard_unreadable", detail))
        return _ShardResult(len(ids), sha256, tasks, found, ids.tobytes())


def verify_directory(directory: Path, *, workers: int = 1, keep: int = 100) -> VerifyReport:
    """Checks every row, id, count and hash of the output of `t3 synth` or `t3 build-mix`.

    Args:
        directory: holds `data/*.arrow` and `manifest.json`.
        workers: processes; the report does not depend on their number.
        keep: how many faults the report holds; all are counted.

    Raises:
        T3Error: no shards, no readable manifest, or a worker died.
    """
    manifest = _read_manifest(directory)
    paths = shard_paths(directory)
    names = [path.relative_to(directory).as_posix() for path in paths]
    listed = {shard.file: shard for shard in manifest.shards}
    tasks = [_ShardTask(path, name, keep) for path, name in zip(paths, names, strict=True)]
    found = _Found(keep)
    counts = Counter[str]()
    ids: list[bytes] = []
    rows = 0
    with LocalExecutor(workers, preload=["t3data.verify"]) as executor:
        for name, result in zip(names, executor.run(tasks), strict=True):
            for fault in _against_manifest(name, result, listed.get(name)):
                found.add(fault)
            found.join(result.found)
            counts.update(result.tasks)
            ids.append(result.ids)
            rows += result.rows
    for fault in _sums(manifest, listed, names, rows):
        found.add(fault)
    for fault in _repeated_ids(paths, names, ids):
        found.add(fault)
    return VerifyReport(
        rows=rows,
        t3_rows=counts.total(),
        ok=not found.reasons,
        faults=tuple(found.faults),
        reasons=dict(sorted(found.reasons.items())),
        tasks=dict(sorted(counts.items())),
    )


def _read_manifest(directory: Path) -> _Manifest:
    path = directory / "manifest.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Manifest)
    except FileNotFoundError:
        raise T3Error(
            f"{directory}: no manifest.json in it; is this the finished output of t3?"
        ) from None
    except OSError as error:
        raise T3Error(f"{path}: cannot read: {error.strerror or error}") from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise T3Error(f"{path}: not a manifest with rows and shards: {error}") from None


def _against_manifest(
    name: str, result: _ShardResult, listed: _ListedShard | None
) -> Iterator[RowFault]:
    if listed is None:
        yield RowFault(name, None, "", "shard_not_listed", "the manifest does not list it")
        return
    if result.rows != listed.rows:
        detail = f"{result.rows} rows where the manifest says {listed.rows}"
        yield RowFault(name, None, "", "shard_rows_differ", detail)
    if result.sha256 != listed.sha256:
        detail = f"sha256 is {result.sha256[:12]}…, the manifest says {listed.sha256[:12]}…"
        yield RowFault(name, None, "", "shard_hash_differs", detail)


def _sums(
    manifest: _Manifest, listed: dict[str, _ListedShard], names: list[str], rows: int
) -> Iterator[RowFault]:
    place = "manifest.json"
    for name in listed:
        if name not in names:
            yield RowFault(name, None, "", "shard_missing", "the manifest lists it, it is not here")
    if len(listed) != len(manifest.shards):
        yield RowFault(place, None, "", "shard_listed_twice", "a shard is listed more than once")
    if rows != manifest.rows:
        detail = f"{rows} rows in the shards, the manifest says {manifest.rows}"
        yield RowFault(place, None, "", "total_rows_differ", detail)


def _repeated_ids(paths: list[Path], names: list[str], ids: list[bytes]) -> Iterator[RowFault]:
    import numpy as np

    hashes = np.frombuffer(b"".join(ids), dtype=np.uint64)
    order = np.argsort(hashes, kind="stable")
    again = order[1:][hashes[order[1:]] == hashes[order[:-1]]]
    repeated = set(again.tolist())
    before = 0
    for path, name, shard_ids in zip(paths, names, ids, strict=True):
        count = len(shard_ids) // 8
        here = {row for row in range(count) if before + row in repeated} if repeated else set()
        before += count
        if not here:
            continue
        for row, example in enumerate(read_shard(path)):
            if row in here:
                detail = "an earlier row has the same id"
                yield RowFault(name, row, example.id, "duplicate_id", detail)
                here.discard(row)
            if not here:
                break
