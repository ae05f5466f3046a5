"""Hyper-parameters as published: those of the paper's runs, and of examples for all others."""

from dataclasses import dataclass

from mixes.training.models import Model
from mixes.training.request import Method


@dataclass(frozen=True, slots=True)
class Hyperparameters:
    """What a published run says, apart from its model and its data."""

    learning_rate: float
    """The highest, after the warm-up."""
    weight_decay: float
    warmup_ratio: float
    """Share of all steps, from 0 to 1."""
    source: str
    """Where they stand, as a comment."""


_PAPER_7B = Hyperparameters(1e-5, 0.05, 0.03, "As in the paper's run of 7B.")
"""`llama_factory_7b_config.yaml`."""
_PAPER_72B = Hyperparameters(1e-5, 0.03, 0.03, "As in the paper's run of 72B, which used ms-swift.")
"""`run_72b_video.sh`."""
_LORA = Hyperparameters(1e-4, 0.0, 0.1, "As in LLaMA-Factory's examples of LoRA on Qwen-VL.")


def nearest_published(model: Model, method: Method) -> Hyperparameters:
    """The published hyper-parameters that are nearest to tuning `model` by `method`."""
    if method == "full":
        return _PAPER_7B
    return _PAPER_72B if model.billions == 72 else _LORA
