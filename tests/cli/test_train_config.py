"""`t3 train-config`, as it is called."""

import json
from pathlib import Path

import pytest
import yaml
from invented_videomme import Command

from mixes.dataset_info import dataset_info
from t3data.shards import write_shard
from t3data.types import Example, Turn


@pytest.fixture
def mix(tmp_path: Path) -> Path:
    """A finished mix of three rows of text."""
    root = tmp_path / "my mix"
    (root / "data").mkdir(parents=True)
    turns = (Turn("human", "What?"), Turn("gpt", "It."))
    rows = [Example(f"r{n}", turns, "s", "", n_tokens=40 + n, meta="{}") for n in range(3)]
    write_shard(root / "data/part-00000-of-00001.arrow", rows)
    shard = {"file": "data/part-00000-of-00001.arrow", "rows": 3, "sha256": "0"}
    filters = {"max_tokens": 8192, "media_root": None}
    manifest = {"digest": "0", "recipe": {"name": "x", "filters": filters}, "shards": [shard]}
    (root / "manifest.json").write_text(json.dumps(manifest))
    (root / "dataset_info.json").write_text(json.dumps(dataset_info()))
    return root


def test_it_says_what_it_wrote_and_how_to_start(t3: Command, mix: Path) -> None:
    status, said = t3("train-config", mix, "--model", "qwen2-vl-7b", "--gpus", "6")
    script = mix / "train/llamafactory/qwen2-vl-7b-full.sh"
    assert status == 0
    assert f"start: {script}" in said
    assert "note:  the global batch is 66 rows (6 GPUs x 1 x 11), the paper's is 64" in said
    assert script.is_file()


def test_json_and_settings(t3: Command, mix: Path) -> None:
    settings = ("--set", "learning_rate=2e-5", "--set", "deepspeed=null", "--set", "use_cpu=true")
    status, said = t3("train-config", mix, "--model", "qwen3-vl-8b", *settings, "--json")
    assert status == 0
    found = json.loads(said)
    assert found["notes"] == []
    assert [Path(file).name for file in found["files"]] == [
        *("qwen3-vl-8b-full.sh", "qwen3-vl-8b-full.yaml"),
    ]
    config = yaml.safe_load(Path(found["files"][1]).read_text(encoding="utf-8"))
    assert (config["learning_rate"], config["use_cpu"]) == (2e-5, True)
    assert "deepspeed" not in config


def test_the_framework_follows_from_the_model(t3: Command, mix: Path) -> None:
    status, said = t3("train-config", mix, "--model", "longva-7b")
    assert status == 0
    assert f"start: {mix}/train/longva/longva-7b-full.sh" in said


def test_an_experiment_of_the_paper(t3: Command, mix: Path) -> None:
    status, said = t3("train-config", mix, "--experiment", "qwen2vl_72b_video", "--set", "seed=7")
    assert status == 0
    text = (mix / "train/ms-swift/qwen2-vl-72b-lora.sh").read_text(encoding="utf-8")
    assert "--max_steps 1000 " in text
    assert "--seed 7 " in text
    status, said = t3("train-config", mix, "--experiment", "base")
    assert status == 2
    assert "nothing is trained" in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give --model"),
        (("--model", "gpt-4o"), "say what it is, e.g. --family qwen2_vl"),
        (("--model", "qwen2-vl-7b", "--framework", "longva"), "use --framework llamafactory"),
        (("--model", "qwen2-vl-72b"), "use --method lora"),
        (("--model", "qwen2-vl-7b", "--set", "cutof_len=1"), "is it cutoff_len?"),
        (("--model", "qwen2-vl-7b", "--set", "cutoff_len=41"), "can have 42 tokens"),
        (("--model", "qwen2-vl-7b", "--set", "cutoff_len"), "expected KEY=VALUE"),
        (("--model", "qwen2-vl-7b", "--gpus", "12"), "several machines have to be full"),
        (("--model", "qwen2-vl-7b", "--experiment", "t3_all"), "--experiment names the model"),
        (("--model", "qwen2-vl-7b", "--python", "python"), "--python goes with --check"),
        (("--check", "x.yaml"), "--check looks at a file as it is"),
    ],
)
def test_requests_that_make_no_sense(
    t3: Command, mix: Path, arguments: tuple[str, ...], message: str
) -> None:
    status, said = t3("train-config", mix, *arguments)
    assert (status, message in said) == (2, True), said
    assert not (mix / "train").exists()


def test_without_a_mix(t3: Command, tmp_path: Path) -> None:
    status, said = t3("train-config", "--model", "qwen2-vl-7b")
    assert (status, "give the directory of a mix, or --check FILE" in said) == (2, True)
    status, said = t3("train-config", tmp_path, "--model", "qwen2-vl-7b")
    assert status == 1
    assert said.endswith("no manifest.json, so not a mix; give the output of `t3 build-mix`\n")


def test_a_file_in_the_place_of_a_mix(t3: Command, tmp_path: Path) -> None:
    (tmp_path / "mix").write_text("")
    assert t3("train-config", tmp_path / "mix", "--model", "qwen2-vl-7b") == (
        1,
        f"t3: error: {tmp_path}/mix: not a directory; give the output of `t3 build-mix`\n",
    )


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.sh", "a"])
def test_a_check_of_what_is_no_text(t3: Command, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"\xff\x00\xfe")
    assert t3("train-config", "--check", file) == (1, f"t3: error: {file}: not a text file\n")


def test_a_check_of_a_file_that_is_not_there(t3: Command, tmp_path: Path) -> None:
    file = tmp_path / "nothing.yaml"
    assert t3("train-config", "--check", file) == (1, f"t3: error: {file}: no such file\n")
    assert t3("train-config", "--check", tmp_path) == (
        1,
        f"t3: error: {tmp_path}: a directory; give a file in it\n",
    )
