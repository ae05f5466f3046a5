"""Arrow shards: the one fixed schema that text-only, image and video rows share.

Arrow IPC *stream* form, plain `string` and `list<string>`, no `huggingface` metadata: the only
form that datasets 2.16 to 5.x all read (docs/rows.md).
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from t3data.errors import T3Error
from t3data.files import atomic_write
from t3data.types import Example, Turn

TURN = pa.struct([("from", pa.string()), ("value", pa.string())])
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("conversations", pa.list_(TURN)),
        ("images", pa.list_(pa.string())),
        ("videos", pa.list_(pa.string())),
        ("source", pa.string()),
        ("task", pa.string()),
        ("n_tokens", pa.int32()),
        ("meta", pa.string()),
    ]
)
_ROWS_PER_BATCH = 1000


def to_batch(examples: Sequence[Example]) -> pa.RecordBatch:
    """Column arrays of `examples`, built from flat lists and offsets (3x `from_pylist`)."""
    spoken = [turn for example in examples for turn in example.conversations]
    turns = pa.StructArray.from_arrays(
        [
            _strings([turn.speaker for turn in spoken]),
            _strings([turn.value for turn in spoken]),
        ],
        fields=list(TURN),
    )
    return pa.RecordBatch.from_arrays(
        [
            _strings([e.id for e in examples]),
            pa.ListArray.from_arrays(_offsets([e.conversations for e in examples]), turns),
            _lists([e.images for e in examples]),
            _lists([e.videos for e in examples]),
            _strings([e.source for e in examples]),
            _strings([e.task for e in examples]),
            _integers([e.n_tokens for e in examples]),
            _strings([e.meta for e in examples]),
        ],
        schema=SCHEMA,
    )


def write_shard(path: Path, examples: Iterable[Example]) -> int:
    """Writes one shard atomically; returns the number of rows. Same rows, same bytes."""
    rows = 0
    with atomic_write(path) as stream, pa.ipc.new_stream(stream, SCHEMA) as writer:
        batch: list[Example] = []
        for example in examples:
            batch.append(example)
            if len(batch) == _ROWS_PER_BATCH:
                writer.write_batch(to_batch(batch))
                rows += len(batch)
                batch.clear()
        if batch:
            writer.write_batch(to_batch(batch))
            rows += len(batch)
    return rows


def read_shard(path: Path) -> Iterator[Example]:
    """The rows of one shard, batch by batch.

    Raises:
        T3Error: the file is not an Arrow stream with our schema, or is cut short.
    """
    try:
        for batch in shard_batches(path):
            yield from map(example_of, batch.to_pylist())
    except TypeError as error:
        raise T3Error(f"{path}: not a t3data shard: a list is null in it") from error


def shard_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The batches of one shard.

    Raises:
        T3Error: the file is not an Arrow stream with our schema, or is cut short.
    """
    try:
        with pa.memory_map(str(path)) as source, pa.ipc.open_stream(source) as reader:
            if not reader.schema.equals(SCHEMA):
                raise T3Error(f"{path}: not a t3data shard: schema is {_flat(reader.schema)}")
            for batch in reader:
                batch.validate(full=True)  # damaged offsets would crash the interpreter
                yield batch
    except (pa.ArrowException, OSError) as error:
        raise T3Error(f"{path}: not a readable Arrow stream: {_first_line(error)}") from error


def example_of(row: Mapping[str, Any]) -> Example:
    """The row that Arrow gives as a mapping of columns to values."""
    return Example(
        id=row["id"],
        conversations=tuple(Turn(turn["from"], turn["value"]) for turn in row["conversations"]),
        source=row["source"],
        task=row["task"],
        images=tuple(row["images"]),
        videos=tuple(row["videos"]),
        n_tokens=row["n_tokens"],
        meta=row["meta"],
    )


def shard_paths(directory: Path) -> list[Path]:
    """The shards below `directory/data`, by name.

    Raises:
        T3Error: there are none.
    """
    paths = sorted((directory / "data").glob("*.arrow"))
    if not paths:
        raise T3Error(f"{directory}: no data/*.arrow in it; is this the output of t3?")
    return paths


def _lists(lists: Sequence[Sequence[str]]) -> pa.ListArray:
    values = _strings(list(chain.from_iterable(lists)))
    return pa.ListArray.from_arrays(_offsets(lists), values)


def _strings(values: Sequence[str]) -> pa.StringArray:
    # pa.array imports pandas to look at its argument: 50 MB and a quarter of a second a process.
    encoded = [value.encode() for value in values]
    buffers = [None, _offsets(encoded).buffers()[1], pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(values), buffers)


def _offsets(sized: Sequence[Sized]) -> pa.Int32Array:
    return _integers(accumulate(map(len, sized), initial=0))


def _integers(values: Iterable[int]) -> pa.Int32Array:
    packed = array("i", values)
    return pa.Array.from_buffers(pa.int32(), len(packed), [None, pa.py_buffer(packed)])


def _flat(schema: pa.Schema) -> str:
    return ", ".join(f"{field.name} {field.type}" for field in schema)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
