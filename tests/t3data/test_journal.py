import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from t3data import appended
from t3data.errors import T3Error
from t3data.journal import Journal, read_records, rewrite

ROOT = Path(__file__).parents[2]


class Note(msgspec.Struct, frozen=True):
    name: str
    text: str = ""


def open_notes(path: Path) -> Journal[Note]:
    return Journal(path, Note, lambda note: note.name)


def test_what_was_written_is_there_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "deep er" / "notes 🎬.jsonl"
    with open_notes(path) as notes:
        notes.add(Note("a", "1"))
        notes.add(Note("b", "line\nbreak"))
        notes.add(Note("a", "2"))
    with open_notes(path) as notes:
        assert notes.records == {"a": Note("a", "2"), "b": Note("b", "line\nbreak")}
    assert read_records(path, Note, lambda note: note.name) == [
        Note("a", "2"),
        Note("b", "line\nbreak"),
    ]


@pytest.mark.parametrize("torn", [b'{"name": "b", "te', b"{", b'{"name":"b"}'])
def test_a_torn_last_line_is_cut_off(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_bytes(b'{"name":"a"}\n' + torn)
    with open_notes(path) as notes:
        assert list(notes.records) == ["a"]
        notes.add(Note("c"))
    assert path.read_bytes() == b'{"name":"a"}\n{"name":"c","text":""}\n'


def test_a_damaged_line_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_bytes(b'\xff\xfe\n[]\n{"name":1}\n\n{"name":"a"}\n')
    with open_notes(path) as notes:
        assert list(notes.records) == ["a"]


def test_rewriting_makes_the_order_the_plans(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    rewrite(path, [Note("b"), Note("a")])
    assert path.read_bytes() == b'{"name":"b","text":""}\n{"name":"a","text":""}\n'


def test_a_full_disk_leaves_whole_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "notes.jsonl"
    write = os.write
    with open_notes(path) as notes:
        notes.add(Note("a"))
        monkeypatch.setattr(appended.os, "write", lambda file, data: write(file, data[:5]))
        with pytest.raises(T3Error, match="the disk is full"):
            notes.add(Note("b"))
    assert path.read_bytes() == b'{"name":"a","text":""}\n'


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "notes.jsonl").mkdir()
    with pytest.raises(T3Error, match=r"notes\.jsonl: cannot open"):
        open_notes(tmp_path / "notes.jsonl").__enter__()
    with pytest.raises(T3Error, match="cannot read"):
        read_records(tmp_path / "none", Note, lambda note: note.name)


WRITER = """
import sys
sys.path.insert(0, sys.argv[2])
import msgspec
from pathlib import Path
from t3data.journal import Journal

class Note(msgspec.Struct):
    name: str
    text: str = ""

with Journal(Path(sys.argv[1]), Note, lambda note: note.name) as notes:
    number = len(notes.records)
    while True:
        notes.add(Note(str(number), "x" * (number % 5000)))
        number += 1
"""


def test_nothing_that_was_written_is_lost_by_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    before = 0
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(ROOT)])
        deadline = time.monotonic() + 30
        while not path.exists() or path.stat().st_size <= before + 20_000:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        before = path.stat().st_size
    with open_notes(path) as notes:
        numbers = [int(name) for name in notes.records]
        assert numbers == list(range(len(numbers)))
        assert len(numbers) > 10
