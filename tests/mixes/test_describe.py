"""What stands beside the shards: registry entry, training configuration, card, figures."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from mixes.builder import Built
from mixes.dataset_info import dataset_info
from mixes.train_yaml import deepspeed_config, train_yaml

Make = Callable[..., Path]
Build = Callable[..., Built]

# Field names of the argument classes of LLaMA-Factory 0.9.5 that the configuration may use.
ACCEPTED = {
    *("model_name_or_path", "trust_remote_code", "image_max_pixels", "video_max_pixels"),
    *("video_fps", "video_maxlen", "stage", "do_train", "finetuning_type", "freeze_vision_tower"),
    *("freeze_multi_modal_projector", "deepspeed", "dataset_dir", "dataset", "media_dir"),
    *("template", "cutoff_len", "preprocessing_batch_size", "preprocessing_num_workers"),
    *("dataloader_num_workers", "output_dir", "logging_steps", "save_steps", "save_only_model"),
    *("plot_loss", "report_to", "per_device_train_batch_size", "gradient_accumulation_steps"),
    *("learning_rate", "weight_decay", "num_train_epochs", "lr_scheduler_type", "warmup_ratio"),
    *("bf16", "seed", "ddp_timeout"),
}


def test_the_registry_entry_names_every_column_and_tag() -> None:
    assert dataset_info() == {
        "t3_mix": {
            "file_name": "data",
            "formatting": "sharegpt",
            "columns": {"messages": "conversations", "images": "images", "videos": "videos"},
            "tags": {
                "role_tag": "from",
                "content_tag": "value",
                "user_tag": "human",
                "assistant_tag": "gpt",
                "observation_tag": "observation",
                "function_tag": "function_call",
                "system_tag": "system",
            },
        }
    }


def test_the_training_configuration_is_the_papers() -> None:
    config = yaml.safe_load(train_yaml(8192, None))
    assert set(config) == ACCEPTED
    paper = {
        "finetuning_type": "full",
        "freeze_vision_tower": True,
        "learning_rate": 1e-5,
        "weight_decay": 0.05,
        "warmup_ratio": 0.03,
        "cutoff_len": 8192,
        "per_device_train_batch_size": 1,
        "gradient_accumulation_steps": 8,
        "template": "qwen2_vl",
        "dataset": "t3_mix",
        "dataset_dir": ".",
        "media_dir": ".",
    }
    assert {key: config[key] for key in paper} == paper
    assert config["deepspeed"] == "train/ds_z2.json"
    assert json.loads(deepspeed_config())["zero_optimization"]["stage"] == 2


@pytest.mark.parametrize("root", ["/data/images: 1", "émoji 😀 #1", "a'b\"c"])
def test_any_media_root_survives(root: str) -> None:
    assert yaml.safe_load(train_yaml(100, root))["media_dir"] == root


def test_the_card_tells_composition_lengths_licences_and_use(
    make_t3: Make, make_general: Make, build: Build, tmp_path: Path
) -> None:
    general = make_general("open-llava-next", [{"id": 1}, *llava(20)])
    t3 = make_t3("A", 10, ("order_list", "attribute"))
    built = build(t3=[t3], general=[general], seed=3, figures=True)
    text = (tmp_path / "MIX" / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# custom, 30 rows\n")
    assert "t3:general = 1:2 in rows" in text
    assert f"Content digest: `{built.manifest['digest']}`" in text
    assert "| `open-llava-next` | general | 20 | 66.7 % | 20 | 21 | unknown_shape 1 |" in text
    assert "| `order_list` | 5 | 16.7 % |" in text
    assert "| `open-llava-next` | CC-BY-NC-4.0 | **non-commercial** |" in text
    assert "| `A` | unknown, check before you publish |  |" in text
    assert "| answer text, characters |" in text
    assert "| whole row, tokens |" in text
    assert 'load_dataset("arrow", data_files="data/*.arrow"' in text
    assert "No row is longer than 8,192 tokens" in text


def test_figures_are_the_same_every_time(make_general: Make, build: Build, tmp_path: Path) -> None:
    name = "a very long name $with$ 😀 signs in it that goes on and on"
    path = make_general(name, 12)
    for output in ("ONE", "TWO"):
        build(general=[path], output=output, figures=True, filters={"token_stats": False})
    for picture in ("lengths.png", "composition.png"):
        one, two = (tmp_path / o / "figures" / picture for o in ("ONE", "TWO"))
        assert one.read_bytes() == two.read_bytes()
        assert one.read_bytes().startswith(b"\x89PNG")
        assert b"Software" not in one.read_bytes()


def test_a_mix_of_one_row_can_be_described(
    make_general: Make, build: Build, tmp_path: Path
) -> None:
    build(general=[make_general("g", 1)], figures=True)
    assert "# custom, 1 rows" in (tmp_path / "MIX" / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_datasets_loads_a_mix(
    make_t3: Make, make_general: Make, build: Build, tmp_path: Path
) -> None:
    datasets: Any = pytest.importorskip("datasets")
    build(t3=[make_t3("A", 100)], general=[make_general("g", 200)], rows_per_shard=70)
    loaded = datasets.load_dataset(
        "arrow",
        data_files=str(tmp_path / "MIX" / "data" / "*.arrow"),
        split="train",
        cache_dir=str(tmp_path / "cache"),
    )
    assert len(loaded) == 300
    assert loaded.column_names[:4] == ["id", "conversations", "images", "videos"]
    assert sum(map(len, loaded["images"])) == 200
    mapped = loaded.map(lambda row: {"_images": row["images"] or None}, num_proc=2)
    assert sum(images is not None for images in mapped["_images"]) == 200


def llava(rows: int) -> list[dict[str, Any]]:
    from mix_material import llava_rows

    return llava_rows("g", rows)
