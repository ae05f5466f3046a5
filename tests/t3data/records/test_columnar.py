import random
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from t3data.errors import T3Error
from t3data.records import Record, Span, open_files, records
from t3data.shards import write_shard
from t3data.types import Example, Place, Turn

ROWS = [
    {"id": f"r{i}", "n": i if i % 3 else None, "turns": [{"from": "human", "value": f"é {i}"}]}
    for i in range(25)
]


def write(path: Path, rows: list[dict], kind: str, group: int = 10) -> Path:
    table = pa.Table.from_pylist(rows)
    if kind == "parquet":
        pq.write_table(table, path, row_group_size=group)
    else:
        opened = pa.ipc.new_stream if kind == "stream" else pa.ipc.new_file
        with opened(path, table.schema) as writer:
            writer.write_table(table, max_chunksize=group)
    return path


def read(path: Path, hint: int = 20_000) -> tuple[list[Span], list[Record]]:
    (file,) = open_files([path])
    spans = list(file.spans(rows_per_span_hint=hint))
    return spans, [record for span in spans for record in records(span)]


@pytest.mark.parametrize("kind", ["parquet", "stream", "file"])
def test_rows_come_back_in_order_with_their_numbers(tmp_path, kind):
    # The name says nothing: the kind is recognised by content.
    path = write(tmp_path / "rows.bin", ROWS, kind)
    spans, found = read(path, hint=14)
    assert [(s.first_row, s.start, s.stop) for s in spans] == [
        (0, 0, 10),
        (10, 10, 20),
        (20, 20, 25),
    ]
    assert [r.value for r in found] == ROWS
    assert [r.place for r in found] == [Place(str(path), i) for i in range(25)]
    assert found[0].raw is None
    assert found[0].length == 0


@pytest.mark.parametrize("kind", ["parquet", "stream", "file"])
def test_fetch_keeps_the_order_asked_for_and_repeats(tmp_path, kind):
    (file,) = open_files([write(tmp_path / "rows", ROWS, kind, group=4)])
    wanted = [random.Random(3).randrange(25) for _ in range(60)]
    assert [r.value for r in file.fetch([(row, 0) for row in wanted])] == [ROWS[r] for r in wanted]
    assert list(file.fetch([])) == []
    with pytest.raises(T3Error, match="row 25: the file has changed"):
        list(file.fetch([(3, 0), (25, 0)]))


def test_null_counts_as_absent_when_decoding(tmp_path):
    class Row(msgspec.Struct):
        id: str
        n: int = -1

    _, found = read(write(tmp_path / "a.parquet", ROWS, "parquet"))
    assert [found[0].decode(Row).n, found[1].decode(Row).n] == [-1, 1]
    with pytest.raises(msgspec.ValidationError, match="Expected `str`, got `int`"):
        found[1].decode(dict[str, str])


@pytest.mark.parametrize("kind", ["parquet", "stream", "file"])
def test_pictures_inside_of_rows_are_left_out(tmp_path, kind):
    rows = [
        {
            "id": i,
            "thumb": b"\x89PNG",
            "image": {"bytes": b"\xff\xd8" * 50, "path": f"{i}.jpg"} if i != 1 else None,
            "images": [{"bytes": b"\xff\xd8", "path": f"{i}-{j}.jpg"} for j in range(i)],
        }
        for i in range(3)
    ]
    _, found = read(write(tmp_path / "rows", rows, kind))
    assert [r.value["image"] for r in found] == [{"path": "0.jpg"}, None, {"path": "2.jpg"}]
    assert found[2].value == {
        "id": 2,
        "image": {"path": "2.jpg"},
        "images": [{"path": "2-0.jpg"}, {"path": "2-1.jpg"}],
    }


@pytest.mark.parametrize("kind", ["parquet", "stream", "file"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_one_clear_line(tmp_path, kind, kept):
    path = write(tmp_path / "rows.arrow", ROWS, kind)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(
        T3Error, match=r"rows.arrow: cut short or not readable: .*; fetch the file again"
    ) as told:
        read(path)
    assert "\n" not in str(told.value)


def test_a_stream_cut_between_two_batches_is_noticed(tmp_path):
    path = write(tmp_path / "rows.arrow", ROWS, "stream")
    data = path.read_bytes()
    path.write_bytes(data[:-8])
    with pytest.raises(T3Error, match="the end-of-stream mark is missing"):
        read(path)


def test_our_own_shards_are_read(tmp_path):
    examples = [Example(f"e{i}", (Turn("human", "Q?"), Turn("gpt", "A")), "s") for i in range(3)]
    write_shard(tmp_path / "part.arrow", examples)
    _, found = read(tmp_path / "part.arrow")
    assert [r.value["id"] for r in found] == ["e0", "e1", "e2"]
    assert found[0].value["conversations"][1] == {"from": "gpt", "value": "A"}
