"""`check_config` with the real LLaMA-Factory and the real ms-swift."""

import json
from pathlib import Path
from typing import Any

import mixed_rows
import pyarrow as pa
import pytest
import real_trainers
import yaml

from mixes.training.checking import CheckReport, check_config
from mixes.training.request import Framework, TrainRequest
from mixes.training.write import write_training

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


@pytest.fixture(scope="module", autouse=True)
def trainers() -> None:
    real_trainers.need()


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mixed_rows.write_media(tmp_path_factory.mktemp("media 🎬"))


@pytest.fixture(scope="module")
def mix(tmp_path_factory: pytest.TempPathFactory, media: Path) -> Path:
    rows = [mixed_rows.text_row(number) for number in range(8)]
    rows += [mixed_rows.image_row(0), mixed_rows.video_row(0)]
    return mixed_rows.build(tmp_path_factory.mktemp("mixes") / "mix", rows, media)


def places(report: CheckReport) -> list[tuple[str, str]]:
    return [(each.place, each.remedy) for each in report.problems]


def files_below(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*"))


def foreign(directory: Path, mix: Path, media: Path, **changes: Any) -> Path:
    """A configuration that somebody else wrote, for the rows of the mix."""
    settings = {
        "model_name_or_path": "Qwen/Qwen2-VL-7B-Instruct", "stage": "sft", "do_train": True,
        "finetuning_type": "lora", "dataset": "t3_mix", "dataset_dir": str(mix),
        "media_dir": str(media), "template": "qwen2_vl", "cutoff_len": 8192,
        "output_dir": "out", "learning_rate": 1.0e-5, "bf16": True, **changes,
    }  # fmt: skip
    path = directory / "foreign.yaml"
    path.write_text(yaml.safe_dump(settings))
    return path


@pytest.mark.parametrize("model", ["qwen2-vl-7b", "qwen3-vl-8b"])
def test_llamafactory_takes_what_train_config_writes(mix: Path, model: str) -> None:
    written = write_training(TrainRequest(mix, "llamafactory", model))
    file = next(path for path in written.files if path.suffix == ".yaml")
    before = files_below(mix)
    report = check_config(file, real_trainers.PYTHON)
    assert report.problems == ()
    assert "10 rows are kept of 10 in the files" in report.checked
    assert "LLaMA-Factory 0.9.5" in report.checked
    assert any("deepspeed: not installed" in each for each in report.unchecked)
    assert any("nothing is downloaded" in each for each in report.unchecked)
    assert files_below(mix) == before


def test_keys_types_and_template_of_another_configuration(
    tmp_path: Path, mix: Path, media: Path
) -> None:
    wrong = foreign(
        tmp_path, mix, media, evaluation_strategy="no", lora_rnk=8, stage="sfft",
        template="qwen2vl", overwrite_output_dir=True, logging_steps="ten", do_train="yes",
    )  # fmt: skip
    report = check_config(wrong, real_trainers.PYTHON)
    assert sorted(places(report)) == [
        ("do_train", "write true or false"),
        ("evaluation_strategy", "use eval_strategy"),
        ("logging_steps", "write a number"),
        ("lora_rnk", "use lora_rank"),
        ("overwrite_output_dir", "remove it"),
        ("stage", "write one of pt, sft, rm, ppo, dpo, kto"),
        ("template", "use qwen2_vl"),
    ]
    assert any("types come first" in each for each in report.unchecked)


def test_settings_that_do_not_go_together_and_a_template_of_another_model(
    tmp_path: Path, mix: Path, media: Path
) -> None:
    wrong = foreign(tmp_path, mix, media, template="qwen3_vl", streaming=True, val_size=0.1)
    report = check_config(wrong, real_trainers.PYTHON)
    assert places(report) == [("template", "use qwen2_vl"), ("settings", "change what it names")]
    assert "Streaming mode should have an integer val size" in report.problems[1].message


def test_rows_that_are_dropped_or_stop_the_run(tmp_path: Path, media: Path) -> None:
    said = [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}]
    marked = [{"from": "human", "value": "<video>q"}, said[1]]
    rows = [
        {"conversations": said, "images": [], "videos": []},
        {"conversations": said[::-1], "images": [], "videos": []},
        {"conversations": said[:1], "images": [], "videos": []},
        {"conversations": marked, "images": [], "videos": []},
        {"conversations": marked, "images": [], "videos": ["gone.mp4"]},
    ]
    turn = pa.struct([("from", pa.string()), ("value", pa.string())])
    names = pa.list_(pa.string())
    schema = pa.schema([("conversations", pa.list_(turn)), ("images", names), ("videos", names)])
    (tmp_path / "data").mkdir()
    table = pa.Table.from_pylist(rows, schema)
    with pa.ipc.new_stream(str(tmp_path / "data" / "a.arrow"), schema) as writer:
        writer.write_table(table)
    (tmp_path / "dataset_info.json").write_text(json.dumps({"t3_mix": mixed_rows.ENTRY}))
    report = check_config(foreign(tmp_path, tmp_path, media), real_trainers.PYTHON)
    assert [each.place for each in report.problems] == ["rows 1, 2", "row 3", "media_dir"]
    assert report.problems[0].message.startswith("2 of 5 rows are dropped without a word")
    assert report.problems[1].message.startswith("1 of 5 rows stop the run: The number of videos")
    assert "1 media files are not there, first gone.mp4" in report.problems[2].message.replace(
        "1 of 1", "1"
    )
    assert "3 rows are kept of 5 in the files" in report.checked


