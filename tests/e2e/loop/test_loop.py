"""From captions to a better model: every step real, on a CPU.

`t3 synth` makes questions, `t3 build-mix` mixes them with texts, images and videos, the script of
`t3 train-config` starts LLaMA-Factory, vLLM serves what came of it, and `t3 probe`, `t3 run`,
`t3 score` and `t3 compare` say what it learned.
"""

import json
from collections import Counter
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
import real_trainers
from asked import ASKED, FILMS, Asked
from held_out import p_value
from steps import (
    BATCH,
    EPOCHS,
    FREE,
    IMAGES,
    LETTERED,
    ROWS,
    TEXTS,
    VIDEOS,
    Loop,
    last_tenth,
    losses,
)

from t3data.shards import read_shard, shard_paths
from t3data.types import Example

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(3600)]

SURE = 1e-6
"""The highest probability with which a guess may do as well."""


@pytest.fixture(scope="module")
def rows(loop: Loop) -> list[Example]:
    return [row for path in shard_paths(loop.mix) for row in read_shard(path)]


@pytest.fixture(scope="module")
def loaded(loop: Loop, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What LLaMA-Factory's own loader makes of the mix."""
    settings = tmp_path_factory.mktemp("loaded") / "settings.json"
    wanted = {
        "model_name_or_path": str(loop.untrained), "dataset_dir": str(loop.mix),
        "media_dir": str(loop.root / "media"),
        "preprocessing_num_workers": 2, "preprocessing_batch_size": 1000,
    }  # fmt: skip
    settings.write_text(json.dumps([wanted]))
    script = real_trainers.ROOT / "tests" / "e2e" / "load_in_llamafactory.py"
    found: list[dict[str, Any]] = json.loads(real_trainers.run_script(script, settings))
    return found[0]


def test_the_mix_is_of_texts_images_and_videos(rows: list[Example], loop: Loop) -> None:
    kinds = Counter("image" if row.images else "video" if row.videos else "text" for row in rows)
    assert kinds == {"text": FREE + LETTERED + TEXTS, "image": IMAGES, "video": VIDEOS}
    forms = Counter(json.loads(row.meta).get("format") for row in rows if row.task)
    assert forms == {"free": FREE, "lettered": LETTERED}
    assert loop.manifest()["rows"] == ROWS


def test_nothing_of_it_is_dropped(loop: Loop, rows: list[Example], loaded: dict[str, Any]) -> None:
    assert loaded["error"] is None
    assert (loaded["aligned"], loaded["invalid"], loaded["rows"]) == (ROWS, 0, ROWS)
    assert Counter(loaded["questions"]) == Counter(row.conversations[0].value for row in rows)
    # What was trained is what was loaded: each row in one step of each epoch.
    for log, output in zip(loop.logs, loop.rounds, strict=True):
        assert f"Num examples = {ROWS:,}" in log
        state = json.loads((output / "trainer_state.json").read_text())
        assert (state["global_step"], state["epoch"]) == (-(-ROWS // BATCH) * EPOCHS, EPOCHS)
        assert "Dropped" not in log


def test_rows_are_as_long_as_was_counted(rows: list[Example], loaded: dict[str, Any]) -> None:
    counted = Counter((row.conversations[0].value, row.n_tokens) for row in rows if not _media(row))
    of_media = {row.conversations[0].value: row.n_tokens for row in rows if _media(row)}
    found = list(zip(loaded["questions"], loaded["lengths"], strict=True))
    assert Counter(one for one in found if one[0] not in of_media) == counted
    # Images and videos are counted at the most they may take.
    lengths = [(length, of_media[asked]) for asked, length in found if asked in of_media]
    assert len(lengths) == IMAGES + VIDEOS
    assert all(0 < length <= bound for length, bound in lengths)


def test_the_loss_falls(loop: Loop) -> None:
    first = losses(loop.rounds[0])
    assert len(first) >= 50
    assert mean(last_tenth(loop.trained)) < 0.5 * mean(first[: len(first) // 10])


def test_held_out_questions_are_answered_above_chance(asked: Asked) -> None:
    before, after = asked.held_out["before"], asked.held_out["after"]
    assert len(before) == len(after) == ASKED
    assert p_value(before) > SURE
    assert all(one.reply for one in after)
    for task in sorted({one.task for one in after}):
        assert p_value([one for one in after if one.task == task]) < SURE, _shown(after, task)


def test_the_probe_asks_the_trained_model_everything(asked: Asked) -> None:
    for which in ("before", "after"):
        lines = (asked.probes[which] / "answers.jsonl").read_text().splitlines()
        answers = [json.loads(line) for line in lines]
        assert {one["mark"] for one in answers} <= {"right", "wrong"}
        cases = Counter((one["probe"], one["condition"]) for one in answers)
        # Four items, each with its two options in both orders.
        assert cases == {("video", "plain"): 8, ("text", "plain"): 8, ("video", "blind"): 8}


def test_the_runs_are_scored_with_intervals(asked: Asked) -> None:
    found = json.loads(asked.score("after", "--json"))
    assert (found["n"], found["missing"], found["unknown"]) == (2 * FILMS, 0, 0)
    lines = _predictions(asked.runs["after"])
    assert len(lines) == 2 * FILMS
    assert not any("failure" in line for line in lines)
    assert {line["reply"].strip() for line in lines} <= {"yes", "no"}


def test_before_and_after_are_compared(asked: Asked) -> None:
    found = json.loads(asked.compare("--json"))
    compared = found["benchmarks"][0]
    score = compared["score"]
    assert (score["n"], score["videos"]) == (2 * FILMS, FILMS)
    assert score["difference"] == pytest.approx(score["b"] - score["a"])
    assert score["ci"][0] <= score["difference"] <= score["ci"][1]
    # Without training no reply is yes or no; with it, each one is.
    assert score["a"] < score["b"]
    assert compared["unanswered_b"] == {"missing": 0, "failed": 0, "unparsed": 0}


def _media(row: Example) -> bool:
    return bool(row.images or row.videos)


def _predictions(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "predictions.jsonl").read_text().splitlines()]


def _shown(marked: list[Any], task: str) -> str:
    own = [one for one in marked if one.task == task]
    wrong = [f"{one.reply!r} for {one.truth!r}" for one in own if not one.right][:10]
    return f"{task}: {sum(one.right for one in own)} of {len(own)}, e.g. {wrong}"
