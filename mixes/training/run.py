"""A training run: the one value that the files of every framework are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mixes.training.batch import Batch
from mixes.training.mix import Mix
from mixes.training.models import Model
from mixes.training.place import Place
from mixes.training.request import Method


@dataclass(frozen=True, slots=True)
class Run:
    """One model trained on one mix, with all that a request leaves to be looked up."""

    mix: Mix
    model: Model
    method: Method
    batch: Batch
    place: Place
    """Where its files go."""
    given: Mapping[str, Any]
    """Keys of the framework that replace ours; None removes a key."""

    @property
    def name(self) -> str:
        """Of its files, without their endings, and of its output directory."""
        return f"{self.model.name}-{self.method}"

    @property
    def zero_stage(self) -> int:
        """DeepSpeed's ZeRO stage for Qwen models: 3 where the weights are shared out, else 2."""
        return 3 if self.model.shares_weights else 2


@dataclass(frozen=True, slots=True)
class RunFiles:
    """What a framework needs for a run."""

    texts: dict[str, str]
    """Content by file name, the one that starts the training first; not written yet."""
    notes: tuple[str, ...]
    """What a person should know before starting it."""
    data: tuple[str, ...] = ()
    """Names of files of rows, which are too large to be held and are written already."""
