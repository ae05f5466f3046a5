"""Every bad file ends in one line that names file, row and field; the good rows can be scored."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.contract import Prediction, Sample
from benchmarks.predictions import read_predictions
from benchmarks.predictions.read import Predictions
from benchmarks.rows import CutOffError, document
from benchmarks.scoring import score
from benchmarks.videomme import VIDEOMME
from t3data.errors import T3Error

SAMPLES = [
    Sample(f"001-{i}", "v", f"What {i}?", "C", options=("cat", "dog", "cow", "hen"))
    for i in range(1, 4)
]
GOOD = {"id": "001-1", "reply": "C"}


def lines(path: Path, *rows: Any) -> Path:
    texts = (row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)
    path.write_bytes(b"".join(text + b"\n" for text in texts))
    return path


def template(*responses: Any) -> list[dict[str, Any]]:
    return [
        {
            "video_id": f"{i:03}",
            "duration": "short",
            "questions": [{"question_id": f"001-{i}", "response": response}],
        }
        for i, response in enumerate(responses, 1)
    ]


def read(path: Path, **options: Any) -> Predictions:
    return read_predictions(path, VIDEOMME, SAMPLES, **options)


def complaint(path: Path, **options: Any) -> str:
    with pytest.raises(T3Error) as caught:
        read(path, **options)
    assert "\n" not in str(caught.value)
    assert path.name in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (b'{"id": "001-2", "rep', "row 1: Input data was truncated"),
        (b"", "no predictions"),
        ({"id": "001-2", "reply": ["A", "B"]}, "row 1: field reply: Expected `str | null`"),
        ({"id": "001-2", "reply": float("nan")}, "row 1: field reply: Expected `str | null`"),
        ({"id": None, "reply": "A"}, "row 1: field id: Expected `int | str`, got `null`"),
        ({"id": "001-2", "response": "A"}, "row 1: no field reply or failure"),
        ({"reply": "A"}, "row 1: Object missing required field `id`"),
        (b'"A"', "row 1: Expected `object`, got `str`"),
        ('{"id": "001-2", "reply": "caf\u00e9"}'.encode("latin-1"), "row 1: "),
        ({"id": "001-2", "reply": "A", "fields": 3}, "row 1: field fields: Expected `object"),
    ],
)
def test_a_bad_line_of_ours(tmp_path: Path, row: Any, told: str) -> None:
    path = lines(tmp_path / "my replies 🎬.jsonl", GOOD, row)
    if row == b"":
        assert len(read(path).predictions) == 1  # an empty line is no row
        return
    assert f"{path}: {told}" in complaint(path)
    found = read(path, max_bad=1)
    assert list(found.predictions) == [Prediction("001-1", "C")]
    assert [reject.place.row for reject in found.bad] == [1]


def test_more_bad_rows_than_allowed_are_counted(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", GOOD, b"{", b"[]", {})
    assert "(3 such rows); mend it, or score the others with --max-bad 3" in complaint(path)
    assert complaint(path, max_bad=2)
    assert len(read(path, max_bad=3).predictions) == 1


def test_half_a_surrogate_pair_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    cut = b'\xef\xbb\xbf{"id": "001-1", "reply": "C \\ud83d"}'
    assert [p.reply for p in read(lines(tmp_path / "a.jsonl", cut)).predictions] == ["C ?"]


@pytest.mark.parametrize("suffix", ["jsonl", "json", "tsv"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_another_encoding_is_named(tmp_path: Path, suffix: str, encoding: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_text(json.dumps(GOOD), encoding=encoding)
    assert complaint(path) == f"{path}: UTF-16 or binary; save it as UTF-8"


def test_latin_1_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes('[{"question_id": "caf\u00e9"}]'.encode("latin-1"))
    assert complaint(path) == f"{path}: not UTF-8; convert it with iconv"


def test_a_directory_of_nothing_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert complaint(tmp_path)
    assert complaint(tmp_path, format="t3") == f"{tmp_path}: cannot read: Is a directory"
    assert complaint(tmp_path / "nobody.json") == f"{tmp_path / 'nobody.json'}: no such file"


def test_the_official_template_with_its_trailing_commas(tmp_path: Path) -> None:
    text = json.dumps(template("C", "The answer is, B, ]", ""), indent=1)
    text = text.replace('"\n   }', '",\n   }').replace("}\n  ]", "},\n  ],")
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    path = tmp_path / "res.json"
    path.write_text(text)
    found = read(path)
    assert found.format == "official"
    assert [p.reply for p in found.predictions] == ["C", "The answer is, B, ]", ""]


def test_a_list_of_several_responses_is_nobodys_answer(tmp_path: Path) -> None:
    path = tmp_path / "res.json"
    path.write_text(json.dumps(template("C", ["A", "B"], ["C"])))
    assert "row 1: field response: expected a text, found list" in complaint(path)
    found = read(path, max_bad=1)
    assert [(p.id, p.reply) for p in found.predictions] == [("001-1", "C"), ("001-3", "C")]


def test_nan_is_no_reply(tmp_path: Path) -> None:
    path = tmp_path / "res.json"
    path.write_text(json.dumps(template("C", float("nan"), None)))
    result = score(VIDEOMME, SAMPLES, read(path).predictions)
    assert (result.n, result.scored, result.failed + result.unparsed) == (3, 1, 2)


def test_a_document_cut_off_says_how_much_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "res.json"
    text = json.dumps(template("C", "B", "A"))
    path.write_text(text[: text.index("003") + 1])
    told = complaint(path)
    assert f"{path}: row 2: cut off" in told
    assert told.endswith("score these with --max-bad 1")
    found = read(path, max_bad=1)
    assert [p.reply for p in found.predictions] == ["C", "B"]
    assert [(one.place.file, one.place.row) for one in found.bad] == [(str(path), 2)]


def test_a_bad_row_of_what_is_left_is_one_more(tmp_path: Path) -> None:
    path = tmp_path / "res.json"
    path.write_text(json.dumps(template("C", 3 * ["A"], "A"))[:-20])
    assert f"{path}: row 1: field response" in complaint(path, max_bad=1)
    assert [one.place.file for one in read(path, max_bad=2).bad] == [str(path)] * 2


def test_not_json_names_the_row(tmp_path: Path) -> None:
    path = tmp_path / "res.json"
    path.write_text('[{"a": 1}, {"b" 2}, {"c": 3}]')
    assert "row 1: not JSON: Expecting ':' delimiter in line 1" in complaint(path)


TEXTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@example([None, [None, -1], None], 0.625)  # cut off behind the minus
@given(st.lists(TEXTS) | st.dictionaries(st.text(), TEXTS), st.floats(0, 1))
def test_what_is_whole_of_a_cut_document_is_its_beginning(
    tmp_path_factory: pytest.TempPathFactory, content: Any, share: float
) -> None:
    path = tmp_path_factory.mktemp("cut") / "a.json"
    text = json.dumps(content)
    path.write_text(text[: int(share * len(text))])
    if share == 1:
        assert document(path) == content
    elif int(share * len(text)) > 0:
        with pytest.raises(CutOffError) as caught:
            document(path)
        whole = caught.value.whole
        start = list(content.items()) if isinstance(content, dict) else content
        found = list(whole.items()) if isinstance(whole, dict) else whole
        assert found == start[: len(found)]


@given(st.binary(max_size=80), st.sampled_from(["jsonl", "json", "tsv", "xlsx", "txt"]))
def test_any_bytes_are_read_or_refused_in_a_line(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a.{suffix}"
    path.write_bytes(data)
    with suppress(T3Error):
        read(path)
