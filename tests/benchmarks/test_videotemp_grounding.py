"""VideoTemp-Bench's grounding: parts by duration, pooled total, the right option in the prompt."""

import json
from pathlib import Path
from typing import Any

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.scoring import score
from benchmarks.videotemp_grounding import VIDEOTEMP_GROUNDING, load, part_of
from t3data.errors import T3Error

ROW: dict[str, Any] = {
    "videos": ["a.mp4"],
    "question": "What does he lift?\nA. a box\nB. a cat",
    "answer": "B",
    "duration": 179.9,
    "timestamp": [10, 20],
}


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    rows = [
        ROW,
        {**ROW, "duration": 180},
        {**ROW, "duration": 180},
        {**ROW, "timestamp": None},
        {**ROW, "duration": 1200, "answer": "(A)"},
    ]
    (tmp_path / "bench.json").write_text(json.dumps(rows))
    return list(load(tmp_path))


def test_samples(samples: list[Sample]) -> None:
    assert [one.id for one in samples] == ["0", "1", "2", "4"]
    assert [one.extra["evidence"] for one in samples] == ["a cat", "a cat", "a cat", "a box"]
    assert samples[0].question == "What does he lift?"
    assert [part_of(d) for d in (0, 179.9, 180, 600, 1199, 1200)] == [
        "0-3 min",
        "0-3 min",
        "3-10 min",
        "10-20 min",
        "10-20 min",
        "over 20 min",
    ]


def test_pooled_total_and_more_than_the_threshold(samples: list[Sample]) -> None:
    said = [
        Prediction("0", "10 to 20"),
        Prediction("1", "from 10 to 15"),  # exactly 0.5: not more
        Prediction("2", "nothing"),
        Prediction("4", None, "no video"),  # dropped
    ]
    found = score(VIDEOTEMP_GROUNDING, samples, said, "official")
    assert found.score == 50.0  # (1 + .5 + 0) / 3, not the mean of 1 and .25
    assert found.metrics["R@0.5"].score == pytest.approx(100 / 3)
    assert found.groups["duration"]["3-10 min"].score == 25.0
    assert "over 20 min" not in found.groups["duration"]


def test_an_answer_that_is_no_option(tmp_path: Path) -> None:
    (tmp_path / "bench.json").write_text(json.dumps([{**ROW, "answer": "C"}]))
    with pytest.raises(T3Error, match="row 0: field answer: expected the letter of one of 2"):
        list(load(tmp_path))


def test_golden_prompt(samples: list[Sample]) -> None:
    assert_golden(VIDEOTEMP_GROUNDING, samples[0])
