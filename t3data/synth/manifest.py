"""What a finished run leaves behind: the joined rejects and, last of all, the manifest."""

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from t3data import __version__
from t3data.errors import T3Error
from t3data.files import atomic_write, sha256_of, write_text
from t3data.synth.options import SynthOptions
from t3data.synth.pool_task import PoolTask
from t3data.synth.proposer import Proposer


def finish(
    directory: Path,
    work: Path,
    options: SynthOptions,
    digest: str,
    inputs: dict[str, str],
    captions: dict[str, Any],
    tasks: Sequence[PoolTask],
    proposer: Proposer | None = None,
) -> dict[str, Any]:
    """Writes rejects.jsonl and manifest.json, removes the work directory, returns the manifest.

    Raises:
        T3Error: the captions did not give as many rows as were asked for.
    """
    counts = [
        msgspec.json.decode((work / f"counts-{task.number:05d}.json").read_bytes())
        for task in tasks
    ]
    made = sum(count["rows"] for count in counts)
    wanted = sum(task.rows for task in tasks)
    if not made:
        raise T3Error(
            "these captions give no question that could be verified; give more of them, longer "
            "ones, or other tasks (t3 list tasks says what each needs)"
        )
    if made < wanted:
        raise T3Error(
            f"only {made:,} different verified questions could be made from these captions, "
            f"{wanted:,} were asked for; give -n {made} or less, or more captions"
        )
    with atomic_write(directory / "rejects.jsonl") as stream:
        stream.write((work / "captions.jsonl").read_bytes())
        for task in tasks:
            stream.write((work / f"rejects-{task.number:05d}.jsonl").read_bytes())
    manifest: dict[str, Any] = {
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
    if proposer is not None:
        manifest["generator"] = {"model": proposer.model}
    write_text(
        directory / "manifest.json",
        msgspec.json.format(msgspec.json.encode(manifest), indent=2).decode() + "\n",
    )
    shutil.rmtree(work, ignore_errors=True)
    return manifest


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(sorted(total.items()))


def _joined_digest(digests: Iterable[str]) -> str:
    joined = blake2b(digest_size=32)
    for digest in digests:
        joined.update(digest.encode())
    return joined.hexdigest()
