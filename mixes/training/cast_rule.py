"""When LLaMA-Factory stops with "Couldn't cast array of type list<item: string> to null".

Its loader maps the rows twice: first to its own columns, then to token ids. Each time `datasets`
cuts the rows into one contiguous piece per worker, infers the type of a media column from the first
rows of the piece, and fails when those hold no such media and later rows of the piece do. A piece
without any is fine. The first step looks at 1,000 rows, the second at `preprocessing_batch_size`.
Shards come in the order of `os.listdir`, which is arbitrary, so every order has to be safe.

Measured with LLaMA-Factory 0.9.5 and datasets 4.0.0, to the row: tests/e2e holds it.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

INFERRED_FROM = 1000
"""Rows of a piece from which the first step infers: `writer_batch_size` of `datasets`."""

Flags = NDArray[np.bool_]
Media = Mapping[str, Sequence[Flags]]
"""For `images` and `videos`: per shard, which rows hold any."""


def media_of(shards: Iterable[Path]) -> Media:
    """Which rows of these Arrow shards hold images and videos; only these columns are looked at."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found: dict[str, list[Flags]] = {"images": [], "videos": []}
    for path in shards:
        with pa.memory_map(str(path)) as source, pa.ipc.open_stream(source) as reader:
            flags: dict[str, list[Flags]] = {name: [] for name in found}
            for batch in reader:
                for name, parts in flags.items():
                    lengths = pc.fill_null(pc.list_value_length(batch.column(name)), 0)
                    parts.append(lengths.to_numpy(zero_copy_only=False) > 0)
        for name, parts in flags.items():
            found[name].append(np.concatenate(parts) if parts else np.zeros(0, np.bool_))
    return found


def safe_workers(media: Media, wanted: int, batch: int = INFERRED_FROM) -> int | None:
    """The most workers, `wanted` at most, that read these shards whatever their order.

    None where even one worker, who sees all rows in one piece, could stop.

    Args:
        media: what `media_of` returns.
        wanted: `preprocessing_num_workers`; 1 stands for none.
        batch: `preprocessing_batch_size`.
    """
    for workers in range(wanted, 0, -1):
        if not any(may_stop(shards, workers, batch) for shards in media.values()):
            return workers
    return None


def may_stop(shards: Sequence[Flags], workers: int, batch: int = INFERRED_FROM) -> bool:
    """Whether some order of the shards stops so many workers, for one kind of media.

    Exact for a single shard and for a single worker; with several of both it may be too careful.
    """
    window = min(INFERRED_FROM, batch)
    with_media = [np.flatnonzero(shard) for shard in shards if shard.any()]
    if not with_media:
        return False
    if len(shards) == 1:
        return any(_stops(piece, window) for piece in _pieces(shards[0], workers))
    without = sum(len(shard) for shard in shards if not shard.any())
    head = max(int(places[0]) for places in with_media)
    if workers == 1 or without + head >= window:
        return without + head >= window
    sizes = [len(shard) for shard in shards if shard.any()]
    tail = max(size - 1 - int(places[-1]) for size, places in zip(sizes, with_media, strict=True))
    inside = max(int(np.diff(places).max(initial=1)) - 1 for places in with_media)
    return max(tail + without + head, inside) >= window


def _pieces(rows: Flags, workers: int) -> list[Flags]:
    """Contiguous pieces, the first ones a row longer where it does not come out even."""
    return np.array_split(rows, min(workers, max(len(rows), 1)))


def _stops(piece: Flags, window: int) -> bool:
    return bool(piece[window:].any() and not piece[:window].any())
