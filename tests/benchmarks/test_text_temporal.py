"""T3's textual probe: option lines as answers, and rows that have none."""

import json
from pathlib import Path

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.scoring import score
from benchmarks.text_temporal import TEXT_TEMPORAL, as_line, load, read_line, read_own

QUESTION = """Read the captions.

Captions:
A. Smith opens a door.
B. Smith leaves.
Question: What comes first?
(A) the door
(B) the street

Answer with the option only."""


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    rows = [
        {"qid": "order_1", "question": QUESTION, "answer": "(B) the street"},
        {"qid": "order_2", "question": QUESTION, "answer": "(A) the door"},
        {"qid": "7", "question": "Question: How many?", "answer": "Two  doors"},
    ]
    (tmp_path / "val.json").write_text(json.dumps(rows))
    return list(load(tmp_path))


def test_options_are_those_behind_the_question(samples: list[Sample]) -> None:
    assert samples[0].options == ("the door", "the street")
    assert [one.answer for one in samples] == ["B", "A", "Two  doors"]
    assert [one.groups for one in samples] == [{"set": "order"}, {"set": "order"}, {}]


@pytest.mark.parametrize(
    ("reply", "line", "robust"),
    [
        ("(B) the street", 1.0, 1.0),
        ("(b) The street", 1.0, 1.0),
        ("B", 1.0, 1.0),
        ("the street", 1.0, 1.0),
        ("(A) the door", 0.0, 0.0),
        ("The answer is (B).", 0.0, 1.0),
        ("", 0.0, 0.0),
    ],
)
def test_lines_and_statements(
    samples: list[Sample], reply: str, line: float, robust: float
) -> None:
    assert read_line(samples[0], reply).worth == line
    assert read_own(samples[0], reply).worth == robust


def test_a_row_without_options_is_compared_as_text(samples: list[Sample]) -> None:
    assert read_own(samples[2], " two doors ").worth == 1.0
    assert read_own(samples[2], "two").worth == 0.0
    assert not read_own(samples[2], "").parsed


def test_gold_lines_score_one(samples: list[Sample]) -> None:
    said = [as_line(one, one.answer) for one in samples]
    assert said[0] == Prediction("order_1", "(B) the street")
    for scorer in ("line", "robust"):
        assert score(TEXT_TEMPORAL, samples, said, scorer).score == 100.0


def test_the_prompt_is_held(samples: list[Sample]) -> None:
    assert_golden(TEXT_TEMPORAL, samples[0])
