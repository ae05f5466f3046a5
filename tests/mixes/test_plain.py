"""The short way must agree with the long way on every row that it takes."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixes import plain
from mixes.config import FilterSettings
from mixes.content import hash_of
from mixes.filters.registry import FilterContext, row_filters
from mixes.plain import decode, framed, proofs, prove
from mixes.shapes.read import read_row
from mixes.shapes.row import Row, UnfitRowError
from mixes.shuffle import IMAGE, TEXT, VIDEO
from t3data.records import Record, Span, open_files
from t3data.types import Place, Reject

LIMIT = 1200
CHECKS = row_filters(FilterContext(FilterSettings(max_tokens=LIMIT), Path("unused")))
TEXTS = st.one_of(
    st.sampled_from(
        ["", " ", "\n\u3000", "a", "<image>", "<image>\nWhat?", "<video>", "<", "é" * 99]
    ),
    st.text(max_size=12),
    st.sampled_from(["é" * 99, "word " * 60, "字" * 90, "<image>" * 2, "x\0y", "<audio>"]),
    st.just("<|im_end|>" * 50),
)
TURN = st.fixed_dictionaries(
    {"from": st.sampled_from(["human", "gpt", "user", "system"]), "value": st.one_of(TEXTS)}
)
ALTERNATING = st.lists(TEXTS, min_size=1, max_size=6).map(
    lambda texts: [
        {"from": "gpt" if i % 2 else "human", "value": text} for i, text in enumerate(texts)
    ]
)
MEDIA = st.sampled_from(["a.jpg", "", None, [], ["a"], ["a", "b"], ["a", ""], 5, "<image>.jpg"])
ROW = st.fixed_dictionaries(
    {"conversations": st.one_of(ALTERNATING, ALTERNATING, st.lists(TURN, max_size=4))},
    optional={
        "id": st.sampled_from(["x", 7, "", None, [1], True]),
        "image": MEDIA,
        "images": MEDIA,
        "video": MEDIA,
        "system": st.sampled_from(["Be brief.", "", None]),
        "model": st.sampled_from(["", 5, {"a": ["é"]}]),
    },
)


def long_way(raw: bytes) -> Row | None:
    try:
        row = read_row(Record(Place("x", 0, 0), len(raw), raw))
    except UnfitRowError:
        return None
    return row if all(check(row) is None for check in CHECKS) else None


def encoded(row: dict[str, Any], ascii_only: bool) -> bytes:
    return json.dumps(row, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")


@given(st.lists(ROW, max_size=5), st.booleans(), st.sampled_from([1, 2, 64]))
def test_what_is_proved_would_be_accepted_with_the_same_facts(
    rows: list[dict[str, Any]], ascii_only: bool, together: int
) -> None:
    raws = [encoded(row, ascii_only) for row in rows]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "_TOGETHER", together)
        found = list(proofs(raws, LIMIT))
    assert len(found) == len(raws)
    for raw, proof in zip(raws, found, strict=True):
        assert proof == next(proofs([raw], LIMIT))
        if proof is None:
            continue
        row = long_way(raw)
        assert row is not None
        content, name, kind = proof
        turns = [(turn.speaker, turn.value) for turn in row.turns]
        assert content == hash_of(turns, row.images, row.videos)
        assert name == row.id
        assert kind == (VIDEO if row.videos else IMAGE if row.images else TEXT)
        assert prove([(row.turns, row.images, row.id)], LIMIT) == [proof]


def test_ordinary_rows_are_proved() -> None:
    turns = [{"from": "human", "value": "<image>\nWhat?"}, {"from": "gpt", "value": "A cät."}]
    for row in (
        {"id": 1, "image": "a.jpg", "conversations": turns},
        {"image": ["a", "b"], "conversations": [*turns, *turns], "model": "x"},
        {"id": "t", "conversations": [{**turns[0], "value": "a < b"}, turns[1]]},
    ):
        assert next(proofs([json.dumps(row).encode()], 8192)) is not None


def test_bytes_that_are_no_text_are_noticed_where_nobody_looks() -> None:
    raw = b'{"model": "\xff", "conversations": []}'
    try:
        decode(raw)
    except UnicodeDecodeError:
        return
    raise AssertionError


def span_of(path: Path) -> Span:
    spans = list(open_files([path])[0].spans())
    assert len(spans) == 1
    assert isinstance(spans[0], Span)
    return spans[0]


GAPS = st.sampled_from([",", ", ", ",\n", " ,\n  ", "\n,"])


@given(st.lists(st.tuples(st.text(max_size=20), GAPS), min_size=1, max_size=30), st.booleans())
def test_rows_of_an_array_are_framed_where_they_stand(
    rows: list[tuple[str, str]], even: bool
) -> None:
    texts = [json.dumps({"t": text}, ensure_ascii=False) for text, _ in rows]
    gaps = [rows[0][1] if even else gap for _, gap in rows]
    body = "".join(text + gap for text, gap in zip(texts, gaps, strict=True))[: -len(gaps[-1])]
    path = Path(__file__).parent / "unused.json"
    data = f" [{body}]".encode("utf-8", "surrogatepass")
    check_frames(path, data, Span(str(path), "json", 7, 2, len(data) - 1))


def check_frames(path: Path, data: bytes, span: Span) -> None:
    import tempfile
    from dataclasses import replace

    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / path.name
        file.write_bytes(data)
        frames = framed(replace(span, path=str(file)))
        records = [
            item
            for item in open_files([file])[0].records(replace(span, path=str(file)))
            if isinstance(item, Record)
        ]
    assert frames is not None
    raws, places = frames
    starts, lengths = list(places.offsets), list(places.lengths)
    for raw, start, length in zip(raws, starts, lengths, strict=True):
        assert data[start : start + length] == bytes(raw)
    assert list(places.rows) == [7 + i for i in range(len(raws))]
    assert [(r.place.byte, r.length) for r in records] == list(zip(starts, lengths, strict=True))


def test_lines_are_framed_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes('{"a": "é"}\r\n {"b": 1}\n{"c": [2]}'.encode())
    frames = framed(span_of(path))
    assert frames is not None
    raws, places = frames
    data = path.read_bytes()
    assert [
        data[start : start + length]
        for start, length in zip(list(places.offsets), list(places.lengths), strict=True)
    ] == [bytes(raw) for raw in raws]
    assert list(places.rows) == [0, 1, 2]


def test_damage_is_left_to_the_long_way(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"a": 1}\n\n{"b": 1}\n')
    assert framed(span_of(path)) is None
    broken = tmp_path / "x.json"
    broken.write_bytes(b'[{"a": 1}, {"a": NaN}]')
    assert framed(Span(str(broken), "json", 0, 1, 21)) is None
    assert any(isinstance(item, Reject) for item in open_files([broken])[0].rows())
