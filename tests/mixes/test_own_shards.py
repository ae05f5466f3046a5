from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mixes.own_shards import open_own
from mixes.shapes.row import UnfitRowError
from t3data.shards import SCHEMA, write_shard
from t3data.types import Example, Turn

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
EXAMPLE = st.builds(
    Example,
    id=TEXT,
    conversations=st.lists(
        st.builds(Turn, st.sampled_from(["human", "gpt", "system"]), TEXT), max_size=4
    ).map(tuple),
    source=TEXT,
    task=TEXT,
    images=st.lists(TEXT, max_size=3).map(tuple),
    videos=st.lists(TEXT, max_size=2).map(tuple),
    meta=st.just('{"v": 1}'),
)


@settings(max_examples=40)
@given(st.lists(EXAMPLE, max_size=30), st.data())
def test_rows_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, examples: list[Example], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("shard") / "x.arrow"
    write_shard(path, examples)
    shard = open_own(str(path))
    assert shard is not None
    numbers = data.draw(st.permutations(range(len(examples))))
    for number, row in zip(numbers, shard.rows(numbers), strict=True):
        wanted = examples[number]
        assert row.id == (wanted.id or None)
        assert [Turn(t.speaker, t.value) for t in row.turns] == list(wanted.conversations)
        assert (tuple(row.images), tuple(row.videos)) == (wanted.images, wanted.videos)
        assert (row.task, row.meta) == (wanted.task, wanted.meta)


def test_many_batches(tmp_path: Path) -> None:
    path = tmp_path / "x.arrow"
    write_shard(path, (Example(str(i), (Turn("human", f"q{i}"),), "s") for i in range(2500)))
    shard = open_own(str(path))
    assert shard is not None
    assert [row.id for row in shard.rows([2499, 0, 1000, 999])] == ["2499", "0", "1000", "999"]


def batch(**columns: object) -> pa.RecordBatch:
    base = Example("a", (Turn("human", "q"), Turn("gpt", "a")), "s", meta="{}")
    row = {
        "id": base.id,
        "conversations": [{"from": t.speaker, "value": t.value} for t in base.conversations],
        "images": [],
        "videos": [],
        "source": "s",
        "task": "t",
        "n_tokens": 5,
        "meta": "page 3",
    }
    return pa.RecordBatch.from_pylist([{**row, **columns}], SCHEMA)


def write(path: Path, record_batch: pa.RecordBatch) -> str:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, record_batch.schema) as writer:
        writer.write_batch(record_batch)
    return str(path)


@pytest.mark.parametrize(
    "columns", [{"id": None}, {"images": None}, {"conversations": [{"from": "human"}]}]
)
def test_nulls_are_left_to_the_long_way(tmp_path: Path, columns: dict[str, object]) -> None:
    assert open_own(write(tmp_path / "x.arrow", batch(**columns))) is None


def test_other_files_are_not_ours(tmp_path: Path) -> None:
    other = pa.RecordBatch.from_pylist([{"id": "a"}])
    assert open_own(write(tmp_path / "x.arrow", other)) is None
    (tmp_path / "y.arrow").write_bytes(b"ARROW1 and so on")
    assert open_own(str(tmp_path / "y.arrow")) is None


def test_speakers_are_known_by_many_names_or_not_at_all(tmp_path: Path) -> None:
    shard = open_own(
        write(tmp_path / "x.arrow", batch(conversations=[{"from": "user", "value": "q"}]))
    )
    assert shard is not None
    row = next(shard.rows([0]))
    assert row.turns[0].speaker == "human"
    # What is no JSON object is not kept as one.
    assert (row.task, row.meta) == ("", "{}")
    path = write(tmp_path / "y.arrow", batch(conversations=[{"from": "martian", "value": "q"}]))
    strange = open_own(path)
    assert strange is not None
    with pytest.raises(UnfitRowError, match="martian"):
        next(strange.rows([0]))
