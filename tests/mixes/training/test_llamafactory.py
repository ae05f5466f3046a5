"""LLaMA-Factory's files: what they hold, and which settings are refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from training_rows import row

from mixes.training import TrainRequest, write_training
from mixes.training.settings import accepted_keys
from t3data.errors import UsageError

MakeMix = Callable[..., Path]
TEXT = [row(n, 200 + n) for n in range(10)]


def config_of(mix: Path, model: str = "qwen2-vl-7b", **request: Any) -> dict[str, Any]:
    written = write_training(TrainRequest(mix, "llamafactory", model, **request))
    path = next(file for file in written.files if file.suffix == ".yaml")
    config: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return config


def notes_of(mix: Path, model: str = "qwen2-vl-7b", **request: Any) -> str:
    return "\n".join(write_training(TrainRequest(mix, "llamafactory", model, **request)).notes)


def test_the_papers_settings_of_the_7b(make_mix: MakeMix) -> None:
    # llama_factory_7b_config.yaml of the authors; the projector was not frozen then.
    paper = {
        "stage": "sft",
        "do_train": True,
        "finetuning_type": "full",
        "freeze_vision_tower": True,
        "freeze_multi_modal_projector": False,
        "template": "qwen2_vl",
        "cutoff_len": 8192,
        "per_device_train_batch_size": 1,
        "gradient_accumulation_steps": 8,
        "learning_rate": 1e-5,
        "num_train_epochs": 1.0,
        "lr_scheduler_type": "cosine",
        "warmup_ratio": 0.03,
        "weight_decay": 0.05,
        "bf16": True,
    }
    config = config_of(make_mix(TEXT))
    assert {key: config[key] for key in paper} == paper
    assert config["deepspeed"] == "train/llamafactory/ds_z2.json"
    assert "media_dir" not in config


@pytest.mark.parametrize(
    ("model", "method", "rate", "decay", "stage"),
    [
        ("qwen2-vl-7b", "lora", 1e-4, None, 2),
        ("qwen2-vl-72b", "lora", 1e-5, 0.03, 3),
        ("qwen2.5-vl-72b", "lora", 1e-5, 0.03, 3),
        ("qwen3-vl-32b", "lora", 1e-4, None, 3),
        ("qwen3-vl-8b", "full", 1e-5, 0.05, 2),
    ],
)
def test_other_models_and_methods(
    make_mix: MakeMix, model: str, method: Any, rate: float, decay: float | None, stage: int
) -> None:
    mix = make_mix(TEXT)
    config = config_of(mix, model, method=method)
    assert (config["learning_rate"], config.get("weight_decay")) == (rate, decay)
    assert config["freeze_vision_tower"] is True
    assert ("lora_rank" in config) == (method == "lora")
    deepspeed = json.loads((mix / config["deepspeed"]).read_text())
    assert deepspeed["zero_optimization"]["stage"] == stage
    assert set(config) <= accepted_keys("llamafactory")


def test_every_key_is_written_once(make_mix: MakeMix) -> None:
    mix = make_mix([row(0, images=1), row(1, 6000, videos=1)])
    write_training(TrainRequest(mix, "llamafactory", "qwen3-vl-4b"))
    text = (mix / "train/llamafactory/qwen3-vl-4b-full.yaml").read_text(encoding="utf-8")
    keys = [line.split(":")[0] for line in text.splitlines() if line and line[0] not in "#"]
    assert len(keys) == len(set(keys))


def test_cutoff_is_never_below_the_longest_row(make_mix: MakeMix) -> None:
    assert config_of(make_mix(TEXT, name="A", max_tokens=5000))["cutoff_len"] == 5000
    # Not counted: only the limit of the mix is known.
    rows = [row(0, -1)]
    assert config_of(make_mix(rows, name="B", max_tokens=300))["cutoff_len"] == 300
    # The template for thinking puts 4 tokens before each of the two answers.
    turns = (("human", "a"), ("gpt", "b")) * 2
    mix = make_mix([row(0, 300, turns=turns)], name="C", max_tokens=300)
    assert config_of(mix, "qwen3-vl-8b-thinking")["cutoff_len"] == 308
    assert config_of(mix, "qwen3-vl-8b")["cutoff_len"] == 300


def test_settings_that_would_cut_rows_are_refused(make_mix: MakeMix) -> None:
    mix = make_mix([row(0, 2000), row(1, 6000, videos=1)])
    with pytest.raises(UsageError, match=r"can have 6,000 tokens.*--set cutoff_len=6000"):
        config_of(mix, settings={"cutoff_len": 5999})
    assert config_of(mix, settings={"cutoff_len": 6000})["cutoff_len"] == 6000
    # LLaMA-Factory's own default is 2,048.
    with pytest.raises(UsageError, match="cutoff_len 2048: "):
        config_of(mix, settings={"cutoff_len": None})
    # Half the frames take half of 5,824 tokens: 6,000 - 2,912 are left.
    settings: dict[str, Any] = {"video_maxlen": 64, "cutoff_len": 3088}
    assert config_of(mix, settings=settings)["video_maxlen"] == 64
    with pytest.raises(UsageError, match="can have 3,088 tokens"):
        config_of(mix, settings={**settings, "cutoff_len": 3087})
    # More pixels need more tokens than the mix was built for; ours grows with them.
    with pytest.raises(UsageError, match="cutoff_len 8192"):
        config_of(mix, settings={"video_maxlen": 256})


@pytest.mark.parametrize(
    "settings", [{"video_maxlen": "many"}, {"image_max_pixels": -1}, {"cutoff_len": "8k"}]
)
def test_limits_are_whole_numbers(make_mix: MakeMix, settings: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=f"--set {next(iter(settings))}="):
        config_of(make_mix(TEXT), settings=settings)


def test_where_media_lie_is_asked_only_where_it_is_not_known(make_mix: MakeMix) -> None:
    rows = [row(0, images=1)]
    mix = make_mix(rows, name="A")
    assert config_of(mix)["media_dir"] == "/SET/ME"
    assert "set media_dir in qwen2-vl-7b-full.yaml" in notes_of(mix)
    assert config_of(mix, settings={"media_dir": "/m"})["media_dir"] == "/m"
    assert notes_of(mix, settings={"media_dir": "/m"}) == ""
    known = make_mix(rows, name="B", media_root="/media/a b 😀")
    assert config_of(known)["media_dir"] == "/media/a b 😀"
    assert "media_dir" not in config_of(make_mix([row(0, images=1, root="/m/")], name="C"))


def test_workers_by_the_rarest_media(make_mix: MakeMix) -> None:
    even = [row(n, images=n % 10 == 0) for n in range(3000)]
    assert config_of(make_mix(even, name="EVEN", shards=3))["preprocessing_num_workers"] == 8
    # A piece of one worker may be 1,250 rows behind the only image at the head of a shard.
    head = [row(n, images=n % 1500 == 0) for n in range(3000)]
    mix = make_mix(head, name="HEAD", shards=2)
    assert config_of(mix)["preprocessing_num_workers"] == 1
    settings = {"media_dir": "/m"}
    assert notes_of(mix, settings=settings) == ""
    many = {**settings, "preprocessing_num_workers": 4}
    assert "--set preprocessing_num_workers=1" in notes_of(mix, settings=many)
    few = {**settings, "preprocessing_batch_size": 128}
    assert notes_of(mix, settings=few) == ""


def test_media_so_rare_that_nothing_helps_are_told(make_mix: MakeMix) -> None:
    rows = [row(n, images=n == 9999) for n in range(10_000)]
    mix = make_mix(rows)
    settings = {"media_dir": "/m"}
    assert "rows with images are so rare that 1,000 rows" in notes_of(mix, settings=settings)
    assert notes_of(mix, settings={**settings, "streaming": True}) == ""
    earlier = [row(n, images=n == 999) for n in range(10_000)]
    assert notes_of(make_mix(earlier, name="E"), settings=settings) == ""


def test_a_held_out_part_shuffles_rare_media(make_mix: MakeMix) -> None:
    # 1,000 of 3,000 rows are looked at; 60 rows with images let expect 20 among them, 57 do not.
    settings = {"media_dir": "/m", "val_size": 0.1}
    enough = make_mix([row(n, images=n % 50 == 0) for n in range(3000)], name="A")
    assert notes_of(enough, settings=settings) == ""
    few = make_mix([row(n, images=n % 53 == 0) for n in range(3000)], name="B")
    assert "val_size shuffles the rows" in notes_of(few, settings=settings)


def test_no_name_breaks_out_of_a_comment(make_mix: MakeMix) -> None:
    config = config_of(make_mix([row(0)]), "me/a\nstage: pt", family="qwen2_vl")
    assert (config["stage"], config["model_name_or_path"]) == ("sft", "me/a\nstage: pt")


def test_videos_that_qwen3_vl_cannot_take_are_counted(make_mix: MakeMix) -> None:
    mix = make_mix([row(0, videos=1), row(1, videos=2)], media_root="/m")
    assert "1 of 2 rows with video cannot be taken" in notes_of(mix, "qwen3-vl-8b")
    assert notes_of(mix) == ""


def test_zero_3_and_rows_with_both_kinds(make_mix: MakeMix) -> None:
    mix = make_mix([row(0, images=1, videos=1), row(1)], media_root="/m")
    assert "1 rows have images and videos" in notes_of(mix, "qwen2-vl-72b", method="lora")
    assert notes_of(mix) == ""


def test_what_a_cpu_needs(make_mix: MakeMix) -> None:
    mix = make_mix(TEXT)
    settings = {"use_cpu": True, "deepspeed": None, "bf16": False, "max_steps": 3}
    written = write_training(
        TrainRequest(mix, "llamafactory", "qwen2-vl-7b", gpus=1, settings=settings)
    )
    assert [file.name for file in written.files] == ["qwen2-vl-7b-full.sh", "qwen2-vl-7b-full.yaml"]
    config = yaml.safe_load(written.files[1].read_text(encoding="utf-8"))
    assert "deepspeed" not in config
    assert (config["use_cpu"], config["bf16"], config["max_steps"]) == (True, False, 3)
    assert config["gradient_accumulation_steps"] == 64
    assert "FORCE_TORCHRUN" not in written.files[0].read_text()
