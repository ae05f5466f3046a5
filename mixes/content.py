"""What makes two rows the same: their turns and media, not their ids or where they came from.

The same image asked another question, and the same question asked of another image, are different
rows.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from xxhash import xxh3_64_intdigest, xxh3_128_digest

from t3data.shards import read_shard

SEPARATOR = "\0"
"""Stands between turns; no sensible text holds it."""
_IMAGE, _VIDEO = 1, 2


def frame_number(speakers: Sequence[str]) -> int:
    """64 bits that stand for who speaks in turn."""
    return xxh3_64_intdigest("\n".join(speakers).encode())


def with_media(frame: int, images: Sequence[str], videos: Sequence[str]) -> int:
    """64 bits that stand for `frame` and the paths of media, in order."""
    for kind, paths in ((_IMAGE, images), (_VIDEO, videos)):
        for path in paths:
            frame = xxh3_64_intdigest(path.encode(), frame ^ kind)
    return frame


def content_hash(frame: int, text: str) -> bytes:
    """16 bytes that are equal for equal content only: xxh3-128 of the text, seeded with the rest.

    Args:
        frame: what the text does not say, see `frame_number` and `with_media`.
        text: the turns, joined by SEPARATOR.
    """
    return xxh3_128_digest(text.encode(), frame)


def hash_of(
    turns: Iterable[tuple[str, str]], images: Sequence[str], videos: Sequence[str]
) -> bytes:
    """The content hash of turns given as (speaker, value)."""
    speakers, values = zip(*turns, strict=True)
    frame = with_media(frame_number(speakers), images, videos)
    return content_hash(frame, SEPARATOR.join(values))


def digest(hashes: Iterable[bytes]) -> str:
    """The digest of a mix: sha256 over the content hashes of its rows, in order."""
    total = sha256()
    for item in hashes:
        total.update(item)
    return total.hexdigest()


def digest_of_shards(paths: Iterable[Path]) -> str:
    """The digest of a mix, from its shards alone."""
    return digest(
        hash_of(((turn.speaker, turn.value) for turn in row.conversations), row.images, row.videos)
        for path in paths
        for row in read_shard(path)
    )
