import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from t3data.records import Record, Span, open_files, records
from t3data.types import Reject

SPACES = st.text(" \t\r\n", max_size=3)
SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
ROWS = st.dictionaries(st.sampled_from(["id", "a", "}, {", '"', "caption"]), VALUES, max_size=4)


def read(path: Path, window: int = 8 << 20, rows: int = 20_000) -> list[Record | Reject]:
    (file,) = open_files([path])
    found: list[Record | Reject] = []
    for span in file.spans(rows_per_span_hint=rows, bytes_per_span=window):
        found += records(span) if isinstance(span, Span) else [span]
    return found


def spaced(value: object, spaces: list[str], ascii_only: bool) -> str:
    """`value` as JSON with the given white space between tokens."""
    turn = iter(spaces * 1000)

    def gap() -> str:
        return next(turn)

    def text(value: object) -> str:
        if isinstance(value, dict):
            pairs = (f"{gap()}{text(k)}{gap()}:{gap()}{text(v)}{gap()}" for k, v in value.items())
            return "{" + (",".join(pairs) or gap()) + "}"
        if isinstance(value, list):
            return "[" + (",".join(f"{gap()}{text(v)}{gap()}" for v in value) or gap()) + "]"
        return json.dumps(value, ensure_ascii=ascii_only)

    return text(value)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(ROWS | VALUES, max_size=12),
    spaces=st.lists(SPACES, min_size=1, max_size=5),
    window=st.integers(1, 200),
    per_span=st.integers(1, 4),
    ascii_only=st.booleans(),
    bom=st.booleans(),
)
def test_any_array_gives_what_json_gives_with_the_right_offsets(
    tmp_path_factory, rows, spaces, window, per_span, ascii_only, bom
):
    path = tmp_path_factory.mktemp("array") / "rows.json"
    # A second line that follows a whole value would make it JSONL.
    text = spaced(rows, spaces, ascii_only)
    path.write_bytes(b"\xef\xbb\xbf" * bom + text.encode("utf-8", "surrogatepass"))
    data = path.read_bytes()
    found = read(path, window, per_span)
    assert all(isinstance(r, Record) for r in found)
    assert [r.decode(object) for r in found] == rows
    assert [r.place.row for r in found] == list(range(len(rows)))
    for record in found:
        piece = data[record.place.byte : record.place.byte + record.length]
        assert bytes(record.raw) == piece == piece.strip()
        assert json.loads(piece) == record.decode(object)
