"""Randomness as a pure function of (seed, stable id): never of order, worker or time."""

from hashlib import blake2b
from random import Random

_SEPARATOR = b"\x1f"


def stable_hash(*parts: int | str) -> int:
    """A 64-bit hash of `parts`, the same on every machine and in every process."""
    digest = blake2b(digest_size=8)
    for part in parts:
        digest.update(str(part).encode("utf-8", "surrogatepass"))
        digest.update(_SEPARATOR)
    return int.from_bytes(digest.digest(), "big")


def keyed_rng(*parts: int | str) -> Random:
    """A generator that depends on `parts` alone."""
    return Random(stable_hash(*parts))
