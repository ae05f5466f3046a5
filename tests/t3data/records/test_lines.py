from itertools import pairwise

import pytest

from t3data.records import Record, Span, open_files, records


def read(tmp_path, data: bytes, window: int = 8 << 20):
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    (file,) = open_files([path])
    spans = list(file.spans(bytes_per_span=window))
    assert all(isinstance(span, Span) for span in spans)
    assert spans[0].start in (0, 3)
    assert spans[-1].stop == len(data)
    assert all(one.stop == two.start for one, two in pairwise(spans))
    return [found for span in spans for found in records(span)]


@pytest.mark.parametrize("window", [1, 7, 20, 1000])
def test_blank_lines_bom_crlf_and_a_last_line_without_a_feed(tmp_path, window):
    data = b'\xef\xbb\xbf{"a": 1}\r\n\r\n  \n {"a": 2} \n{"a": "' + b"x" * 50 + b'"}\n{"a": 4}'
    found = read(tmp_path, data, window)
    assert [r.decode(dict)["a"] for r in found] == [1, 2, "x" * 50, 4]
    # Rows are numbered by line, blank ones counted, so that an editor finds them.
    assert [r.place.row for r in found] == [0, 3, 4, 5]
    assert [data[r.place.byte : r.place.byte + r.length] for r in found] == [
        bytes(r.raw) for r in found
    ]


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        (b'{"a": NaN}', "not_a_number", "NaN at byte 6 of the row is no JSON"),
        (b'{"a": -Infinity}', "not_a_number", "-Infinity at byte 6 of the row is no JSON"),
        (b'{"a": "\\ud800 x"}', "lone_surrogate", "half of a surrogate pair at byte 7 of the row"),
        (b'{"a": "\\ud83d"}', "lone_surrogate", "half of a surrogate pair at byte 7 of the row"),
        (b'{"a": "\\udc00"}', "lone_surrogate", "half of a surrogate pair at byte 7 of the row"),
        (b'{"a": "caf\xe9"}', "invalid_utf8", "byte 10 of the row is not UTF-8"),
        (b'{"a": "x\ty"}', "control_character", "unescaped control character at byte 8 of"),
        (b'{"a": "x', "malformed", "the row ends before it is complete"),
        (b'{"a": tru}', "malformed", "invalid character at byte 7 of the row"),
        (b"\x00\x01\xff", "control_character", "unescaped control character at byte 0 of the"),
        (b"[" * 5000, "too_deep", "lists or objects are nested too deeply"),
    ],
)  # fmt: skip
def test_a_bad_line_costs_itself_only(tmp_path, line, reason, detail):
    found = read(tmp_path, b'{"a": 0}\n' + line + b'\n{"a": 2}\n')
    assert [isinstance(r, Record) for r in found] == [True, False, True]
    assert found[1].reason == reason
    assert found[1].detail.startswith(detail)
    assert (found[1].place.row, found[1].place.byte) == (1, 9)
    assert line[:4].decode("utf-8", "backslashreplace") in found[1].row


def test_a_torn_last_line_is_truncated(tmp_path):
    found = read(tmp_path, b'{"a": 0}\n{"a": "x')
    assert [isinstance(r, Record) for r in found] == [True, False]
    assert found[1].reason == "truncated"
