"""Each video decoded once for all its questions, whichever threads ask."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from t3data.errors import T3Error
from t3data.files import sha256_of
from t3data.video.bundle import FrameBundle
from t3data.video.info import VideoInfo
from t3data.video.open import checked_path
from t3data.video.probe import probe
from t3data.video.read import Backend, read_frames
from t3data.video.sampling import FrameSampling

_FACTS = 64 << 20
"""Bytes of facts of videos that are kept."""
_FRAME = 100
"""Bytes that the facts of one frame take."""
_DIGESTS = 100_000


@dataclass
class _Entry:
    future: "Future[Any]"
    size: int = 0
    """Bytes, 0 while it is being made."""


class _Shared:
    """Values made once for each key; the least recently used go first when there are too many."""

    def __init__(self, limit: int, size_of: Callable[[Any], int]) -> None:
        self._limit = limit
        self._size_of = size_of
        self._lock = Lock()
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._held = 0

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value of `key`; others who ask while one thread makes it wait for that one."""
        with self._lock:
            entry = self._entries.get(key)
            ours = entry is None
            if entry is None:
                entry = self._entries[key] = _Entry(Future())
            self._entries.move_to_end(key)
        if not ours:
            return _result(entry.future)
        try:
            value = make()
        except T3Error as error:
            # It is kept: a bad file is not tried again for each of its questions.
            entry.future.set_exception(_copy(error))
            raise
        except BaseException as error:
            with self._lock:
                del self._entries[key]
            entry.future.set_exception(error)
            raise
        with self._lock:
            entry.size = self._size_of(value)
            self._held += entry.size
            self._shrink()
        entry.future.set_result(value)
        return value

    def _shrink(self) -> None:
        for key in [key for key, entry in self._entries.items() if entry.size]:
            if self._held <= self._limit:
                return
            self._held -= self._entries.pop(key).size


def _result(future: "Future[Any]") -> Any:
    error = future.exception()
    if isinstance(error, T3Error):
        raise _copy(error)
    return future.result()


def _copy(error: T3Error) -> T3Error:
    """The same error without the stack that it came up through, which holds pictures."""
    return type(error)(*error.args)


class FrameStore:
    """Frames by (file, sampling, clip, size), bounded in memory; all methods are thread-safe.

    A file is known by its path, size and time of change, so that a replaced one is read again. A
    failure is remembered and raised again with the same message.
    """

    def __init__(
        self,
        limit: int = 1 << 30,
        *,
        backend: Backend = "auto",
        longest_side: int | None = None,
    ) -> None:
        """A store that keeps up to `limit` bytes of JPEG; the rest as for `read_frames`."""
        self._backend: Backend = backend
        self._longest_side = longest_side
        self._bundles = _Shared(limit, _bytes_of)
        self._infos = _Shared(_FACTS, lambda info: _FRAME * info.frames)
        self._digests = _Shared(_DIGESTS, lambda _: 1)

    def get(
        self,
        path: Path | str,
        sampling: FrameSampling,
        *,
        clip: tuple[float, float] | None = None,
    ) -> FrameBundle:
        """The frames, decoded now or before. Blocks: call it from a worker thread.

        Raises:
            T3Error: as `read_frames`.
        """
        state = _state(path)

        def make() -> FrameBundle:
            return read_frames(
                path,
                sampling,
                clip=clip,
                backend=self._backend,
                longest_side=self._longest_side,
                info=self.info(path),
            )

        found: FrameBundle = self._bundles.get((state, sampling, clip), make)
        return found

    def info(self, path: Path | str) -> VideoInfo:
        """The facts of a video, probed now or before.

        Raises:
            T3Error: as `probe`.
        """
        found: VideoInfo = self._infos.get(_state(path), lambda: probe(path))
        return found

    def file_digest(self, path: Path | str) -> str:
        """The hexadecimal sha256 of the file's bytes.

        Raises:
            T3Error: it cannot be read.
        """
        state = _state(path)
        found: str = self._digests.get(state, lambda: sha256_of(checked_path(path)))
        return found


def _state(path: Path | str) -> tuple[str, int, int, int]:
    """What changes when a file does; an absent file has a state too, its failure is remembered."""
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return str(path), -1, -1, -1
    return str(path), status.st_ino, status.st_size, status.st_mtime_ns


def _bytes_of(bundle: FrameBundle) -> int:
    return sum(map(len, bundle.frames))
