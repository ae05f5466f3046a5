"""Names: unique ids within a source, the same for the same file, and the source's own name."""

import re
from array import array
from hashlib import blake2b
from pathlib import Path

_FULL = 0.6
_GENERIC = re.compile(
    r"(?:train|val|valid|validation|test|dev|data|all|captions?|annotations?|metadata|part|shard|"
    r"split|default)?(?:[-_.]?(?:train|val|test|data|all|split|of|\d+))*"
)
_HUB_CACHE = re.compile(r"datasets--.+--(.+)")


class Seen:
    """A set that remembers 64-bit hashes: 16 to 32 bytes each, where a set of texts takes hundreds.

    That any two of two million texts collide has a probability of 1 in 10 million.
    """

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 << 10))
        self._count = 0

    def add(self, key: bytes) -> bool:
        """Adds `key`; True when it was new."""
        digest = blake2b(key, digest_size=8).digest()
        if not _insert(self._slots, int.from_bytes(digest, "big") or 1):
            return False
        self._count += 1
        if self._count > _FULL * len(self._slots):
            larger = array("Q", bytes(16 * len(self._slots)))
            for slot in filter(None, self._slots):
                _insert(larger, slot)
            self._slots = larger
        return True


def _insert(slots: "array[int]", key: int) -> bool:
    mask = len(slots) - 1
    index = key & mask
    while slots[index]:
        if slots[index] == key:
            return False
        index = (index + 1) & mask
    slots[index] = key
    return True


class Namer:
    """Makes ids unique: what comes a second time becomes `name#2`, `name#3`, ..."""

    def __init__(self) -> None:
        self._seen = Seen()
        self._repeats: dict[str, int] = {}

    def unique(self, name: str) -> str:
        """`name`, with a number behind it where it was given away before."""
        if self._seen.add(_bytes(name)):
            return name
        while True:
            number = self._repeats.get(name, 1) + 1
            self._repeats[name] = number
            numbered = f"{name}#{number}"
            if self._seen.add(_bytes(numbered)):
                return numbered


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


def source_name(path: Path, given: Path | None = None) -> str:
    """What to call the captions in `path`: its stem, or the nearest directory that says more.

    `given` is the directory through which the file was found; all its files share its name.
    """
    for part in path.parts:
        if cached := _HUB_CACHE.fullmatch(part):
            return cached[1]
    first = given.absolute() if given else path.absolute().with_suffix("")
    for candidate in (first, *first.parents):
        if candidate.name not in ("", "..") and not _GENERIC.fullmatch(candidate.name.lower()):
            return candidate.name
    return path.stem
