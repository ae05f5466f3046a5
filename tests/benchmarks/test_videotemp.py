"""VideoTemp-Bench: a guess at its fields that anybody can correct."""

import json
from pathlib import Path

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.scoring import score
from benchmarks.videotemp import VIDEOTEMP, load, read_official
from t3data.errors import T3Error

QUESTION = "What falls?\nA. a cup\nB. a pen\nC. nothing"
ROW = {"videos": ["v 1.mp4"], "question": QUESTION, "answer": "B", "duration": 100}


def written(directory: Path, *rows: dict[str, object], **fields: str) -> Path:
    (directory / "bench.json").write_text(json.dumps(rows))
    if fields:
        (directory / "fields.json").write_text(json.dumps(fields))
    return directory


def test_the_default_names(tmp_path: Path) -> None:
    first, second = load(written(tmp_path, ROW, {**ROW, "id": "x", "duration": 600.0}))
    assert first == Sample(
        "0", "v 1.mp4", "What falls?", "B", ("a cup", "a pen", "nothing"), {"duration": "0-3 min"}
    )
    assert (second.id, second.groups) == ("x", {"duration": "10-20 min"})


@pytest.mark.parametrize(
    ("seconds", "group"),
    [(179.9, "0-3 min"), (180, "3-10 min"), (600, "10-20 min"), (1200, "over 20 min")],
)
def test_lengths(tmp_path: Path, seconds: float, group: str) -> None:
    (only,) = load(written(tmp_path, {**ROW, "duration": seconds}))
    assert only.groups == {"duration": group}


def test_a_map_gives_other_names(tmp_path: Path) -> None:
    row = {"vid": "w", "Q": "What falls?", "choices": ["A. a cup", "a pen"], "gold": "(A)", "n": 7}
    (only,) = load(
        written(tmp_path, row, id="n", video="vid", question="Q", options="choices", answer="gold")
    )
    assert (only.id, only.video, only.answer, only.options) == ("7", "w", "A", ("a cup", "a pen"))
    (same,) = load(tmp_path / "bench.json")
    assert same == only


@pytest.mark.parametrize(
    "options",
    [
        ["a cup", "a pen"],
        {"B": "a pen", "A": "a cup"},
        "A. a cup\nB. a pen",
        "['a cup', 'a pen']",
        '["A. a cup", "B. a pen"]',
    ],
)
@pytest.mark.parametrize("answer", ["B", "(B)", "a pen", "B. a pen"])
def test_options_and_answers_in_other_forms(tmp_path: Path, options: object, answer: str) -> None:
    row = {**ROW, "question": "What falls?", "options": options, "answer": answer}
    (only,) = load(written(tmp_path, row))
    assert (only.options, only.answer) == (("a cup", "a pen"), "B")


def test_a_map_of_unknown_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(T3Error, match=r"fields\.json: gold: expected one of id, video, question"):
        list(load(written(tmp_path, ROW, gold="answer")))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"answer": "D"}, "field answer or solution: expected the letter of one of 3 options"),
        ({"answer": None}, "no field answer or solution"),
        ({"question": 3.5}, "expected the letter of one of 0 options"),
        ({"duration": "long"}, "field duration: expected a number, found 'long'"),
    ],
)
def test_a_row_that_does_not_fit_is_named(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    with pytest.raises(T3Error, match=f"row 0: .*{message}"):
        list(load(written(tmp_path, {**ROW, **change})))


def test_what_is_not_read_is_taken_for_a(tmp_path: Path) -> None:
    samples = list(load(written(tmp_path, {**ROW, "answer": "A"}, ROW, ROW)))
    assert read_official(samples[1], " B. a pen").worth == 1.0
    assert read_official(samples[1], "(B)").read == "A"
    said = [Prediction("0", "no idea"), Prediction("1", "b"), Prediction("2", None, "timeout")]
    found = score(VIDEOTEMP, samples, said, "official")
    assert (found.score, found.counted, found.unparsed) == (50.0, 2, 2)
    assert "2 replies: unread, taken for A" in found.notes
    assert score(VIDEOTEMP, samples, said, "official", "wrong").score == 0.0


def test_the_prompt_is_held(tmp_path: Path) -> None:
    assert_golden(VIDEOTEMP, next(load(written(tmp_path, ROW))))
