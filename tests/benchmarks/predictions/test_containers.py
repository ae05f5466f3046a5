"""Entries of official files in every container that they are passed on in."""

from pathlib import Path

import pytest

from benchmarks.contract import Prediction
from benchmarks.predictions.containers import answer_of, entries_in, id_in
from benchmarks.rows import Row
from t3data.types import Reject


def found(path: Path, name: str, text: str) -> list[Prediction | Reject]:
    (path / name).write_text(text)
    return [
        row
        if isinstance(row, Reject)
        else answer_of(row, row.key or id_in("qid")(row), ("option",))
        for row in entries_in(path / name)
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"1": "A", "2": "B"}'),
        ("a.json", '{"1": {"response": "A"}, "2": {"pred": "B"}}'),
        ("a.json", '{"data": {"predictions": {"1": "A", "2": "B"}}}'),
        ("a.json", '[{"qid": 1, "prediction": "A"}, {"qid": "2", "output": ["B"]}]'),
        ("a.jsonl", '{"qid": 1, "option": "A"}\n\n{"qid": 2, "option": "B", "pred": "C"}\n'),
        ("a.csv", "qid,prediction\n1,A\n2,B\n"),
        ("a.tsv", "qid\tprediction\n1\tA\n2\tB\n"),
    ],
)
def test_every_container_says_the_same(tmp_path: Path, name: str, text: str) -> None:
    assert found(tmp_path, name, text) == [Prediction("1", "A"), Prediction("2", "B")]


def test_a_lone_sample_is_no_wrapper(tmp_path: Path) -> None:
    assert found(tmp_path, "a.json", '{"9_0": {"prediction": "A"}}') == [Prediction("9_0", "A")]


def test_null_is_a_failure_and_other_values_are_rejects(tmp_path: Path) -> None:
    failed, no_text, no_answer, no_id = found(
        tmp_path, "a.json",
        '[{"qid": 1, "pred": null}, {"qid": 2, "pred": {}}, {"qid": 3}, "A"]',
    )  # fmt: skip
    assert isinstance(failed, Prediction)
    assert failed.reply is None
    assert [one.detail for one in (no_text, no_answer, no_id) if isinstance(one, Reject)] == [
        "field pred: expected a text, found dict",
        "field option: missing; the entry has qid",
        "field id: no field that names the question",
    ]


def test_a_named_wrapper_may_stand_beside_other_things(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"acc_dict": {}, "res_list": [{"pred": "A"}]}')
    (only,) = entries_in(tmp_path / "a.json", "res_list")
    assert isinstance(only, Row)
    assert (only.fields, only.key) == ({"pred": "A"}, "")
