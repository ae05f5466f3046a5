"""Captions cut into pools: the unit of work, small enough for memory, written down for resuming.

Captions meet on timelines only within their pool, so pools can be worked on anywhere and in any
order. The captions of one video always share a pool.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import msgspec

from t3data.files import atomic_write
from t3data.timelines import is_timed
from t3data.types import Caption, Scene

POOL_CAPTIONS = 2000
_encoder = msgspec.msgpack.Encoder()


@dataclass(frozen=True, slots=True)
class Pool:
    """Captions of one kind; `scenes` is set where a language model has described them."""

    id: str
    timed: bool
    captions: tuple[Caption, ...]
    scenes: tuple[Scene, ...] = ()

    @property
    def weight(self) -> int:
        """What the pool counts when rows are shared out."""
        return len(self.captions)


_decoder = msgspec.msgpack.Decoder(Pool)


def cut_into_pools(captions: Iterable[Caption]) -> Iterator[Pool]:
    """Pools of about `POOL_CAPTIONS` captions, composed and timed ones apart, in input order."""
    waiting: dict[bool, list[Caption]] = {False: [], True: []}
    made = 0
    for _, group in groupby(captions, key=_unit):
        unit = list(group)
        kind = is_timed(unit[0])
        if waiting[kind] and len(waiting[kind]) + len(unit) > POOL_CAPTIONS:
            yield Pool(f"p{made}", kind, tuple(waiting[kind]))
            made += 1
            waiting[kind] = []
        waiting[kind].extend(unit)
    for kind, rest in waiting.items():
        if rest:
            yield Pool(f"p{made}", kind, tuple(rest))
            made += 1


def write_pool(path: Path, pool: Pool) -> None:
    """Writes `pool` atomically."""
    with atomic_write(path) as stream:
        stream.write(_encoder.encode(pool))


def read_pool(path: Path) -> Pool:
    """The inverse of `write_pool`."""
    return _decoder.decode(path.read_bytes())


def _unit(caption: Caption) -> tuple[str, str]:
    return (caption.source, caption.video) if is_timed(caption) else (caption.source, caption.id)  # type: ignore[return-value]