def test_llamafactory_reads_no_json(tmp_path: Path, mix: Path, media: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(yaml.safe_load(foreign(tmp_path, mix, media).read_text())))
    report = check_config(path, real_trainers.PYTHON)
    assert places(report) == [(str(path), "write the settings as .yaml")]


def script_of(mix: Path, framework: Framework, model: str, method: Any) -> Path:
    written = write_training(TrainRequest(mix, framework, model, method=method))
    return next(path for path in written.files if path.suffix == ".sh")


def test_ms_swift_takes_what_train_config_writes(tmp_path: Path, mix: Path) -> None:
    script = script_of(mix, "ms-swift", "qwen2-vl-72b", "lora")
    before = files_below(mix)
    report = check_config(script, real_trainers.swift_python(tmp_path))
    assert report.framework == "ms-swift"
    assert report.problems == ()
    assert "10 rows are kept of 10 in the files" in report.checked
    assert "2 media files are there" in report.checked
    assert files_below(mix) == before


def test_flags_of_another_script(tmp_path: Path, mix: Path) -> None:
    script = tmp_path / "run.sh"
    script.write_text(
        f"swift sft --train_type lora --model Qwen/Qwen2-VL-7B-Instruct --template qwen2vl "
        f"--max_length long --dataset '{mix}/data' --seed $SEED\n"
    )
    report = check_config(script, real_trainers.swift_python(tmp_path))
    assert [(each.place, each.remedy) for each in report.problems[:3]] == [
        ("--train_type", "use --tuner_type"),
        ("--max_length", "see `swift sft --help`"),
        ("--template", "use qwen2_vl"),
    ]
    assert "--seed $SEED: only the shell knows its value" in report.unchecked


def test_ms_swift_with_the_datasets_of_llamafactory_does_not_load(mix: Path) -> None:
    script = script_of(mix, "ms-swift", "qwen2-vl-7b", "full")
    report = check_config(script, real_trainers.PYTHON)
    assert any("newer datasets" in each.remedy for each in report.problems)


def test_longva_takes_what_train_config_writes(mix: Path) -> None:
    report = check_config(script_of(mix, "longva", "longva-7b", "full"))
    assert places(report) == [("LONGVA", "set it in the script or in the environment")]
    assert "the shape of 10 records with 2 images and videos" in report.checked
