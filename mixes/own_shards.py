"""Rows of our own Arrow shards, read straight from the buffers that are mapped from disk.

Several times as fast as `to_pylist`, any row can be read alone, and `pyarrow.compute` (35 MB and
a tenth of a second in every process) is never needed.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import pyarrow as pa

from mixes.shapes.roles import KNOWN, speaker_of
from mixes.shapes.row import Row, Utterance
from t3data.shards import SCHEMA


class OwnBatch:
    """One record batch of a shard."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.batch = batch
        columns = dict(zip(batch.schema.names, batch.columns, strict=True))
        turns = columns["conversations"].values
        self._turns = _offsets(columns["conversations"])
        self._speakers = _Strings(turns.field("from"))
        self._values = _Strings(turns.field("value"))
        self._images = _offsets(columns["images"])
        self._image_paths = _Strings(columns["images"].values)
        self._videos = _offsets(columns["videos"])
        self._video_paths = _Strings(columns["videos"].values)
        self._ids = _Strings(columns["id"])
        self._tasks = _Strings(columns["task"])
        self._metas = _Strings(columns["meta"])

    def row(self, index: int) -> Row:
        """One row.

        Raises:
            UnfitRowError: a turn is by nobody we know.
        """
        start, stop = self._turns[index], self._turns[index + 1]
        turns = [Utterance(self._speakers[i], self._values[i]) for i in range(start, stop)]
        for turn, utterance in enumerate(turns):
            if utterance.speaker not in KNOWN:
                utterance.speaker = speaker_of(utterance.speaker, turn)
        images = range(self._images[index], self._images[index + 1])
        videos = range(self._videos[index], self._videos[index + 1])
        row = Row(
            turns,
            [self._image_paths[i] for i in images],
            [self._video_paths[i] for i in videos],
            self._ids[index] or None,
        )
        meta = self._metas[index]
        if meta[:1] == "{":
            row.task, row.meta = self._tasks[index], meta
        return row


class OwnShard:
    """One shard file; only what is asked for is read."""

    def __init__(self, path: str) -> None:
        self._batches: list[OwnBatch] = []
        self._starts: list[int] = []
        rows = 0
        with pa.memory_map(path) as source, pa.ipc.open_stream(source) as stream:
            for batch in stream:
                self._batches.append(OwnBatch(batch))
                self._starts.append(rows)
                rows += batch.num_rows

    def find(self, row: int) -> tuple[OwnBatch, int]:
        """The batch of a row, and its index there."""
        batch = bisect_right(self._starts, row) - 1
        return self._batches[batch], row - self._starts[batch]

    def rows(self, numbers: Sequence[int]) -> Iterator[Row]:
        """The given rows, in the given order."""
        for number in numbers:
            batch, index = self.find(number)
            yield batch.row(index)


def open_own(path: str) -> OwnShard | None:
    """The shard at `path`; None if it is anything that our own writer does not write."""
    with pa.memory_map(path) as source:
        try:
            with pa.ipc.open_stream(source) as stream:
                plain = stream.schema.equals(SCHEMA) and not any(map(_has_nulls, stream))
        except pa.ArrowInvalid:
            return None
    return OwnShard(path) if plain else None


class _Strings(Sequence[str]):
    """The strings of an Arrow array without nulls, decoded one by one."""

    def __init__(self, array: pa.StringArray) -> None:
        _, offsets, data = array.buffers()
        self._offsets = _integers(offsets, array.offset)
        self._data = memoryview(data or b"")
        self._count = len(array)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> str:  # type: ignore[override]
        return str(self._data[self._offsets[index] : self._offsets[index + 1]], "utf-8")


def _offsets(array: pa.ListArray) -> Sequence[int]:
    """Where each list begins among the values, and the end of the last one."""
    return _integers(array.buffers()[1], array.offset)


def _integers(buffer: pa.Buffer | None, first: int) -> Sequence[int]:
    if buffer is None or not buffer.size:
        return (0,)
    return memoryview(buffer).cast("B").cast("i")[first:]


def _has_nulls(batch: pa.RecordBatch) -> bool:
    conversations, images, videos = (
        batch.column(SCHEMA.get_field_index(name)) for name in ("conversations", "images", "videos")
    )
    turns = conversations.values
    inner = (turns, turns.field("from"), turns.field("value"), images.values, videos.values)
    return any(array.null_count for array in (*batch.columns, *inner))
