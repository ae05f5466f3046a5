"""ms-swift's script."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from training_rows import row

from mixes.training import TrainRequest, write_training
from mixes.training.settings import accepted_keys
from t3data.errors import UsageError

MakeMix = Callable[..., Path]
TEXT = [row(n, 200 + n) for n in range(10)]


def script(mix: Path, model: str = "qwen2-vl-72b", **request: Any) -> tuple[str, str]:
    written = write_training(TrainRequest(mix, "ms-swift", model, **{"method": "lora"} | request))
    assert len(written.files) == 1
    return written.files[0].read_text(encoding="utf-8"), "\n".join(written.notes)


def options(text: str) -> dict[str, str]:
    found = re.findall(r"^  --(\w+) (.*) \\$", text, re.MULTILINE)
    return {key: shlex.split(value)[0] for key, value in found}


def exports(text: str) -> dict[str, str]:
    return dict(re.findall(r"^export (\w+)=(.*)$", text, re.MULTILINE))


def test_the_papers_settings_of_the_72b(make_mix: MakeMix) -> None:
    # run_72b_video.sh of the authors, under the names of ms-swift 4.6.0.
    text, _ = script(make_mix([*TEXT, row(10, images=1)]))
    paper = {
        "tuner_type": "lora",
        "freeze_vit": "true",
        "learning_rate": "1.0e-05",
        "weight_decay": "0.03",
        "max_length": "5120",
        "max_steps": "1000",
        "save_steps": "100",
        "warmup_ratio": "0.03",
        "per_device_train_batch_size": "1",
        "gradient_accumulation_steps": "8",
        "deepspeed": "zero3",
        "torch_dtype": "bfloat16",
    }
    found = options(text)
    assert {key: found[key] for key in paper} == paper
    assert set(found) <= accepted_keys("ms-swift")
    limits = {"MAX_PIXELS": "401408", "FPS_MIN_FRAMES": "8", "FPS_MAX_FRAMES": "8"}
    assert limits.items() <= exports(text).items()
    assert (found["dataset"], found["strict"], found["split_dataset_ratio"]) == (
        "data",
        "true",
        "0",
    )


def test_the_7b_has_the_papers_7b_settings(make_mix: MakeMix) -> None:
    found = options(script(make_mix(TEXT), "qwen2-vl-7b", method="full")[0])
    expected = {
        "tuner_type": "full",
        "freeze_aligner": "false",
        "weight_decay": "0.05",
        "num_train_epochs": "1",
        "deepspeed": "zero2",
    }
    assert {key: found[key] for key in expected} == expected
    assert "max_steps" not in found


def test_no_row_is_dropped_for_its_length(make_mix: MakeMix) -> None:
    # 8 frames are 4 pairs of 512 tokens; the mix had counted 5,824 for the video.
    rows = [row(0, 5000), row(1, 7000, videos=1)]
    mix = make_mix(rows, media_root="/m")
    assert options(script(mix)[0])["max_length"] == "5120"
    long = make_mix([*rows, row(2, 8000)], name="LONG", media_root="/m")
    text, notes = script(long)
    assert options(text)["max_length"] == "8000"
    assert "max_length 5120; 1 rows of this mix can be longer, so it is 8000" in notes
    with pytest.raises(UsageError, match=r"max_length 5120: 1 rows can be longer.*8,000 tokens"):
        script(long, settings={"max_length": 5120})
    with pytest.raises(UsageError, match="max_length 5000"):
        # 16 frames: 7,000 - 5,824 + 4,096 = 5,272.
        script(mix, settings={"max_length": 5000, "FPS_MAX_FRAMES": 16})
    assert options(script(mix, settings={"FPS_MAX_FRAMES": 16})[0])["max_length"] == "5272"


@pytest.mark.parametrize("length", ["x", True, 6000.0, 0])
def test_a_length_that_is_no_whole_number(make_mix: MakeMix, length: Any) -> None:
    with pytest.raises(UsageError, match=f"--set max_length={length}: expected a whole number"):
        script(make_mix(TEXT), settings={"max_length": length})


def test_qwen3_vl_counts_in_other_cells(make_mix: MakeMix) -> None:
    # 401,408 / 1,024 = 392 tokens, and a pair of frames has 12 more for its time.
    mix = make_mix([row(0, 10_000, videos=1), row(1, 9000, images=1)], media_root="/m")
    found = options(script(mix, "qwen3-vl-8b")[0])
    assert int(found["max_length"]) == max(10_000 - 5824 + 4 * 404, 9000 - 891 + 392)


def test_settings_in_capitals_are_the_environment(make_mix: MakeMix) -> None:
    mix = make_mix([row(0, images=1)])
    settings = {"ROOT_IMAGE_DIR": "/a b", "MAX_PIXELS": 200_704, "max_steps": 7, "strict": None}
    text, notes = script(mix, settings=settings)
    assert exports(text)["ROOT_IMAGE_DIR"] == "'/a b'"
    assert exports(text)["MAX_PIXELS"] == "200704"
    assert options(text)["max_steps"] == "7"
    assert "strict" not in options(text)
    assert "set ROOT_IMAGE_DIR" not in notes
    with pytest.raises(UsageError, match="--set MAX_PIXELS=x: expected a whole number"):
        script(mix, settings={"MAX_PIXELS": "x"})


def test_unknown_media_have_to_be_set(make_mix: MakeMix) -> None:
    text, notes = script(make_mix([row(0, images=1)]))
    assert 'ROOT_IMAGE_DIR="${ROOT_IMAGE_DIR:-/SET/ME}"' in text
    assert "set ROOT_IMAGE_DIR in qwen2-vl-72b-lora.sh" in notes
    assert "ROOT_IMAGE_DIR" not in script(make_mix(TEXT, name="TEXT"))[0]


def test_lists_are_several_words(make_mix: MakeMix) -> None:
    settings = {"target_modules": ["q_proj", "v proj"]}
    assert "  --target_modules q_proj 'v proj' \\\n" in script(make_mix(TEXT), settings=settings)[0]


def test_a_model_of_ones_own_is_told_its_type(make_mix: MakeMix, tmp_path: Path) -> None:
    found = options(script(make_mix(TEXT), str(tmp_path), family="qwen2_5_vl")[0])
    assert (found["model_type"], found["template"]) == ("qwen2_5_vl", "qwen2_5_vl")
    assert "model_type" not in options(script(make_mix(TEXT, name="B"), "qwen2-vl-7b")[0])
