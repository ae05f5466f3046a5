"""The T3 paper's probing questions: folders of videos, accepted answers, and what is never read."""

import json
from pathlib import Path

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.predictions import read_predictions
from benchmarks.scoring import score
from benchmarks.t3_probing import ASPECTS, GROUPS, T3_PROBING, load, read_official
from t3data.errors import T3Error

VIDEOS = (
    "order/white_bg/cats_people/1.mp4",
    "order/white_bg/people_cats/2.mp4",
    "order/black_bg/people_cats/3.mp4",
    "order_3/white_bg/bloom_cats_people/4.mp4",
    "referring/white_bg/begin/people/5.mp4",
    "grounding/white_bg/cats/end/6.mp4",
    "blooming_white_bg/bloom_reverse/7.mp4",
)


@pytest.fixture
def videos(tmp_path: Path) -> Path:
    for name in VIDEOS:
        file = tmp_path / "my videos 🎬" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return tmp_path / "my videos 🎬"


@pytest.fixture
def samples(videos: Path) -> list[Sample]:
    return list(load(videos))


def of(samples: list[Sample], aspect: str) -> Sample:
    return next(one for one in samples if one.task == aspect)


def test_a_folder_is_the_answer_and_black_ones_are_for_training(samples: list[Sample]) -> None:
    assert [(one.id, one.answer) for one in samples] == [
        ("order/cats_people_1", "A"),
        ("order/people_cats_2", "B"),
        ("order_3/bloom_cats_people_4", "F"),
        ("referring_begin/people_5", "A"),
        ("grounding_cats/end_6", "C"),
        ("blooming/bloom_reverse_7", "B"),
    ]
    assert samples[0].video == "order/white_bg/cats_people/1.mp4"
    assert samples[2].options[5] == "flower, cat, person"


def test_frame_captions_name_the_same_samples(tmp_path: Path) -> None:
    entries = {"bloom_1": {"prompt": "p"}, "bloom_reverse_1": {"prompt": "q"}}
    (tmp_path / "blooming.json").write_text(json.dumps(entries))
    first, second = load(tmp_path)
    assert (first.id, first.answer) == ("blooming/bloom_1", "A")
    assert (second.id, second.answer) == ("blooming/bloom_reverse_1", "B")
    assert T3_PROBING.prompts[0].text(second) == "q"
    (tmp_path / "blooming.json").write_text('{"rose_1": {"prompt": "p"}}')
    with pytest.raises(T3Error, match="row 0: rose_1: begins with no category of blooming"):
        list(load(tmp_path))


def test_packed_or_foreign_directories_are_refused(tmp_path: Path) -> None:
    (tmp_path / "videos.zip").touch()
    with pytest.raises(T3Error, match="are the zip files unpacked"):
        list(load(tmp_path))


def test_every_aspect_is_in_one_column_of_the_table() -> None:
    assert sorted(aspect for aspects in GROUPS.values() for aspect in aspects) == sorted(ASPECTS)


@pytest.mark.parametrize(
    ("aspect", "reply", "worth"),
    [
        ("order", "(a)", 1.0),
        ("order", "(A) cat, person.", 1.0),
        ("order", "Cat, Person", 1.0),
        ("order", "A", 1.0),
        ("order", "The correct order that the items appear in the video is: cat, person", 1.0),
        ("order", "person, cat", 0.0),
        ("order", "B, I think", 0.0),
        ("order_3", "F", 1.0),
        ("order_3", "(F) flower, cat, person.", 1.0),
        ("order_3", "It is F, sure.", 0.0),  # E and F are not looked for in a longer reply
        ("referring_begin", "a person", 1.0),
        ("referring_begin", "A cat", 1.0),  # the article is option A
        ("blooming", "It does not bloom", 0.0),  # accepted as a whole only
        ("blooming", "does not bloom.", 1.0),
        ("blooming", "It will Unbloom", 1.0),  # "Bloom" does not occur, "Unbloom" does
        ("grounding_cats", "the end", 1.0),
        ("grounding_cats", "", 0.0),
    ],
)
def test_official(samples: list[Sample], aspect: str, reply: str, worth: float) -> None:
    assert read_official(of(samples, aspect), reply).worth == worth


def test_aspects_columns_and_their_mean(samples: list[Sample]) -> None:
    replies = ["A", "A", "F", "B", "C"]  # order 1/2, order_3 1, referring 0, grounding 1
    said = [Prediction(one.id, text) for one, text in zip(samples, replies, strict=False)]
    found = score(T3_PROBING, samples, said, "official")
    assert {name: one.score for name, one in found.groups["aspect"].items()} == {
        "order": 50.0, "order_3": 100.0, "referring_begin": 0.0, "grounding_cats": 100.0,
    }  # fmt: skip
    assert found.score == 62.5
    assert found.metrics["order"].score == 75.0
    assert found.metrics["attribute"].score is None
    robust = score(T3_PROBING, samples, said, "robust")
    assert robust.metrics["attribute"].score == 0.0
    assert robust.score == 50.0


def test_official_files_there_and_back(samples: list[Sample], tmp_path: Path) -> None:
    said = {one.id: Prediction(one.id, f"({one.answer})") for one in samples[:4]}
    said["order/people_cats_2"] = Prediction("order/people_cats_2", None, "timeout")
    assert T3_PROBING.write_official is not None
    T3_PROBING.write_official(tmp_path / "run", samples, said)
    held = json.loads((tmp_path / "run" / "predictions_order.json").read_text())
    assert held == {"cats_people_1": {"category": "cats_people", "pred": "(A)", "score": 1}}
    found = read_predictions(tmp_path / "run", T3_PROBING, samples)
    assert [one.id for one in found.predictions] == [
        "order/cats_people_1", "order_3/bloom_cats_people_4", "referring_begin/people_5",
    ]  # fmt: skip


def test_a_file_of_no_aspect_is_refused(samples: list[Sample], tmp_path: Path) -> None:
    file = tmp_path / "longva.json"
    file.write_text('{"a": {"pred": "A"}}')
    with pytest.raises(T3Error, match="ends with an aspect"):
        read_predictions(file, T3_PROBING, samples)


def test_the_prompt_is_held(samples: list[Sample]) -> None:
    assert_golden(T3_PROBING, of(samples, "referring_begin"), of(samples, "blooming"))
