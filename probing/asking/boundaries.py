"""Which frames to permute to ask whether a model attends to when something changes.

After TaRO's temporal-sensitivity reward (arXiv 2606.09248): frames around the true start and end
are permuted, there at random within 3 s. Here the same number of frames is permuted once where
the scene changes and once where it does not, and both times the halves of a stretch change places:
that moves pictures across the change for sure, and it is the same operation in both places.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from probing.types import Clip
from t3data.seeding import KeyedRandom, keyed_rng

FAMILIES = ("order", "grounding", "referring", "needle")
"""Aspects whose question is about when the scene changes. Brightness, blooming, speed, direction
and count change all the time or nowhere: there is no boundary to permute around."""


@dataclass(frozen=True, slots=True)
class Permutations:
    """Two orders of the frames; place i shows the picture from place `order[i]`."""

    near: tuple[int, ...]
    """The halves of the stretch around every boundary have changed places."""
    elsewhere: tuple[int, ...]
    """The same for as many stretches of the same lengths, each inside one scene."""


def has_boundaries(aspect: str) -> bool:
    """Whether temporal sensitivity is defined for the aspect."""
    return any(aspect == family or aspect.startswith(f"{family}_") for family in FAMILIES)


def boundaries(clip: Clip) -> list[float]:
    """The seconds at which what the clip shows changes."""
    pairs = zip(clip.segments, clip.segments[1:], strict=False)
    return [after.start for before, after in pairs if before.shows != after.shows]


def permutations(
    clip: Clip, times: Sequence[float], window: float | None = None, seed: int = 0
) -> Permutations | None:
    """What to permute in a clip of which the frames at `times` are seen, in ascending order.

    Args:
        clip: Its segments say where the boundaries are.
        times: Seconds.
        window: Seconds before and after a boundary within which frames are permuted; None for
            the one frame before and the one after it.
        seed: Decides which of several places elsewhere is taken.

    Returns:
        None where there are too few frames: none on one side of every boundary, or no room
        elsewhere.
    """
    scene = [_shown_at(clip, time) for time in times]
    near: list[range] = []
    for boundary in boundaries(clip):
        after = sum(time < boundary for time in times)
        if window is None:
            stretch = range(max(after - 1, 0), min(after + 1, len(times)))
        else:
            low = sum(time < boundary - window for time in times)
            high = sum(time <= boundary + window for time in times)
            stretch = range(low, high)
        if near and stretch and stretch.start < near[-1].stop:
            stretch = range(near.pop().start, stretch.stop)
        near.append(stretch)
    near = [s for s in near if [scene[i] for i in s] != [scene[i] for i in _swapped(s)]]
    if not near:
        return None
    lengths = sorted((len(stretch) for stretch in near), reverse=True)
    taken = {place for stretch in near for place in stretch}
    elsewhere = _find_room(scene, lengths, taken, keyed_rng("elsewhere", seed, clip.id))
    if elsewhere is None:
        return None
    return Permutations(_with_swapped(len(times), near), _with_swapped(len(times), elsewhere))


def _shown_at(clip: Clip, time: float) -> str:
    return next((s.shows for s in clip.segments if time < s.end), clip.segments[-1].shows)


def _find_room(
    scene: Sequence[str], lengths: Sequence[int], taken: set[int], rng: KeyedRandom
) -> list[range] | None:
    """Stretches of `lengths`, each inside one scene, clear of `taken` and of each other."""
    if not lengths:
        return []
    starts = range(len(scene) - lengths[0] + 1)
    for start in rng.sample(starts, len(starts)):
        stretch = range(start, start + lengths[0])
        if len({scene[i] for i in stretch}) == 1 and taken.isdisjoint(stretch):
            rest = _find_room(scene, lengths[1:], taken | set(stretch), rng)
            if rest is not None:
                return [stretch, *rest]
    return None


def _with_swapped(frames: int, stretches: Sequence[range]) -> tuple[int, ...]:
    order = list(range(frames))
    for stretch in stretches:
        order[stretch.start : stretch.stop] = _swapped(stretch)
    return tuple(order)


def _swapped(stretch: range) -> list[int]:
    half = len(stretch) // 2
    return [*stretch[half:], *stretch[:half]]
