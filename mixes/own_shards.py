"""Rows of our own Arrow shards, column by column: several times as fast as row by row."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from mixes.shapes.roles import KNOWN
from mixes.shapes.row import Row, Utterance
from t3data.records import RecordFile, Span
from t3data.records.groups import groups
from t3data.shards import SCHEMA

_ROWS_AT_ONCE = 1000


def batches_of(span: Span) -> Iterator[tuple[int, pa.RecordBatch]] | None:
    """Row number and batch of every part of a span; None if the file is not one of our shards."""
    if span.kind != "arrow" or not is_own(span.path):
        return None
    return _batches(span)


def is_own(path: str) -> bool:
    """Whether the file is an IPC stream with exactly the schema of our shards."""
    with pa.memory_map(path) as source:
        try:
            schema = pa.ipc.open_stream(source).schema
        except pa.ArrowInvalid:
            return False
    return bool(schema.equals(SCHEMA))


def rows_of(batch: pa.RecordBatch) -> Iterator[Row] | None:
    """The rows of a batch; None if something is in it that our own writer never writes."""
    ids, conversations, images, videos, _, tasks, _, metas = batch.columns
    turns = conversations.flatten()
    parts = (*turns.flatten(), images.flatten(), videos.flatten())
    speakers = set(parts[0].unique().to_pylist())
    nulls = any(part.null_count for part in (*batch.columns, turns, *parts))
    if nulls or not speakers <= KNOWN or not all(meta[:1] == "{" for meta in metas.to_pylist()):
        return None
    return _rows(ids, conversations, images, videos, tasks, metas)


def take(file: RecordFile, rows: Sequence[int]) -> Iterator[Row] | None:
    """The given rows of one of our shards, in the given order; None as for `rows_of`."""
    ascending = sorted(set(rows))
    pieces: list[pa.RecordBatch] = []
    first = done = 0
    for group in groups(file.path, file.kind):
        last = done
        while last < len(ascending) and ascending[last] < first + group.rows:
            last += 1
        if last > done:
            wanted = pa.array([row - first for row in ascending[done:last]])
            pieces += [batch.take(wanted) for batch in group.read()]
        first, done = first + group.rows, last
    if any(rows_of(piece) is None for piece in pieces):
        return None
    index = {row: i for i, row in enumerate(ascending)}
    return _taken(pa.Table.from_batches(pieces, SCHEMA), [index[row] for row in rows])


def _taken(table: pa.Table, indexes: list[int]) -> Iterator[Row]:
    for start in range(0, len(indexes), _ROWS_AT_ONCE):
        some = table.take(pa.array(indexes[start : start + _ROWS_AT_ONCE])).combine_chunks()
        for batch in some.to_batches():
            rows = rows_of(batch)
            assert rows is not None
            yield from rows


def _batches(span: Span) -> Iterator[tuple[int, pa.RecordBatch]]:
    first = 0
    for group in groups(span.path, span.kind):
        if first >= span.stop:
            return
        if first >= span.start:
            for batch in group.read():
                for start in range(0, batch.num_rows, _ROWS_AT_ONCE):
                    yield first + start, batch.slice(start, _ROWS_AT_ONCE)
        first += group.rows


def _rows(
    ids: pa.Array,
    conversations: pa.Array,
    images: pa.Array,
    videos: pa.Array,
    tasks: pa.Array,
    metas: pa.Array,
) -> Iterator[Row]:
    speakers, values = (part.to_pylist() for part in conversations.flatten().flatten())
    turns = list(map(Utterance, speakers, values))
    ends = conversations.offsets.to_numpy() - conversations.offsets[0].as_py()
    bounds = ends.tolist()
    columns = zip(
        ids.to_pylist(), bounds, bounds[1:], images.to_pylist(), videos.to_pylist(),
        tasks.to_pylist(), metas.to_pylist(), strict=False,
    )  # fmt: skip
    for name, start, stop, image, video, task, meta in columns:
        yield Row(turns[start:stop], image, video, name or None, task, meta)
