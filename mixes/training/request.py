"""What a training configuration is asked for by, and what comes of writing one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

Framework = Literal["llamafactory", "longva", "ms-swift"]
Method = Literal["full", "lora"]
Family = Literal["qwen2_vl", "qwen2_5_vl", "qwen3_vl", "longva"]
FRAMEWORKS: tuple[Framework, ...] = get_args(Framework)
METHODS: tuple[Method, ...] = get_args(Method)
FAMILIES: tuple[Family, ...] = get_args(Family)


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """One model to be trained on one mix."""

    mix: Path
    """A finished mix: `dataset_info.json`, `data/`, `manifest.json`."""
    framework: Framework
    model: str
    """A name from `mixes.training.models`, a Hub id or a local path."""
    family: Family | None = None
    """Needed where `model` is not a known name or the Hub id of one."""
    method: Method = "full"
    gpus: int = 8
    """All GPUs of all machines that train together."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Keys of the framework that replace ours; None removes a key."""


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written, and what a person should know before starting them."""

    files: tuple[Path, ...]
    """The launch scripts and configurations first, the most important one at the head."""
    notes: tuple[str, ...] = ()
    """What is left to decide, what could not be made sure of, what was left out."""
