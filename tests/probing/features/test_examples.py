from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from probing.features import few_shot_examples
from probing.types import Clip, Item, Split
from t3data.errors import UsageError


def clip(category: str, number: int, split: Split = "train") -> Clip:
    name = f"{category}_{number:03}"
    return Clip(name, "order", split, category, f"{name}.mp4", f"s{number}", 4.0, ())


@dataclass
class Suite:
    every: Sequence[Clip]
    root: Path = Path()

    def clips(self, aspect: str, split: Split) -> list[Clip]:
        return [clip for clip in self.every if (clip.aspect, clip.split) == (aspect, split)]

    def items(self, aspect: str) -> list[Item]:
        return []


CLIPS = [clip(category, number) for category in ("a_b", "b_a") for number in range(20)]


def test_as_many_of_each_category_and_none_twice() -> None:
    chosen = few_shot_examples(Suite(CLIPS), "order", 4, 12)
    assert sorted(one.category for one in chosen) == ["a_b"] * 4 + ["b_a"] * 4
    assert len({one.id for one in chosen}) == 8


def test_seed_and_clips_decide_not_their_order() -> None:
    chosen = few_shot_examples(Suite(CLIPS), "order", 4, 12)
    assert few_shot_examples(Suite(CLIPS[::-1]), "order", 4, 12) == chosen
    assert few_shot_examples(Suite(CLIPS), "order", 4, 22) != chosen
    # Fixed: a comparison with a prompt of another day must show the same clips.
    assert [one.id for one in few_shot_examples(Suite(CLIPS), "order", 1, 12)] == FIXED


FIXED = ["a_b_016", "b_a_004"]


def test_more_shots_add_clips() -> None:
    by_shots = [
        {one.id for one in few_shot_examples(Suite(CLIPS), "order", shots, 12)}
        for shots in range(1, 21)
    ]
    assert all(fewer < more for fewer, more in pairwise(by_shots))


def test_examples_are_training_clips() -> None:
    val = [clip("a_b", number, "val") for number in range(9)]
    assert all(
        one.split == "train" for one in few_shot_examples(Suite([*val, *CLIPS]), "order", 8, 12)
    )


def test_too_many_shots_are_refused() -> None:
    few = [*CLIPS[:20], CLIPS[20]]
    with pytest.raises(UsageError, match=r"order: 2 examples .* 'b_a' has only 1 training clips"):
        few_shot_examples(Suite(few), "order", 2, 12)
    with pytest.raises(UsageError, match="order: 0 examples"):
        few_shot_examples(Suite(few), "order", 0, 12)
    with pytest.raises(UsageError, match="of each category of 0"):
        few_shot_examples(Suite(few), "speed", 1, 12)
