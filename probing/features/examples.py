"""The training clips that a few-shot prompt and the classifier it is compared with both get."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from probing.types import Clip, Item, Split
from t3data.errors import UsageError
from t3data.seeding import keyed_rng


class ClipSource(Protocol):
    """What is needed of a suite."""

    @property
    def root(self) -> Path:
        """The directory that `Clip.path` is relative to."""
        ...

    def clips(self, aspect: str, split: Split) -> Iterable[Clip]:
        """The clips of one aspect and split."""
        ...

    def items(self, aspect: str) -> Iterable[Item]:
        """The questions of one aspect, about clips of its val split."""
        ...


def few_shot_examples(suite: ClipSource, aspect: str, shots: int, seed: int) -> list[Clip]:
    """`shots` training clips of every category of an aspect, in the order in which to show them.

    A function of the arguments and the clips' ids alone. A larger `shots` adds clips to those of a
    smaller one.

    Raises:
        UsageError: a category has fewer training clips, or `shots` is below 1.
    """
    by_category: dict[str, list[Clip]] = {}
    for clip in sorted(suite.clips(aspect, "train"), key=lambda clip: clip.id):
        by_category.setdefault(clip.category, []).append(clip)
    if shots < 1 or not by_category:
        raise UsageError(f"{aspect}: {shots} examples of each category of {len(by_category)}")
    chosen: list[Clip] = []
    for category, clips in sorted(by_category.items()):
        if len(clips) < shots:
            raise UsageError(
                f"{aspect}: {shots} examples of each category asked for, but {category!r} has only "
                f"{len(clips)} training clips"
            )
        chosen += keyed_rng("few-shot", seed, aspect, category).sample(clips, shots)
    keyed_rng("few-shot order", seed, aspect, shots).shuffle(chosen)
    return chosen
