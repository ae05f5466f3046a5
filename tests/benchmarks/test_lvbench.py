"""LVBench: letters in a file, questions of several types, and letters written by a helper."""

import json
from pathlib import Path

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.lvbench import LVBENCH, TYPES, load, read_official
from benchmarks.predictions import read_predictions
from benchmarks.scoring import score
from t3data.errors import T3Error

QUESTION = "Who opens the door?\n(A) a man\n(B) a woman\n(C) a child\n(D) nobody"


def qa(uid: int, answer: str, *types: str) -> dict[str, object]:
    return {"uid": uid, "question": QUESTION, "answer": answer, "question_type": list(types)}


ROWS = [
    {"key": "v1", "qa": [qa(1, "A", "entity recognition", "reasoning"),
                         qa(2, "B", "reasoning")]},
    {"key": "v2", "qa": [qa(3, "C", "temporal grounding"), qa(4, "D", "summarization")]},
]  # fmt: skip


@pytest.fixture
def annotations(tmp_path: Path) -> Path:
    lines = "".join(json.dumps(row) + "\n" for row in ROWS)
    (tmp_path / "video_info.meta.jsonl").write_text(lines)
    return tmp_path


@pytest.fixture
def samples(annotations: Path) -> list[Sample]:
    return list(load(annotations))


def test_a_question_may_be_of_several_types(samples: list[Sample]) -> None:
    assert [(one.id, one.video) for one in samples] == [
        ("1", "v1"), ("2", "v1"), ("3", "v2"), ("4", "v2"),
    ]  # fmt: skip
    assert samples[0].groups == {"question_type": ("ER", "Rea")}
    assert samples[0].question == "Who opens the door?"
    assert samples[0].options == ("a man", "a woman", "a child", "nobody")
    assert list(TYPES.values()) == ["KIR", "EU", "Sum", "ER", "Rea", "TG"]


def test_copies_on_the_hub_have_one_row_a_question(tmp_path: Path) -> None:
    rows = [{"key": "v1", **qa(1, "A", "reasoning")}, {"key": "v1", **qa(2, "B", "reasoning")}]
    (tmp_path / "video_info.meta.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    assert [(one.id, one.video) for one in load(tmp_path)] == [("1", "v1"), ("2", "v1")]


@pytest.mark.parametrize(
    ("change", "message"),
    [({"qa": None}, "row 0: no field qa"), ({"qa": [{"uid": 1}]}, "row 0: no field question")],
)
def test_a_damaged_video_is_named(
    annotations: Path, change: dict[str, object], message: str
) -> None:
    file = annotations / "video_info.meta.jsonl"
    file.write_text(json.dumps({**ROWS[0], **change}) + "\n")
    with pytest.raises(T3Error, match=message):
        list(load(annotations))


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ("A", "A"),
        ("(A) a man", "A"),
        ("A. a man", "A"),
        ("A) a man", "A"),
        ("It is (A)", "A"),
        ("I think it's A", "I"),
        ("**A**", "*"),
        ("Answer: A", "A"),  # of "Answer"
        ("a", "a"),
    ],
)
def test_letters_as_the_official_helper_writes_them(
    samples: list[Sample], reply: str, read: str
) -> None:
    assert read_official(samples[0], reply).read == read
    assert read_official(samples[0], reply).worth == float(read == "A")


def test_absent_uids_are_left_out_and_every_type_counts(
    samples: list[Sample], tmp_path: Path
) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"1": "A", "2": "A", "3": " C", "9": "A"}')
    found = read_predictions(file, LVBENCH, samples)
    result = score(LVBENCH, samples, found.predictions, "official")
    assert result.score == pytest.approx(100 / 3)  # " C" is compared as it is
    assert (result.counted, result.missing, result.unknown) == (3, 1, 1)
    assert {name: (one.score, one.n) for name, one in result.groups["question_type"].items()} == {
        "ER": (100.0, 1), "Rea": (50.0, 2), "TG": (0.0, 1),
    }  # fmt: skip
    assert score(LVBENCH, samples, found.predictions, "official", "wrong").score == 25.0
    assert score(LVBENCH, samples, found.predictions, "robust").score == 50.0


def test_null_in_the_file_is_a_wrong_answer(samples: list[Sample], tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"1": "A", "2": null}')
    found = read_predictions(file, LVBENCH, samples)
    result = score(LVBENCH, samples, found.predictions, "official")
    assert (result.score, result.counted, result.missing) == (50.0, 2, 2)


def test_the_submission_there_and_back(samples: list[Sample], tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    assert LVBENCH.write_official is not None
    said = {"1": Prediction("1", "(A) a man"), "2": Prediction("2", None, "timeout")}
    LVBENCH.write_official(file, samples, said)
    assert json.loads(file.read_text()) == {"1": "A"}
    found = read_predictions(file, LVBENCH, samples)
    assert [(one.id, one.reply) for one in found.predictions] == [("1", "A")]


def test_lmms_eval_reads_the_reply(samples: list[Sample]) -> None:
    said = [Prediction("1", "The answer is A."), Prediction("2", "I think it's B")]
    assert score(LVBENCH, samples[:2], said, "lmms-eval").score == 100.0
    assert score(LVBENCH, samples[:2], said, "official").score == 0.0


def test_the_prompt_is_held(samples: list[Sample]) -> None:
    assert_golden(LVBENCH, samples[0])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"results": {"1": "A", "2": "(B)"}}'),
        ("a.json", '[{"uid": 1, "response": "A"}, {"uid": "2", "response": "(B)"}]'),
        ("a.jsonl", '{"uid": 1, "letter": "A"}\n{"uid": 2, "letter": "(B)"}\n'),
    ],
)
def test_letters_in_any_container(
    samples: list[Sample], tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    found = read_predictions(tmp_path / name, LVBENCH, samples)
    result = score(LVBENCH, samples, found.predictions, "official")
    assert (result.score, result.counted, result.missing) == (50.0, 2, 2)  # "(B)" is no letter
