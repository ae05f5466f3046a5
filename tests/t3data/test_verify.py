"""`verify_directory`: faults are found and placed, and broken directories give one clear line."""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from handmade import HANDS

from t3data.errors import T3Error
from t3data.shards import SCHEMA, read_shard, write_shard
from t3data.types import Example, Turn
from t3data.verify import RowFault, verify_directory

GOOD = [hand.example() for hand, _ in HANDS.values()]
GENERAL = Example("g", (Turn("human", "Hi"), Turn("gpt", "Hello")), source="chat")


def _numbered(examples: Iterable[Example], start: int = 0) -> list[Example]:
    return [replace(example, id=f"{start + n}") for n, example in enumerate(examples)]


def _write(directory: Path, *shards: list[Example]) -> Path:
    (directory / "data").mkdir(parents=True, exist_ok=True)
    listed = []
    for number, rows in enumerate(shards):
        path = directory / "data" / f"part-{number:05d}.arrow"
        write_shard(path, rows)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        listed.append({"file": f"data/{path.name}", "rows": len(rows), "sha256": sha256})
    _write_manifest(directory, {"rows": sum(map(len, shards)), "shards": listed, "seed": 1})
    return directory


def _write_manifest(directory: Path, manifest: Any) -> None:
    (directory / "manifest.json").write_text(json.dumps(manifest))


def _manifest(directory: Path) -> Any:
    return json.loads((directory / "manifest.json").read_text())


def _reasons(directory: Path, **options: Any) -> dict[str, int]:
    return verify_directory(directory, **options).reasons


def test_a_good_directory_holds(tmp_path: Path) -> None:
    directory = _write(tmp_path / "out of 😀", _numbered(GOOD), _numbered(GOOD, 100))
    report = verify_directory(directory)
    assert report.ok
    assert (report.rows, report.t3_rows) == (2 * len(GOOD), 2 * len(GOOD))
    assert report.faults == ()
    assert report.reasons == {}
    assert sum(report.tasks.values()) == report.t3_rows
    assert report.tasks["first_last"] == 8
    assert list(report.tasks) == sorted(report.tasks)


def test_general_rows_of_a_mix_are_counted_only(tmp_path: Path) -> None:
    rows = [GOOD[0], GENERAL, replace(GENERAL, images=("a.jpg",)), GOOD[1]]
    report = verify_directory(_write(tmp_path, _numbered(rows)))
    assert report.ok
    assert (report.rows, report.t3_rows) == (4, 2)


def test_bad_rows_are_placed(tmp_path: Path) -> None:
    hand, _ = HANDS["refer_position composed"]
    wrong = replace(hand.but(answer=0).example(), id="wrong")
    directory = _write(tmp_path, _numbered(GOOD), [*_numbered(GOOD[:3], 100), wrong])
    report = verify_directory(directory)
    assert not report.ok
    assert report.faults == (
        RowFault(
            "data/part-00001.arrow", 3, "wrong", "wrong_key", "option A is the answer, C is true"
        ),
    )
    assert str(report.faults[0]) == (
        "data/part-00001.arrow: row 3: wrong: wrong_key: option A is the answer, C is true"
    )


def test_first_faults_are_kept_and_all_are_counted(tmp_path: Path) -> None:
    wrong = HANDS["refer_position composed"][0].but(answer=0).example()
    directory = _write(tmp_path, *(_numbered([wrong] * 10, 10 * n) for n in range(3)))
    report = verify_directory(directory, keep=15)
    assert report.reasons == {"wrong_key": 30}
    assert [fault.id for fault in report.faults] == [str(n) for n in range(15)]


def test_the_report_does_not_depend_on_the_workers(tmp_path: Path) -> None:
    wrong = HANDS["refer_position composed"][0].but(answer=0).example()
    shards = [_numbered([*GOOD, wrong], 100 * n) for n in range(4)]
    shards[3][0] = replace(shards[3][0], id="0")
    directory = _write(tmp_path, *shards)
    alone = verify_directory(directory)
    assert alone.reasons == {"duplicate_id": 1, "wrong_key": 4}
    assert verify_directory(directory, workers=2) == alone


def test_an_id_is_used_once(tmp_path: Path) -> None:
    rows = _numbered(GOOD[:4])
    rows[2] = replace(rows[2], id="0")
    again = [replace(GOOD[5], id="x"), replace(GOOD[6], id="3")]
    faults = verify_directory(_write(tmp_path, rows, again)).faults
    assert [(fault.shard, fault.row, fault.id, fault.reason) for fault in faults] == [
        ("data/part-00000.arrow", 2, "0", "duplicate_id"),
        ("data/part-00001.arrow", 1, "3", "duplicate_id"),
    ]
    nameless = _write(tmp_path / "nameless", [replace(GOOD[0], id="")])
    assert _reasons(nameless) == {"no_id": 1}


