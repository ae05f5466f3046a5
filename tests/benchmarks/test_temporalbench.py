"""TemporalBench: single choices, and videos of which all choices are right."""

import json
from pathlib import Path

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.predictions import read_predictions
from benchmarks.scoring import score
from benchmarks.temporalbench import CATEGORIES, TEMPORALBENCH, load, read_official
from t3data.errors import T3Error

QUESTION = "Which caption fits?\nA. he waves twice\nB. he waves once\nAnswer with the letter."


def row(
    idx: int, video: str, gold: str, category: str, dataset: str = "Films"
) -> dict[str, object]:
    return {
        "idx": idx, "video_name": video, "question": QUESTION, "GT": gold,
        "dataset": dataset, "category": category,
    }  # fmt: skip


ROWS = [
    row(0, "x.mp4", "A", "Action Order"),
    row(1, "x.mp4", "B", "Others"),
    row(2, "x.mp4", "B", "Others"),
    row(3, "y.mp4", "A", "Others"),
    row(4, "z.mp4", "B", "Action Order", "Sport"),
]


@pytest.fixture
def annotations(tmp_path: Path) -> Path:
    (tmp_path / "temporalbench_short_qa.json").write_text(json.dumps(ROWS))
    return tmp_path


@pytest.fixture
def samples(annotations: Path) -> list[Sample]:
    return list(load(annotations))


def test_samples_keep_the_published_question(samples: list[Sample]) -> None:
    assert [one.id for one in samples] == ["0", "1", "2", "3", "4"]
    assert samples[0].question == "Which caption fits?"
    assert samples[0].options == ("he waves twice", "he waves once")
    assert samples[4].groups == {"dataset": "Sport", "category": "Action Order"}
    assert samples[4].groups["category"] in CATEGORIES


def test_the_long_questions_are_named_or_alone(annotations: Path) -> None:
    long = [{**row(9, "l.mp4", "A", ""), "category": ""}]
    file = annotations / "temporalbench_long_qa.json"
    file.write_text(json.dumps(long))
    assert len(list(load(annotations))) == 5
    (only,) = load(file)
    assert only.groups == {"dataset": "Films"}
    (annotations / "temporalbench_short_qa.json").unlink()
    assert [one.id for one in load(annotations)] == ["9"]


def test_captions_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "temporalbench_short_caption.json").write_text("[]")
    with pytest.raises(T3Error, match=r"no file named temporalbench_short_qa\.json or"):
        list(load(tmp_path))


@pytest.mark.parametrize(
    ("reply", "worth"),
    [("A", 1.0), ("a", 1.0), ("As he waves", 1.0), ("B", 0.0), (" A", 0.0), ("(A)", 0.0)],
)
def test_official_looks_at_the_first_character(
    samples: list[Sample], reply: str, worth: float
) -> None:
    assert read_official(samples[0], reply).worth == worth


def says(*replies: str | None) -> list[Prediction]:
    return [Prediction(str(idx), reply) for idx, reply in enumerate(replies) if reply != "-"]


def test_binary_and_multiple_binary_accuracy(samples: list[Sample]) -> None:
    # x: A right, B right, A wrong; y: right; z: right
    found = score(TEMPORALBENCH, samples, says("A", "B", "A", "A", "B"), "official")
    assert found.score == 80.0
    multiple = found.metrics["multiple binary accuracy"]
    assert multiple.score == pytest.approx(100 * 2 / 3)
    assert multiple.n == 3
    of = found.groups
    assert {name: one.score for name, one in of["category"].items()} == {
        "Action Order": 100.0,  # 0 and 4
        "Others": pytest.approx(100 * 2 / 3),  # 1 and 3, not 2
    }
    assert {name: one.score for name, one in of["multiple binary accuracy, dataset"].items()} == {
        "Films": 50.0,  # y, not x
        "Sport": 100.0,
    }
    # x has all of its Action Order right, though not all of its questions
    assert {name: one.score for name, one in of["multiple binary accuracy, category"].items()} == {
        "Action Order": 100.0,
        "Others": 50.0,
    }


def test_missing_lines_are_left_out_of_their_video(samples: list[Sample]) -> None:
    replies = says("A", "B", "-", None, "B")
    found = score(TEMPORALBENCH, samples, replies, "official")
    assert (found.score, found.metrics["multiple binary accuracy"].score) == (100.0, 100.0)
    assert found.metrics["multiple binary accuracy"].n == 2
    wrong = score(TEMPORALBENCH, samples, replies, "official", "wrong")
    assert wrong.score == 60.0
    assert wrong.metrics["multiple binary accuracy"].score == pytest.approx(100 / 3)
    assert score(TEMPORALBENCH, samples, replies, "robust").score == 60.0


def test_an_empty_reply_is_wrong(samples: list[Sample]) -> None:
    found = score(TEMPORALBENCH, samples, says("", "B", "B", "A", "B"), "official")
    assert (found.score, found.unparsed) == (80.0, 1)


def test_the_official_file_there_and_back(samples: list[Sample], tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    assert TEMPORALBENCH.write_official is not None
    replies = {one.id: one for one in says("A. twice", "", None)}
    TEMPORALBENCH.write_official(file, samples, replies)
    assert json.loads(file.read_text().splitlines()[0]) == {"idx": 0, "response": "A. twice"}
    found = read_predictions(file, TEMPORALBENCH, samples)
    assert list(found.predictions) == [Prediction("0", "A. twice"), Prediction("1", "")]


def test_the_prompt_is_held(samples: list[Sample]) -> None:
    assert_golden(TEMPORALBENCH, samples[0])


def test_damaged_lines_are_put_up_with_where_that_is_allowed(
    samples: list[Sample], tmp_path: Path
) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text('{"idx": 0, "response": "A"}\n{"response": "A"}\n{"idx": 2, "resp')
    with pytest.raises(T3Error, match=r"row 1: no field idx; .* \(2 such rows\)"):
        read_predictions(file, TEMPORALBENCH, samples)
    found = read_predictions(file, TEMPORALBENCH, samples, max_bad=2)
    assert [one.id for one in found.predictions] == ["0"]
