import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mixes.filters.benchmark_text import benchmark_files, strings_in
from mixes.filters.contamination import build_index, contamination_check
from mixes.shapes.row import Refusal, Row, Utterance
from t3data.errors import T3Error

LONG = "In the second half of the video what does the man in the green hat pick up from the table"
SHORT = "Which animal crosses the road first?"


def check(tmp_path: Path, files: dict[str, str], text: str) -> Refusal | None:
    benchmarks = tmp_path / "benchmarks"
    benchmarks.mkdir()
    for name, content in files.items():
        (benchmarks / name).write_text(content, encoding="utf-8")
    index = tmp_path / "index"
    index.mkdir()
    build_index([str(benchmarks)], index)
    row = Row([Utterance("human", "Look."), Utterance("gpt", text)])
    return contamination_check(str(index))(row)


def test_thirteen_words_in_a_row_are_enough(tmp_path: Path) -> None:
    words = LONG.upper().replace(" ", ",  ").split("  ")
    refusal = check(tmp_path, {"a.json": json.dumps([{"q": LONG}])}, " ".join(words[3:16]))
    assert refusal is not None
    assert refusal.reason == "contaminated"
    assert refusal.detail.startswith(f"shares with {tmp_path}/benchmarks/a.json: 'half of the")


def test_twelve_are_not(tmp_path: Path) -> None:
    words = LONG.split()
    assert check(tmp_path, {"a.json": json.dumps([LONG])}, " ".join(words[3:15])) is None


def test_a_short_question_counts_as_a_whole(tmp_path: Path) -> None:
    files = {"a.txt": f"{SHORT}\nToo short to say anything\n"}
    text = "Someone asked: which animal crosses the road, first? too short to say anything"
    refusal = check(tmp_path, files, text)
    assert refusal is not None
    assert "'which animal crosses the road first'" in refusal.detail


def test_part_of_a_short_question_does_not(tmp_path: Path) -> None:
    assert check(tmp_path, {"a.txt": f"{SHORT} Say it now"}, SHORT) is None


def test_every_kind_of_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('\ufeff{"x": [{"q": "one"}, ["two", 3, null]]}', "utf-8")
    (tmp_path / "b.jsonl").write_text('{"q": "three"}\n\n["four"]\n', "utf-8")
    (tmp_path / "c.csv").write_text('id,q\n1,"five, with\nbreak"\n', "utf-8")
    (tmp_path / "d.tsv").write_text("1\tsix\n", "utf-8")
    (tmp_path / "e.txt").write_text("seven\neight", "utf-8")
    (tmp_path / "f.bin").write_bytes(b"\0\1")
    pq.write_table(pa.table({"q": ["nine"], "o": [["ten"]]}), tmp_path / "g.parquet")
    files = benchmark_files([str(tmp_path)])
    assert [file.name[0] for file in files] == list("abcdeg")
    strings = [text.strip() for file in files for text in strings_in(file)]
    assert strings == [
        *("one", "two", "three", "four", "id", "q", "1", "five, with\nbreak", "1", "six"),
        *("seven", "eight", "nine", "ten"),
    ]


def test_missing_and_broken_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(T3Error, match="no such benchmark file"):
        benchmark_files([str(tmp_path / "x.json")])
    with pytest.raises(T3Error, match="no benchmark file in it"):
        benchmark_files([str(tmp_path)])
    (tmp_path / "x.json").write_text("[1", "utf-8")
    with pytest.raises(T3Error, match=r"x\.json: cannot read benchmark file"):
        list(strings_in(tmp_path / "x.json"))
