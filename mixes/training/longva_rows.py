"""The rows of a mix as LongVA's trainer reads them.

Its loader (`train.py`, f943753) opens whatever stands under the key `image`, so rows of text must
not have it; it takes one `<image>` for an image and for a video, at the beginning of a turn; it
knows the speakers human and gpt; and it stops at rows without a word.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from t3data.files import atomic_write
from t3data.types import Example

_MARK = "<image>"


@dataclass(slots=True)
class Exported:
    """What became of the rows."""

    rows: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    """Rows that were left out, by reason."""


def longva_record(row: Example) -> dict[str, Any] | str:
    """One row in LongVA's form, or the reason why it has none."""
    if len(row.images) + len(row.videos) > 1:
        return "several_media"
    if any(turn.speaker not in ("human", "gpt") for turn in row.conversations):
        return "speaker"
    if not row.conversations or row.conversations[0].speaker != "human":
        return "first_turn"
    values = [turn.value for turn in row.conversations]
    record: dict[str, Any] = {"id": row.id}
    if row.images or row.videos:
        name, mark = ("image", _MARK) if row.images else ("video", "<video>")
        marked = [number for number, value in enumerate(values) if mark in value]
        if len(marked) != 1 or row.conversations[marked[0]].speaker != "human":
            return "placeholder"
        rest = values[marked[0]].replace(mark, "").strip()
        values[marked[0]] = f"{_MARK}\n{rest}".strip()
        record[name] = (row.images or row.videos)[0]
    if not any(value.split() for value in values):
        return "no_words"
    record["conversations"] = [
        {"from": turn.speaker, "value": value}
        for turn, value in zip(row.conversations, values, strict=True)
    ]
    return record


def write_records(shards: Sequence[Path], path: Path, rejects: Path) -> Exported:
    """Writes all rows as one JSON array, row by row, and those that were left out beside it.

    Each line of `rejects` has `reason`, `id`, `file` and `row` (from 0). ASCII only: the trainer
    opens the array in whatever encoding its machine is set to.

    Raises:
        T3Error: a shard cannot be read, or the disk refuses.
    """
    from t3data.shards import read_shard  # imports Arrow, which other frameworks do without

    exported = Exported()
    with atomic_write(rejects) as refused, atomic_write(path) as stream:
        stream.write(b"[")
        for shard in shards:
            for number, row in enumerate(read_shard(shard)):
                record = longva_record(row)
                if isinstance(record, str):
                    exported.rejected[record] += 1
                    line = {"reason": record, "id": row.id, "file": shard.name, "row": number}
                    _write(refused, "", line, "\n")
                else:
                    _write(stream, ",\n" if exported.rows else "\n", record, "")
                    exported.rows += 1
        stream.write(b"\n]\n")
    return exported


def _write(stream: IO[bytes], before: str, value: Any, after: str) -> None:
    stream.write(f"{before}{json.dumps(value)}{after}".encode("ascii"))
