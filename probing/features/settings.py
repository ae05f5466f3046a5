"""The classifiers' hyper-parameters: those of the paper (arXiv 2410.06166, code llyx97/video-t3).

What is ours: examples are shuffled (the published code's batches hold one class each), labels are
the options' numbers (there the order of `os.listdir`), and features are centred and brought to one
scale by one number. The published epochs belong to some 1,300 clips an aspect and split (25,852
videos in 10 aspects and 2 splits), so a smaller suite would see too few steps to learn anything: it
gets as many as the paper's longest training had, but stops once it fits its training examples. As
there, nothing is selected on the validation split: the last epoch counts.
"""

import math
from dataclasses import dataclass
from typing import Literal

Kind = Literal["linear", "lstm"]
SEEDS = (12, 22, 32, 42, 52)
STEPS = 2520
"""120 epochs of 21 batches of 64."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a classifier is trained: Adam without weight decay on cross-entropy."""

    rate: float
    batch: int
    epochs: int
    hidden: int = 128
    """Width of the LSTM, which has one layer."""
    steps: int = STEPS
    """A set for which `epochs` are fewer steps is trained for this many; 0 for just `epochs`."""
    fitted: float = 0.01
    """Mean loss of an epoch on the training examples at which training ends early; 0 for never."""

    def epochs_for(self, examples: int) -> int:
        """How many times a set of `examples` is gone through, at most."""
        return max(self.epochs, math.ceil(self.steps / math.ceil(examples / self.batch)))


def paper_settings(kind: Kind, aspect: str) -> Settings:
    """The paper's settings; an aspect that it does not have gets those of "the rest"."""
    order = aspect in ("order", "order_3")
    if kind == "linear":
        return Settings(rate=5e-4, batch=800, epochs=100 if order else 200)
    brief = aspect in ("blooming", "brightness")
    return Settings(rate=5e-5, batch=64, epochs=15 if order else 80 if brief else 120)
