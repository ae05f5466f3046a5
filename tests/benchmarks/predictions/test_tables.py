"""VLMEvalKit's tables, in which empty cells, formulas and merged cells lie in wait."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from benchmarks.contract import Sample
from benchmarks.predictions import read_predictions
from benchmarks.videomme import VIDEOMME
from t3data.errors import T3Error

SAMPLES = [Sample(f"q{i}", "vid", f"What happens {i}?", "C") for i in range(4)]
HEADER = ["index", "video", "question", "answer", "prediction"]


def row(number: int, reply: Any) -> list[Any]:
    return [number, "other name", f"What happens {number}?", "C", reply]


def sheet(path: Path, *rows: list[Any], header: list[Any] = HEADER) -> Path:
    book = Workbook()
    assert book.active is not None
    for cells in (header, *rows):
        book.active.append(cells)
    book.save(path)
    return path


def read(path: Path, **options: Any) -> list[tuple[str, str | None]]:
    found = read_predictions(path, VIDEOMME, SAMPLES, **options)
    assert found.format == "vlmevalkit"
    return [(one.id, one.reply) for one in found.predictions]


def complaint(path: Path, **options: Any) -> str:
    with pytest.raises(T3Error) as caught:
        read(path, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_sheet(tmp_path: Path) -> None:
    """Rows in any order; an empty cell is an empty reply; a number is its text."""
    path = sheet(tmp_path / "Qwen 2.5_Video-MME 🎬.xlsx", row(2, "C"), row(0, None), row(1, 3))
    assert read(path) == [("q2", "C"), ("q0", ""), ("q1", "3")]


def test_an_index_that_was_read_as_a_number(tmp_path: Path) -> None:
    assert read(sheet(tmp_path / "a.xlsx", [2.0, None, None, None, "C"])) == [("q2", "C")]


def test_a_formula_is_not_a_reply(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", row(0, "C"), row(1, "=C"))
    assert complaint(path).startswith(
        f"{path}: row 1: field prediction: expected a text, found a formula (=C)"
    )
    assert read(path, max_bad=1) == [("q0", "C")]


def test_merged_cells_do_not_shift_rows(tmp_path: Path) -> None:
    """The second of two merged index cells is empty: that row has no sample."""
    book = Workbook()
    assert book.active is not None
    for cells in (HEADER, row(0, "A"), row(1, "B"), row(2, "C")):
        book.active.append(cells)
    book.active.merge_cells("A2:A3")
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert f"{path}: row 1: field index: no sample has this id" in complaint(path)
    assert read(path, max_bad=1) == [("q0", "A"), ("q2", "C")]


def test_merged_replies_are_empty_replies(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for cells in (HEADER, row(0, "A"), row(1, "B")):
        book.active.append(cells)
    book.active.merge_cells("E2:E3")
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx") == [("q0", "A"), ("q1", "")]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (["index", "answer"], "no column prediction; the header has index, answer"),
        ([], "no column prediction; the header has nothing"),
        ([None, None], "no column prediction; the header has nothing"),
        (["index", "prediction", "prediction"], "two columns are called prediction; remove one"),
    ],
)
def test_columns_that_are_missing_or_there_twice(
    tmp_path: Path, header: list[Any], told: str
) -> None:
    path = sheet(tmp_path / "a.xlsx", header=header)
    assert complaint(path) == f"{path}: {told}"


def test_a_sheet_with_a_header_alone(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx")
    assert complaint(path) == f"{path}: no predictions in this file"


def test_rows_without_index_need_their_question(tmp_path: Path) -> None:
    header = ["video", "question", "prediction"]
    path = sheet(tmp_path / "a.xlsx", ["vid", "What happens 3?", "C"], header=header)
    assert read(path) == [("q3", "C")]
    path = sheet(tmp_path / "b.xlsx", ["vid", "Where?", "C"], header=header)
    assert "row 0: field index: no sample has this id" in complaint(path)


@pytest.mark.parametrize("length", [0, 10, 200, 2000, 4000])
def test_a_damaged_sheet(tmp_path: Path, length: int) -> None:
    whole = sheet(tmp_path / "whole.xlsx", row(0, "C"))
    path = tmp_path / "a.xlsx"
    path.write_bytes(whole.read_bytes()[:length])
    assert complaint(path).startswith(f"{path}: not a spreadsheet that can be read")


def test_an_old_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0" * 100)
    assert complaint(path).startswith(f"{path}: not a spreadsheet that can be read")


def test_a_table_of_text(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text('index\tprediction\n1\t"C\n\tor D"\n0\t\n')
    assert read(path) == [("q1", "C\n\tor D"), ("q0", "")]


def test_a_table_cut_off_in_its_last_row(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("index\tquestion\tprediction\n1\t\tC\n2\tWha")
    assert f"{path}: row 1: field prediction: expected a text, found nothing" in complaint(path)
    assert read(path, max_bad=1) == [("q1", "C")]


def test_a_table_without_the_column(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("index\tanswer\n1\tC\n")
    assert complaint(path) == f"{path}: no column prediction; the header has index, answer"


def test_json_by_rows_and_by_columns(tmp_path: Path) -> None:
    by_rows = tmp_path / "rows.json"
    by_rows.write_text(json.dumps([{"index": 1, "prediction": "C"}]))
    assert read(by_rows) == [("q1", "C")]
    by_columns = tmp_path / "columns.json"
    columns = {"index": {"a": 1, "b": 3}, "prediction": {"b": "B", "a": "A"}}
    by_columns.write_text(json.dumps(columns))
    assert read(by_columns) == [("q3", "B"), ("q1", "A")]