def test_counts_and_hashes_are_held_against_the_manifest(tmp_path: Path) -> None:
    directory = _write(tmp_path, _numbered(GOOD))
    manifest = _manifest(directory)
    manifest["rows"] += 1
    _write_manifest(directory, manifest)
    assert _reasons(directory) == {"total_rows_differ": 1}
    manifest["shards"][0]["rows"] += 1
    _write_manifest(directory, manifest)
    assert _reasons(directory) == {"shard_rows_differ": 1, "total_rows_differ": 1}
    manifest["shards"][0]["sha256"] = "0" * 64
    _write_manifest(directory, manifest)
    assert _reasons(directory)["shard_hash_differs"] == 1


def test_an_edited_shard_shows_twice(tmp_path: Path) -> None:
    directory = _write(tmp_path, _numbered(GOOD))
    path = directory / "data" / "part-00000.arrow"
    rows = list(read_shard(path))
    rows[1] = replace(rows[1], conversations=(rows[1].conversations[0], Turn("gpt", "(A) x")))
    write_shard(path, rows)
    assert _reasons(directory) == {"answer_not_an_option": 1, "shard_hash_differs": 1}


def test_shards_and_manifest_list_the_same_files(tmp_path: Path) -> None:
    directory = _write(tmp_path, _numbered(GOOD), _numbered(GOOD, 100))
    (directory / "data" / "part-00000.arrow").rename(directory / "data" / "other.arrow")
    assert _reasons(directory) == {"shard_missing": 1, "shard_not_listed": 1}
    manifest = _manifest(directory)
    manifest["shards"].append(manifest["shards"][1])
    _write_manifest(directory, manifest)
    assert _reasons(directory)["shard_listed_twice"] == 1


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.99])
def test_a_truncated_shard_is_a_fault(tmp_path: Path, share: float) -> None:
    directory = _write(tmp_path, _numbered(GOOD), _numbered(GOOD, 100))
    path = directory / "data" / "part-00000.arrow"
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    report = verify_directory(directory)
    assert report.reasons["shard_hash_differs"] == 1
    assert report.reasons["shard_unreadable"] == 1
    assert report.rows == len(GOOD)
    fault = next(fault for fault in report.faults if fault.reason == "shard_unreadable")
    assert (fault.shard, fault.row) == ("data/part-00000.arrow", None)
    assert "\n" not in fault.detail


def test_damaged_bytes_never_crash(tmp_path: Path) -> None:
    directory = _write(tmp_path, _numbered(GOOD))
    path = directory / "data" / "part-00000.arrow"
    good = path.read_bytes()
    for at in range(0, len(good), max(1, len(good) // 60)):
        path.write_bytes(good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :])
        assert _reasons(directory)["shard_hash_differs"] == 1


def test_foreign_arrow_files_are_faults(tmp_path: Path) -> None:
    directory = _write(tmp_path, _numbered(GOOD))
    path = directory / "data" / "part-00000.arrow"
    table = pa.table({"a": [1]})
    with pa.ipc.new_stream(str(path), table.schema) as writer:
        writer.write_table(table)
    assert _reasons(directory)["shard_unreadable"] == 1
    row = dict.fromkeys(SCHEMA.names)
    with pa.ipc.new_stream(str(path), SCHEMA) as writer:
        writer.write_batch(pa.RecordBatch.from_pylist([row], schema=SCHEMA))
    assert _reasons(directory)["shard_unreadable"] == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_shard_without_permission_is_a_fault(tmp_path: Path) -> None:
    directory = _write(tmp_path, _numbered(GOOD))
    (directory / "data" / "part-00000.arrow").chmod(0)
    assert _reasons(directory)["shard_unreadable"] == 1


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"rows": "1", "shards": []}', '{"rows": 1, "shards": [{}]}', "[" * 9999],
)
def test_a_manifest_that_is_none(tmp_path: Path, text: str) -> None:
    directory = _write(tmp_path, _numbered(GOOD))
    (directory / "manifest.json").write_text(text)
    with pytest.raises(T3Error, match=r"manifest\.json: not a manifest"):
        verify_directory(directory)


def test_directories_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(T3Error, match=r"no manifest\.json in it"):
        verify_directory(tmp_path / "nothing")
    directory = _write(tmp_path, _numbered(GOOD))
    (directory / "data" / "part-00000.arrow").unlink()
    with pytest.raises(T3Error, match=r"no data/\*\.arrow"):
        verify_directory(directory)
    (directory / "manifest.json").unlink()
    (directory / "manifest.json").mkdir()
    with pytest.raises(T3Error, match="cannot read"):
        verify_directory(directory)
