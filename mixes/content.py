"""What makes two rows the same: their turns and media, not their ids or where they came from.

The same image asked another question, and the same question asked of another image, are different
rows.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec
from xxhash import xxh3_128_digest

from mixes.shapes.row import Utterance
from t3data.shards import read_shard

_encode = msgspec.msgpack.Encoder().encode

HASH_BYTES = 16


def content_hash(turns: Sequence[Utterance], images: Sequence[str], videos: Sequence[str]) -> bytes:
    """16 bytes (xxh3-128 of the MessagePack form), equal for equal content only."""
    return xxh3_128_digest(_encode((turns, images, videos)))


def digest(hashes: Iterable[bytes]) -> str:
    """The digest of a mix: sha256 over the content hashes of its rows, in order."""
    total = sha256()
    for item in hashes:
        total.update(item)
    return total.hexdigest()


def digest_of_shards(paths: Iterable[Path]) -> str:
    """The digest of a mix, from its shards alone."""
    return digest(
        content_hash(
            [Utterance(turn.speaker, turn.value) for turn in row.conversations],
            row.images,
            row.videos,
        )
        for path in paths
        for row in read_shard(path)
    )
