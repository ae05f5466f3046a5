"""MotionBench: hidden answers, missing ones, and three denominators."""

import json
from pathlib import Path

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.motionbench import MOTIONBENCH, load
from benchmarks.predictions import read_predictions
from benchmarks.scoring import score

QUESTION = "How does the arm move?\nA. up\nB. down\nC. not at all"


def video(key: str, kind: str, *answers: tuple[int, str]) -> str:
    qa = [{"uid": uid, "question": QUESTION, "answer": answer} for uid, answer in answers]
    return json.dumps({"key": key, "question_type": kind, "qa": qa}) + "\n"


@pytest.fixture
def annotations(tmp_path: Path) -> Path:
    (tmp_path / "video_info.meta.jsonl").write_text(
        video("x", "Camera Motion", (1, "A"), (2, "B"))
        + video("y", "Action Order", (3, "C"))
        + video("z", "Camera Motion", (4, "NA"))
        + video("w", "Action Order", (5, "A"))
    )
    return tmp_path


@pytest.fixture
def samples(annotations: Path) -> list[Sample]:
    return list(load(annotations))


def test_every_question_of_a_video_is_a_sample(samples: list[Sample]) -> None:
    assert [(one.id, one.video, one.answer) for one in samples] == [
        ("1", "x", "A"), ("2", "x", "B"), ("3", "y", "C"), ("4", "z", "@"), ("5", "w", "A"),
    ]  # fmt: skip
    assert samples[0].options == ("up", "down", "not at all")
    assert samples[0].groups == {"question_type": "Camera Motion"}


# 1 right, 2 wrong, 3 right, 4 hidden, 5 missing
SAID = [Prediction("1", "A"), Prediction("2", "C"), Prediction("3", "C"), Prediction("4", "B")]


def test_official_denominators(samples: list[Sample]) -> None:
    found = score(MOTIONBENCH, samples, SAID, "official")
    assert found.metrics["acc"].score == 40.0  # 2 of 5
    assert found.metrics["answered_acc"].score == 50.0  # 2 of 4
    kinds = {name: (one.score, one.n) for name, one in found.groups["question_type"].items()}
    assert kinds == {"Camera Motion": (50.0, 2), "Action Order": (100.0, 1)}


def test_missing_answers_may_count_or_be_left_out_everywhere(samples: list[Sample]) -> None:
    wrong = score(MOTIONBENCH, samples, SAID, "official", "wrong")
    assert wrong.metrics["answered_acc"].score == 40.0
    assert wrong.groups["question_type"]["Action Order"].score == 50.0
    left_out = score(MOTIONBENCH, samples, SAID, "official", "exclude")
    assert left_out.metrics["acc"].score == 50.0


@pytest.mark.parametrize("scorer", ["robust", "lmms-eval"])
def test_others_leave_hidden_answers_out(samples: list[Sample], scorer: str) -> None:
    found = score(MOTIONBENCH, samples, SAID, scorer)
    assert (found.score, found.metrics["accuracy"].n) == (50.0, 4)


def test_the_article_is_a_to_lmms_eval(samples: list[Sample]) -> None:
    said = [Prediction("3", "It is a small move, so C")]
    assert score(MOTIONBENCH, samples[2:3], said, "lmms-eval").score == 0.0
    assert score(MOTIONBENCH, samples[2:3], said, "robust").score == 100.0


def test_an_official_file_is_compared_as_it_is(samples: list[Sample], tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"1": "A", "2": "(B)", "3": " C", "9": "A"}')
    found = read_predictions(file, MOTIONBENCH, samples)
    official = score(MOTIONBENCH, samples, found.predictions, "official")
    assert official.metrics["acc"].score == 20.0
    assert official.unknown == 1
    own = [Prediction("2", "(B) down"), Prediction("3", " C")]
    assert score(MOTIONBENCH, samples, own, "official").metrics["acc"].score == 40.0


def test_letters_are_written_as_the_official_helper_does(
    samples: list[Sample], tmp_path: Path
) -> None:
    file = tmp_path / "answers.json"
    assert MOTIONBENCH.write_official is not None
    said = {"1": Prediction("1", "(A) up"), "2": Prediction("2", None, "timeout")}
    MOTIONBENCH.write_official(file, samples, said)
    assert json.loads(file.read_text()) == {"1": "A"}


def test_the_prompt_is_held(samples: list[Sample]) -> None:
    assert_golden(MOTIONBENCH, samples[0])


def test_logs_of_lmms_eval_count_public_answers(samples: list[Sample], tmp_path: Path) -> None:
    file = tmp_path / "m_samples_motionbench.jsonl"
    lines = [
        {"doc_id": row, "target": gold, "filtered_resps": [gold]} for row, gold in enumerate("ABCA")
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    found = read_predictions(file, MOTIONBENCH, samples).predictions
    assert [one.id for one in found] == ["1", "2", "3", "5"]  # 4 is hidden
    assert score(MOTIONBENCH, samples, found, "lmms-eval").score == 100.0
