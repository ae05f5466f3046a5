"""TaRO's temporal-sensitivity reward: an answer should become less likely in shuffled frames.

Three steps: shuffle the frames around the ends of the gold window, compare the mean log-probability
of the reply's tokens before and after, and reward rollouts that are above their group's mean.
"""

from collections.abc import Sequence

from benchmarks.windows.window import Window
from t3data.seeding import keyed_rng

BONUS = 0.3
REACH = 3.0
IOU = 0.7


def shuffled_around(
    times: Sequence[float], gold: Window, seed: int | str, reach: float = REACH
) -> list[int]:
    """The order of frames after those near either end of the gold window are shuffled.

    Args:
        times: Of each frame, in seconds.
        gold: Seconds.
        seed: The same seed gives the same order.
        reach: Seconds before and after an end within which frames are moved.

    Returns:
        For each place the index of the frame that it gets. Never the order as it was, unless fewer
        than two frames are near.
    """
    near = [i for i, t in enumerate(times) if min(abs(t - gold[0]), abs(t - gold[1])) <= reach]
    moved = near.copy()
    keyed_rng(seed).shuffle(moved)
    if moved == near:
        moved = near[1:] + near[:1]
    order = list(range(len(times)))
    for place, frame in zip(near, moved, strict=True):
        order[place] = frame
    return order


def sensitivity(original: Sequence[float], shuffled: Sequence[float]) -> float:
    """Mean log-probability of the reply's tokens with the frames in order, less that without.

    Raises:
        ValueError: there are no tokens, or not equally many.
    """
    if not original or len(original) != len(shuffled):
        raise ValueError(
            f"expected the same tokens twice, found {len(original)} and {len(shuffled)}"
        )
    return sum(original) / len(original) - sum(shuffled) / len(shuffled)


def sensitivity_rewards(
    sensitivities: Sequence[float],
    ious: Sequence[float],
    margin: float = 0.0,
    bonus: float = BONUS,
) -> list[float]:
    """The bonus for each rollout of a group that is above the group's mean and has IoU >= 0.7.

    Args:
        sensitivities: One a rollout.
        ious: Likewise, the plain IoU.
        margin: By how much a rollout has to exceed the mean.
        bonus: What it earns.

    Raises:
        ValueError: the two are not equally long.
    """
    if len(sensitivities) != len(ious):
        raise ValueError(f"{len(sensitivities)} sensitivities but {len(ious)} IoUs")
    if not sensitivities:
        return []
    mean = sum(sensitivities) / len(sensitivities)
    return [
        bonus if d > mean + margin and found >= IOU else 0.0
        for d, found in zip(sensitivities, ious, strict=True)
    ]
