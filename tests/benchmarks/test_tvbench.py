"""TVBench on invented questions: MVBench's rule on tasks of unequal size."""

import json
from pathlib import Path
from typing import Any

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.predictions import read_predictions
from benchmarks.scoring import score
from benchmarks.tvbench import TASKS, TVBENCH, load

ROW: dict[str, Any] = {
    "video": "v1.mp4",
    "question": "Which way does it go?",
    "candidates": ["up", "down"],
    "answer": "down",
}


def samples_of(tmp_path: Path, **tasks: int) -> list[Sample]:
    (tmp_path / "json").mkdir()
    for task, count in tasks.items():
        (tmp_path / "json" / f"{task}.json").write_text(json.dumps([ROW] * count))
    return list(load(tmp_path))


def test_tasks_and_their_order(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, moving_direction=1, egocentric_sequence=1, object_count=1)
    assert [sample.task for sample in samples] == [
        "Object Count", "Egocentric Sequence", "Moving Direction",
    ]  # fmt: skip
    assert len(TASKS) == 10


def test_the_average_is_not_the_mean_of_the_tasks(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, action_count=3, moving_direction=1)
    given = [Prediction(one.id, text) for one, text in zip(samples, "BBBA", strict=True)]
    found = score(TVBENCH, samples, given, "official")
    assert found.score == 75
    assert found.groups["task"]["Moving Direction"].score == 0


@pytest.mark.parametrize(
    ("reply", "official", "robust", "lmms_eval", "vlmevalkit"),
    [
        ("B) down", 1, 1, 1, 1),
        ("", 1, None, None, 1),
        (".", 1, None, None, 1),
        ("(", 1, None, None, 1),
        ("b", 1, 1, 1, 1),
        ("The answer is B", 0, 1, 1, 1),
        ("it goes down", 0, 1, 1, 1),  # the only option contained
        ("Bananas", 0, None, 1, 0),  # the first character
        ("up or down", 0, None, None, 0),
    ],
)
def test_scorers(
    tmp_path: Path,
    reply: str,
    official: int,
    robust: int | None,
    lmms_eval: int | None,
    vlmevalkit: int,
) -> None:
    (sample,) = samples_of(tmp_path, action_count=1)
    read = {one.name: one.read(sample, reply) for one in TVBENCH.scorers}
    found = [one.worth if one.parsed else None for one in read.values()]
    assert found == [official, robust, lmms_eval, vlmevalkit]


def test_failures_are_right_officially_and_empty_replies_wrong_for_lmms_eval(
    tmp_path: Path,
) -> None:
    samples = samples_of(tmp_path, action_count=2)
    given = [Prediction(samples[0].id, ""), Prediction(samples[1].id, None, "timeout")]
    assert score(TVBENCH, samples, given, "official").score == 100
    found = score(TVBENCH, samples, given, "lmms-eval")
    assert (found.score, found.counted) == (0, 2)


def test_logs_of_lmms_eval_name_the_task(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, action_count=1, moving_direction=1)
    log = tmp_path / "2026_samples_tvbench_moving_direction.jsonl"
    log.write_text(json.dumps({"doc_id": 0, "filtered_resps": ["B"]}) + "\n")
    (found,) = read_predictions(log, TVBENCH, samples).predictions
    assert found.id == "moving_direction_0"


def test_prompts(tmp_path: Path) -> None:
    assert_golden(TVBENCH, *samples_of(tmp_path, action_count=1))
