"""What is done to a video before the model sees it. The times stay, the pictures move."""

from collections.abc import Sequence

from probing.types import Condition
from t3data.seeding import keyed_rng


def order_of(condition: Condition, frames: int, seed: int, item: str) -> list[int] | None:
    """Place i shows the picture from place `order[i]`; None where everything stays.

    Args:
        condition: `blind` has no frames, so it is not for this function.
        frames: How many there are.
        seed: The run's.
        item: The item's id: the same shuffle for all its rotations.

    Raises:
        ValueError: one frame cannot be put into another order.
    """
    if condition in ("plain", "few-shot"):
        return None
    if frames < 2:
        raise ValueError(f"a video of {frames} frame cannot be {condition}")
    if condition == "reversed":
        return list(range(frames))[::-1]
    return shuffled(range(frames), seed, item)


def shuffled(places: Sequence[int], seed: int, item: str) -> list[int]:
    """A random order of two or more different `places` that is not the one given."""
    rng = keyed_rng("frames", seed, item)
    order = list(places)
    while order == list(places):
        rng.shuffle(order)
    return order
