import gzip
import json
from pathlib import Path

import pytest

from t3data.errors import T3Error
from t3data.records.recognise import kind_of

ROW = b'{"id": 1, "caption": "a red car"}'


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.json", b"[" + ROW + b"]", "json"),
        ("a.json", b"[\n" + ROW + b"\n]\n", "json"),
        ("a.json", b'{"v1": {"duration": 3}}', "json"),
        ("a.json", b'{\n "v1": {}\n}', "json"),
        ("a.json", b"[]", "json"),
        ("a.json", ROW + b"\n" + ROW + b"\n", "jsonl"),
        ("a.json", ROW + b"\r\n\r\n" + ROW, "jsonl"),
        ("a.json", b"\xef\xbb\xbf \n[" + ROW + b"]", "json"),
        ("a.jsonl", b"\xef\xbb\xbf" + ROW, "jsonl"),
        ("a.jsonl", ROW, "jsonl"),
        ("a.jsonl", b"[" + ROW + b", " + ROW + b"]", "json"),
        ("a.jsonl", b"[\n" + ROW + b"\n]", "json"),
        ("a.jsonl", b'{"id": 1, "caption": \n' + ROW, "jsonl"),
        ("a.jsonl", b"garbage\n" + ROW, "jsonl"),
        ("a.jsonl", b'{\n"id": 1\n}', "json"),
        ("rows", b"[1]\n[2]", "jsonl"),
        ("rows.txt", ROW, "json"),
    ],
)
def test_content_decides(tmp_path: Path, name, data, kind):
    (tmp_path / name).write_bytes(data)
    assert kind_of(tmp_path / name) == kind


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty; expected rows"),
        (b" \n\t ", "the file is empty; expected rows"),
        (b"\xef\xbb\xbf", "the file is empty; expected rows"),
        (gzip.compress(ROW, mtime=0), "gzip compressed; unpack it first (gunzip)"),
        (b"PK\x03\x04....", "zip compressed; unpack it first (unzip)"),
        (ROW.decode().encode("utf-16"), "UTF-16 or binary; expected UTF-8 (iconv -t utf-8"),
        (ROW.decode().encode("utf-16-be"), "UTF-16 or binary; expected UTF-8 (iconv -t utf-8"),
        (b"\x89PNG\r\n\x1a\n", "expected JSON, JSONL, Parquet or Arrow, found '\ufffdPNG"),
        (b"id,caption\n1,x\n", "expected JSON, JSONL, Parquet or Arrow, found 'id,caption"),
        (b'"only a string"', "expected JSON, JSONL, Parquet or Arrow, found '\"only a string"),
    ],
)
def test_what_holds_no_rows_is_one_clear_line(tmp_path, data, told):
    path = tmp_path / "a b 😀.json"
    path.write_bytes(data)
    with pytest.raises(T3Error) as error:
        kind_of(path)
    assert str(error.value).startswith(f"{path}: {told}")
    assert "\n" not in str(error.value)


def test_missing_directory_and_forbidden(tmp_path):
    with pytest.raises(T3Error, match=r"nowhere.json: cannot read: No such file or directory"):
        kind_of(tmp_path / "nowhere.json")
    with pytest.raises(T3Error, match="cannot read: Is a directory"):
        kind_of(tmp_path)


def test_a_long_first_line_is_a_row(tmp_path):
    row = json.dumps({"text": "x" * 200_000}).encode()
    path = tmp_path / "a.json"
    path.write_bytes(row + b"\n" + row)
    assert kind_of(path) == "jsonl"
