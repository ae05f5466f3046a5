"""What stands beside the shards: registry entry, training configuration, card, figures."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from mixes.builder import Built
from mixes.dataset_info import dataset_info

Make = Callable[..., Path]
Build = Callable[..., Built]


# Field names of the argument classes of LLaMA-Factory 0.9.5 that the configuration may use.
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


def test_a_training_configuration_with_the_papers_settings_lies_beside(
    make_general: Make, build: Build, tmp_path: Path
) -> None:
    (tmp_path / "g").mkdir()
    for number in range(3):
        (tmp_path / "g" / f"{number}.jpg").write_bytes(b"")
    build(general=[make_general("g", 3)], filters={"media_root": str(tmp_path), "max_tokens": 5000})
    train = tmp_path / "MIX" / "train" / "llamafactory"
    config = yaml.safe_load((train / "qwen2-vl-7b-full.yaml").read_text(encoding="utf-8"))
    expected = {
        "model_name_or_path": "Qwen/Qwen2-VL-7B-Instruct",
        "cutoff_len": 5000,
        "dataset": "t3_mix",
        "dataset_dir": ".",
        "media_dir": str(tmp_path),
        "deepspeed": "train/llamafactory/ds_z2.json",
    }
    assert {key: config[key] for key in expected} == expected
    assert (train / "qwen2-vl-7b-full.sh").stat().st_mode & 0o111
    assert (tmp_path / "MIX" / config["deepspeed"]).is_file()


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
    assert "train/llamafactory/qwen2-vl-7b-full.sh" in text
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
