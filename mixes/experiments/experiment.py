"""What an experiment is: the model, what it is tuned on and how, and what was reported of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from t3data.errors import UsageError

if TYPE_CHECKING:
    from mixes.training import Framework, Method

UNKNOWN_FRAMES = 0
"""Stands for a number of frames that the paper's tables, as far as seen, do not give."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One published number."""

    grouping: str
    """As in the result of `t3 score`; empty for the score of the whole."""
    name: str
    score: float
    """In percent, as printed."""

    @property
    def title(self) -> str:
        """As in the files of experiments: `grouping: name`, or `score`."""
        return f"{self.grouping}: {self.name}" if self.grouping else self.name


@dataclass(frozen=True, slots=True)
class Published:
    """What is reported of one benchmark."""

    benchmark: str
    """Its id, see `t3 list benchmarks`."""
    frames: int
    """Of each video; `UNKNOWN_FRAMES` where that is not known."""
    source: str
    """Where the figures stand."""
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Training:
    """How a model is tuned on the mix."""

    framework: "Framework"
    method: "Method"
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Keys of the framework that differ from what `t3 train-config` writes by itself."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """One experiment of the paper."""

    name: str
    summary: str
    paper: str
    """What the paper calls it, and where."""
    model: str
    """A name of `mixes.training.models`."""
    recipe: str | None = None
    """Of the mix, see `t3 list mixes`; None where nothing is tuned."""
    total: int | None = None
    """Rows of the mix where the recipe leaves them open; None for all that fit."""
    max_tokens: int = 8192
    """The longest row of the mix."""
    data: tuple[str, ...] = ()
    """What is mixed beside T3 questions, by the names of `mixes.experiments.sources`."""
    training: Training | None = None
    published: tuple[Published, ...] = ()
    benchmarks: tuple[str, ...] = ()
    """What to run, published figures or not."""
    notes: tuple[str, ...] = ()
    """What a person should know before comparing."""

    @property
    def framework(self) -> "Framework":
        """What trains the model.

        Raises:
            UsageError: nothing is trained.
        """
        return self._tuning().framework

    @property
    def method(self) -> "Method":
        """Which parameters are tuned.

        Raises:
            UsageError: nothing is trained.
        """
        return self._tuning().method

    @property
    def settings(self) -> Mapping[str, Any]:
        """Keys of the framework that replace ours.

        Raises:
            UsageError: nothing is trained.
        """
        return self._tuning().settings

    def _tuning(self) -> Training:
        if self.training is None:
            raise UsageError(
                f"experiment {self.name}: {self.model} as it is, nothing is trained; "
                f"`t3 show experiment {self.name}` tells how it is scored"
            )
        return self.training
