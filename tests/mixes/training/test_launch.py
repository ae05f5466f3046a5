"""Launch scripts, run by the shell, with trainers that only tell how they were called."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from training_rows import row

from mixes.training import TrainRequest, write_training

MakeMix = Callable[..., Path]
TELL = """\
import json, os, sys
print(json.dumps({"name": os.path.basename(sys.argv[0]), "arguments": sys.argv[1:],
                  "directory": os.getcwd(), "environment": dict(os.environ)}))
"""
ODD = "my mix 😀 it's $HOME"


@pytest.fixture
def bin_directory(tmp_path: Path) -> Path:
    directory = tmp_path / "bin"
    directory.mkdir()
    python = shutil.which("python3")
    for name in ("llamafactory-cli", "swift", "torchrun"):
        (directory / name).write_text(f"#!{python}\n{TELL}", encoding="utf-8")
        (directory / name).chmod(0o755)
    return directory


def start(
    script: Path, bin_directory: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    path = f"{bin_directory}:{os.environ['PATH']}"
    return subprocess.run(
        [str(script), *arguments],
        env={"PATH": path, "HOME": "/root", **environment},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def options(arguments: list[str]) -> Mapping[str, str]:
    named = [(a, b) for a, b in pairwise(arguments) if a.startswith("--")]
    return {key.removeprefix("--"): value for key, value in named}


@pytest.mark.parametrize("name", ["MIX", ODD, "-x", "a\nb"])
def test_llamafactory_is_started_in_the_mix(
    make_mix: MakeMix, bin_directory: Path, name: str
) -> None:
    mix = make_mix([row(0)], name=name)
    written = write_training(TrainRequest(mix, "llamafactory", "qwen2-vl-7b"))
    found = told(start(written.files[0], bin_directory, "max_steps=3", "a b"))
    assert found["name"] == "llamafactory-cli"
    config = "train/llamafactory/qwen2-vl-7b-full.yaml"
    assert found["arguments"] == ["train", config, "max_steps=3", "a b"]
    assert found["directory"] == str(mix.resolve())
    assert found["environment"]["FORCE_TORCHRUN"] == "1"
    assert found["environment"]["NPROC_PER_NODE"] == "8"


def test_a_mix_that_was_moved_still_trains(
    make_mix: MakeMix, bin_directory: Path, tmp_path: Path
) -> None:
    mix = make_mix([row(0)])
    write_training(TrainRequest(mix, "llamafactory", "qwen2-vl-7b"))
    moved = tmp_path / "moved here"
    mix.rename(moved)
    script = moved / "train/llamafactory/qwen2-vl-7b-full.sh"
    assert told(start(script, bin_directory))["directory"] == str(moved)


def test_files_outside_the_mix(make_mix: MakeMix, bin_directory: Path, tmp_path: Path) -> None:
    mix, output = make_mix([row(0)], name=ODD), tmp_path / "my configs"
    written = write_training(TrainRequest(mix, "llamafactory", "qwen2-vl-7b"), output)
    found = told(start(written.files[0], bin_directory))
    assert found["directory"] == str(output)
    assert found["arguments"] == ["train", "qwen2-vl-7b-full.yaml"]
    import yaml

    config = yaml.safe_load((output / "qwen2-vl-7b-full.yaml").read_text(encoding="utf-8"))
    assert config["dataset_dir"] == str(mix)
    assert (output / config["deepspeed"]).is_file()


def test_several_machines_need_their_numbers(make_mix: MakeMix, bin_directory: Path) -> None:
    mix = make_mix([row(0)])
    for framework in ("llamafactory", "ms-swift"):
        request = TrainRequest(mix, framework, "qwen2-vl-7b", gpus=16)  # type: ignore[arg-type]
        script = write_training(request).files[0]
        refused = start(script, bin_directory)
        assert refused.returncode != 0
        assert "NODE_RANK: set it to the number of this machine" in refused.stderr
        found = told(start(script, bin_directory, NODE_RANK="1", MASTER_ADDR="host"))
        environment = found["environment"]
        assert (environment["NNODES"], environment["NODE_RANK"]) == ("2", "1")
        assert (environment["NPROC_PER_NODE"], environment["MASTER_ADDR"]) == ("8", "host")


def test_open_questions_stop_the_start(make_mix: MakeMix, bin_directory: Path) -> None:
    mix = make_mix([row(0, images=1)], name=ODD)
    requests = (
        TrainRequest(mix, "llamafactory", "qwen2-vl-7b"),
        TrainRequest(mix, "ms-swift", "qwen2-vl-7b"),
        TrainRequest(mix, "longva", "longva-7b"),
    )
    said = ("media_dir: /SET/ME", "set ROOT_IMAGE_DIR first", "set LONGVA first")
    for request, message in zip(requests, said, strict=True):
        stopped = start(write_training(request).files[0], bin_directory)
        assert (stopped.returncode, stopped.stdout) == (2, "")
        assert message in stopped.stderr


def test_a_mix_that_was_built_anew_is_not_trained_on(
    make_mix: MakeMix, bin_directory: Path
) -> None:
    mix = make_mix([row(0)], name=ODD)
    requests = (
        TrainRequest(mix, "llamafactory", "qwen2-vl-7b"),
        TrainRequest(mix, "ms-swift", "qwen2-vl-7b"),
        TrainRequest(mix, "longva", "longva-7b"),
    )
    scripts = [write_training(request).files[0] for request in requests]
    manifest = mix / "manifest.json"
    manifest.write_text(manifest.read_text().replace("c0ffee", "decaf"))
    for script in scripts:
        stopped = start(script, bin_directory, LONGVA="/longva", MODEL=str(mix))
        assert (stopped.returncode, stopped.stdout) == (2, "")
        assert "the mix was built anew since; give t3 train-config again" in stopped.stderr
    # Where only the shards were copied, nobody can tell.
    manifest.unlink()
    assert told(start(scripts[0], bin_directory))["name"] == "llamafactory-cli"


def test_swift_gets_its_limits(make_mix: MakeMix, bin_directory: Path) -> None:
    mix = make_mix([row(0, images=1)], name=ODD)
    settings = {"ROOT_IMAGE_DIR": "/media/a b's $HOME 😀", "system": 'Say "it\'s" $x'}
    request = TrainRequest(mix, "ms-swift", "qwen2-vl-72b", method="lora", settings=settings)
    found = told(start(write_training(request).files[0], bin_directory, "--max_steps", "3"))
    assert found["arguments"][0] == "sft"
    assert found["arguments"][-2:] == ["--max_steps", "3"]
    assert found["environment"]["ROOT_IMAGE_DIR"] == settings["ROOT_IMAGE_DIR"]
    assert found["environment"]["FPS_MAX_FRAMES"] == "8"
    assert options(found["arguments"])["system"] == settings["system"]


def test_longva_is_started_from_its_checkout(
    make_mix: MakeMix, bin_directory: Path, tmp_path: Path
) -> None:
    mix = make_mix([row(0, images=1), row(1, videos=1)], name=ODD)
    model = tmp_path / "my model"
    model.mkdir()
    script = write_training(TrainRequest(mix, "longva", "longva-7b", gpus=16)).files[0]
    given = {"LONGVA": "/long va", "MEDIA": "/my media", "MODEL": str(model), "NODE_RANK": "1"}
    for _ in range(2):  # the link is there the second time
        found = told(start(script, bin_directory, "--save_steps", "7", **given))
    arguments = found["arguments"]
    assert "/long va/longva/longva/train/train_mem.py" in arguments
    named = options(arguments)
    assert (named["nnodes"], named["nproc_per_node"], named["node_rank"]) == ("2", "8", "1")
    assert (named["image_folder"], named["video_folder"]) == ("/my media", "/my media")
    assert named["image_grid_pinpoints"].startswith("[(336, 672), ")
    assert named["save_steps"] == "7"
    assert found["environment"]["PYTHONPATH"] == "/long va/longva"
    # LongVA takes a model for a Qwen by its path alone.
    assert "qwen" in named["model_name_or_path"]
    assert (mix / named["model_name_or_path"]).resolve() == model
    assert (mix / named["data_path"]).is_file()
    assert (mix / named["deepspeed"]).is_file()


def test_slurm_starts_the_same_script(
    make_mix: MakeMix, bin_directory: Path, tmp_path: Path
) -> None:
    mix = make_mix([row(0)], name=ODD)
    script = write_training(TrainRequest(mix, "longva", "longva-7b")).files[1]
    (bin_directory / "srun").write_text('#!/bin/sh\nexec "$@"\n')
    (bin_directory / "scontrol").write_text("#!/bin/sh\nprintf 'host1\\nhost2\\n'\n")
    for name in ("srun", "scontrol"):
        (bin_directory / name).chmod(0o755)
    model = tmp_path / "model"
    model.mkdir()
    copied = tmp_path / "slurm_script"
    shutil.copy(script, copied)
    given = {"LONGVA": "/longva", "MODEL": str(model), "SLURM_JOB_NODELIST": "host[1-2]"}
    found = told(start(copied, bin_directory, SLURM_SUBMIT_DIR=str(mix), **given))
    assert options(found["arguments"])["master_addr"] == "host1"
    elsewhere = start(copied, bin_directory, SLURM_SUBMIT_DIR="/", **given)
    assert elsewhere.returncode == 2
    assert "call sbatch from the mix" in elsewhere.stderr
