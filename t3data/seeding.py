"""Randomness as a pure function of (seed, stable id): never of order, worker or time.

The generator is our own because what `random.Random.sample` draws may change between Python
versions, and a mix must have the same bytes under all of them.
"""

from collections.abc import MutableSequence, Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")
_MASK = (1 << 64) - 1


def stable_hash(*parts: int | str) -> int:
    """A 64-bit hash of `parts`, the same on every machine and in every process."""
    text = "\x1f".join(map(str, parts))
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def keyed_rng(*parts: int | str) -> "KeyedRandom":
    """A generator that depends on `parts` alone."""
    return KeyedRandom(stable_hash(*parts))


class KeyedRandom:
    """SplitMix64 (Steele, Lea, Flood 2014) with the few draws that questions need."""

    __slots__ = ("_state",)

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def bits(self) -> int:
        """64 random bits."""
        self._state = state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        return state ^ (state >> 31)

    def random(self) -> float:
        """A number in [0, 1)."""
        return (self.bits() >> 11) * 2.0**-53

    def below(self, stop: int) -> int:
        """A whole number in [0, stop); its bias is below stop / 2**64."""
        return (self.bits() * stop) >> 64

    def choice(self, values: Sequence[T]) -> T:
        """One of `values`, which must not be empty."""
        return values[(self.bits() * len(values)) >> 64]

    def sample(self, values: Sequence[T], count: int) -> list[T]:
        """`count` of `values` in random order, without replacement, in time O(count)."""
        moved: dict[int, int] = {}
        drawn = []
        for at in range(count):
            other = at + ((self.bits() * (len(values) - at)) >> 64)
            drawn.append(values[moved.get(other, other)])
            moved[other] = moved.get(at, at)
        return drawn

    def shuffle(self, values: MutableSequence[T]) -> None:
        """Puts `values` into random order, in place."""
        for at in range(len(values) - 1, 0, -1):
            other = self.below(at + 1)
            values[at], values[other] = values[other], values[at]
