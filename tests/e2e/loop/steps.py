"""The steps of the loop as commands, each by the program that a user would start."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import real_trainers
from toy_captions import write_captions
from toy_general import write_text_and_images, write_videos

from t3data.shards import read_shard, shard_paths

FREE, LETTERED = 5_300, 200
TEXTS, IMAGES, VIDEOS = 500, 150, 150
HELD_OUT = 300
ROWS = FREE + LETTERED + TEXTS + IMAGES + VIDEOS
BATCH, EPOCHS = 32, 5
"""It learns from rows that come again: 24,000 different ones, seen once, left it at chance, and so
did steps of 8 rows."""
LEARNED, ROUNDS = 0.25, 5
"""When it leaves the plateau depends on its first weights, on the rows and on the processor. So it
is trained on while the mean loss of the last tenth of its steps is above this (0.21 answers 96 %,
0.33 is near chance), so many rounds at the most."""
TASKS = ("refer_position",)


@dataclass(frozen=True, slots=True)
class Loop:
    """Where the loop's files lie, up to the trained model."""

    root: Path
    logs: tuple[str, ...]
    """All that the trainer said, by round."""

    @property
    def mix(self) -> Path:
        return self.root / "mix"

    @property
    def untrained(self) -> Path:
        return self.root / "untrained"

    @property
    def trained(self) -> Path:
        return self.rounds[-1]

    @property
    def rounds(self) -> list[Path]:
        """What each round of training wrote."""
        return [self.root / f"trained-{number}" for number in range(1, len(self.logs) + 1)]

    @property
    def held_out(self) -> Path:
        return self.root / "held-out"

    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.mix / "manifest.json").read_text())
        return found


def t3(*arguments: object, status: int | None = 0) -> str:
    """What a command prints, run in a process of its own; any status is fine where it is None."""
    ended = subprocess.run(
        [sys.executable, "-m", "cli.main", *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=real_trainers.ROOT, timeout=900,
    )  # fmt: skip
    assert status in (None, ended.returncode), f"{arguments[0]}: {ended.stderr[-4000:]}"
    return ended.stdout


def run_loop(root: Path, seed: int = 0) -> Loop:
    """Captions to a trained model below `root`."""
    questions(root, seed)
    general = write_text_and_images(root / "media", TEXTS, IMAGES)
    videos = write_videos(root / "media", VIDEOS)
    untrained(root)
    t3("build-mix", "--t3", root / "free", "--t3", root / "lettered", "--general", general,
       "--video", videos, "--ratio", f"{FREE + LETTERED}:{TEXTS + IMAGES + VIDEOS}",
       "--total", ROWS, "--tokenizer", root / "untrained", "--media-root", root / "media",
       "--seed", seed, "-o", root / "mix")  # fmt: skip
    logs: list[str] = []
    model = root / "untrained"
    while not logs or (len(logs) < ROUNDS and mean(last_tenth(model)) > LEARNED):
        output = root / f"trained-{len(logs) + 1}"
        logs.append(train(root, model, output))
        model = output
    return Loop(root, tuple(logs))


def losses(output: Path) -> list[float]:
    """What a round of training logged, in order."""
    lines = (output / "trainer_log.jsonl").read_text().splitlines()
    return [line["loss"] for line in map(json.loads, lines) if "loss" in line]


def last_tenth(output: Path) -> list[float]:
    """The losses that a round of training ends with."""
    found = losses(output)
    return found[-(len(found) // 10) :]


def questions(root: Path, seed: int) -> None:
    """`free` and `lettered` to train on, and `held-out`, which composes other videos."""
    captions = write_captions(root / "captions.jsonl")
    tasks = [part for task in TASKS for part in ("--task", task)]
    for name, seed_of, format_, rows, chosen in (
        ("free", seed, "free", FREE, tasks),
        ("lettered", seed, "lettered", LETTERED, []),
        ("held-out", seed + 1, "free", HELD_OUT, tasks),
    ):
        t3("synth", captions, *chosen, "--format", format_, "--seed", seed_of, "-n", rows,
           "-o", root / name)  # fmt: skip
    for made in ("free", "lettered", "held-out"):
        t3("verify", root / made)


def untrained(root: Path) -> None:
    """A tiny Qwen2-VL whose tokens are the words of the rows."""
    rows = [row for path in shard_paths(root / "free") for row in read_shard(path)]
    said = [turn.value for row in rows[:3000] for turn in row.conversations]
    general = (root / "media" / "general.json", root / "media" / "videos.json")
    for path in general:
        said += [turn["value"] for row in json.loads(path.read_text())
                 for turn in row["conversations"]]  # fmt: skip
    texts = root / "texts"
    texts.write_text("\0".join(said), "utf-8")
    script = real_trainers.ROOT / "tests" / "e2e" / "tiny_qwen.py"
    ended = real_trainers.run(
        [script, "qwen2_vl", root / "untrained", texts], {"PYTHONPATH": str(real_trainers.ROOT)}
    )
    assert ended.returncode == 0, ended.stderr[-4000:]


def train(root: Path, model: Path, output: Path) -> str:
    """Writes the configuration and starts its launch script; returns what was logged."""
    settings = {
        "use_cpu": "true", "bf16": "false", "deepspeed": "null",
        "per_device_train_batch_size": BATCH, "gradient_accumulation_steps": 1,
        "learning_rate": 2e-3, "adam_beta2": 0.98, "weight_decay": 0.0,
        "num_train_epochs": EPOCHS,
        "disable_gradient_checkpointing": "true",
        "preprocessing_num_workers": 2, "dataloader_num_workers": 1,
        "plot_loss": "false", "output_dir": output,
    }  # fmt: skip
    chosen = [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
    t3("train-config", root / "mix", "--framework", "llamafactory", "--model", model,
       "--family", "qwen2_vl", "--gpus", 1, *chosen)  # fmt: skip
    launch = root / "mix" / "train" / "llamafactory" / f"{model.name}-full.sh"
    # A model this small gains nothing from a second thread, and waits for it on a busy machine.
    environment = {"HF_HOME": str(root / "cache"), "OMP_NUM_THREADS": "1"}
    ended = real_trainers.run_program(["bash", launch], environment, timeout=1800)
    assert ended.returncode == 0, ended.stderr[-4000:]
    return ended.stdout + ended.stderr
