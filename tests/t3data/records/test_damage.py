"""Damaged files: nothing crashes, rows before the damage are read, the rest is accounted for."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from t3data.errors import T3Error
from t3data.records import Record, Span, open_files, records
from t3data.types import Reject

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
    ['}, {"id": 1}', '"', "\\", "]", '", "id": "', "é😀"]
)
ROWS = st.fixed_dictionaries(
    {"id": st.integers(0, 99)},
    optional={
        "turns": st.lists(st.fixed_dictionaries({"id": TEXTS}, optional={"v": TEXTS}), max_size=3),
        "text": TEXTS,
    },
)
JUNK = st.sampled_from(
    [
        b"\xff\xfe",
        b"\x00",
        b'"',
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\\",
        b"\n",
        b"NaN",
        b"\\ud800",
    ]
) | st.binary(min_size=1, max_size=4)


def document(rows: list[dict], shape: str) -> tuple[bytes, list[tuple[int, int]]]:
    """A file of `rows` and where each stands in it."""
    opening, joint, closing = {
        "array": (b"[", b", ", b"]"),
        "pretty": (b"[\n  ", b",\n  ", b"\n]\n"),
        "lines": (b"", b"\n", b"\n"),
        "entries": (b"{", b", ", b"}"),
        "inside": (b'{"info": 1, "data": [', b", ", b'], "end": 2}'),
    }[shape]
    text, places = opening, []
    for number, row in enumerate(rows):
        piece = json.dumps(
            row, ensure_ascii=False, indent=1 if shape == "pretty" else None
        ).encode()
        if shape == "entries":
            piece = b'"v%d": %b' % (number, piece)
        text += joint * (number > 0)
        places.append((len(text), len(text) + len(piece)))
        text += piece
    return text + closing, places


def read(path: Path, window: int, per_span: int) -> list[Record | Reject]:
    (file,) = open_files([path])
    found: list[Record | Reject] = []
    row = 0
    for span in file.spans(per_span, window):
        if isinstance(span, Span):
            if span.kind == "json":
                assert span.first_row == row
            piece = list(records(span))
            assert all(span.start <= r.place.byte <= span.stop for r in piece)
            found += piece
            row += len(piece)
        else:
            found.append(span)
    return found


@settings(max_examples=250, deadline=None)
@given(
    shape=st.sampled_from(["array", "pretty", "lines", "entries", "inside"]),
    rows=st.lists(ROWS, min_size=1, max_size=12),
    where=st.floats(0, 1),
    removed=st.integers(0, 30),
    junk=st.just(b"") | JUNK,
    window=st.integers(20, 400),
    per_span=st.integers(1, 5),
)
def test_damage_never_costs_a_row_before_it(
    tmp_path_factory, shape, rows, where, removed, junk, window, per_span
):
    data, places = document(rows, shape)
    at = int(where * len(data))
    damaged = data[:at] + junk + data[at + removed :]
    path = tmp_path_factory.mktemp("damaged") / ("a.jsonl" if shape == "lines" else "a.json")
    path.write_bytes(damaged)
    before = [place for place in places if place[1] < at]
    try:
        found = read(path, window, per_span)
    except T3Error as error:
        assert not before, error  # noqa: PT017
        return
    good = {(r.place.byte, r.place.byte + r.length) for r in found if isinstance(r, Record)}
    assert set(before) <= good
    # What was read and what was refused cover the file in order, without overlap.
    bytes_seen = [r.place.byte for r in found]
    assert bytes_seen == sorted(bytes_seen)
    for record in found:
        if isinstance(record, Record):
            record.decode(object)


def row(number: int) -> str:
    turns = [
        {"from": "human", "value": '<image>\nWhat, "{[" is it?'},
        {"from": "gpt", "value": f"A thing {number}, with commas and {{braces}}."},
    ]
    return json.dumps({"id": number, "image": f"{number}.jpg", "conversations": turns})


BROKEN = {
    "not a number": (lambda s: s.replace('"image": ', '"x": NaN, "image": '), "not_a_number"),
    "infinity": (lambda s: s.replace('"image": ', '"x": -Infinity, "image": '), "not_a_number"),
    "closing quote gone": (lambda s: s.replace('.jpg"', ".jpg"), "malformed"),
    "opening quote gone": (lambda s: s.replace('"value": "', '"value": '), "malformed"),
    "closing brace gone": (lambda s: s[:-1], "malformed"),
    "brace too many": (lambda s: s + "}", "malformed"),
    "opening brace too many": (lambda s: "{" + s, "malformed"),
    "bracket too many": (lambda s: s + "]", "malformed"),
    "only the first half": (lambda s: s[: len(s) // 2], "malformed"),
    "only the second half": (lambda s: s[len(s) // 2 :], "malformed"),
    "nothing": (lambda s: "", "malformed"),
    "single quotes": (lambda s: s.replace('"image"', "'image'"), "malformed"),
    "no colon": (lambda s: s.replace('"image":', '"image"'), "malformed"),
    "no comma before the next": (lambda s: s + " " + s, "malformed"),
    "wrong escape": (lambda s: s.replace("A thing", "\\x thing"), "malformed"),
    "half a surrogate pair": (lambda s: s.replace("A thing", "\\ud800 thing"), "lone_surrogate"),
    "latin-1": (lambda s: s.replace("A thing", "caf\udce9"), "invalid_utf8"),
    "binary junk": (lambda s: "\udcff\x00\udcfe\x01", "malformed"),
    "a raw tab": (lambda s: s.replace("A thing", "A\tthing"), "control_character"),
}


CASES = [(shape, name) for shape in ("array", "entries", "lines") for name in BROKEN]
# The entries behind such a row are then entries of the row: valid JSON, and not ours to guess.
CASES.remove(("entries", "closing brace gone"))


@pytest.mark.parametrize(("shape", "name"), CASES)
def test_reading_goes_on_behind_the_damage(tmp_path, shape, name):
    spoil, reason = BROKEN[name]
    rows = [row(number) for number in range(30)]
    rows[3], rows[17] = spoil(rows[3]), spoil(rows[17])
    if shape == "entries":
        rows = [f'"v{number}": {text}' for number, text in enumerate(rows)]
    opening, joint, closing = {
        "array": ("[", ", ", "]"), "entries": ("{", ", ", "}"), "lines": ("", "\n", "\n"),
    }[shape]  # fmt: skip
    path = tmp_path / ("a.jsonl" if shape == "lines" else "a.json")
    path.write_bytes((opening + joint.join(rows) + closing).encode("utf-8", "surrogateescape"))
    found = read(path, 1 << 16, 1000)
    good = {r.decode(dict)["id"] for r in found if isinstance(r, Record)}
    assert set(range(30)) - good <= {3, 17}
    bad = [r for r in found if isinstance(r, Reject)]
    if not (shape == "lines" and name == "nothing"):
        assert 2 <= len(bad) <= 4
        assert {r.reason for r in bad} <= {reason, "malformed", "control_character"}


@pytest.mark.parametrize(
    ("text", "good", "reason", "byte"),
    [
        ('[{"a": 1}, {"a": 2}', 2, "truncated", 19),
        ('[{"a": 1}, {"a": 2},', 2, "truncated", 20),
        ('[{"a": 1}, {"a": "x', 1, "truncated", 11),
        ('[{"a": 1}, {"a": 2}] and more', 2, "malformed", 19),
        ('[{"a": 1}, {"a": 2},]', 2, "malformed", 20),
        ('{"data": [{"a": 1}, {"a": ', 1, "truncated", 20),
        ('{"v1": {"a": 1}, "v2": {"a"', 1, "truncated", 17),
        ("[", 0, "truncated", 1),
    ],
)
def test_how_a_document_may_end(tmp_path, text, good, reason, byte):
    path = tmp_path / "a.json"
    path.write_text(text)
    found = read(path, 1 << 16, 1000)
    assert [isinstance(r, Record) for r in found] == [True] * good + [False]
    assert (found[-1].reason, found[-1].place.byte) == (reason, byte)
