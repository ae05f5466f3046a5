"""A model in this process that counts its requests and does as it is told."""

import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

from probing.types import Clip
from t3data.models.chat import Ask, Outcome, Reply, Request
from t3data.models.keys import request_key
from t3data.video.bundle import FrameBundle


class ScriptedModel:
    """`script` gets a request and how often the same one was asked before."""

    name = "scripted"
    place = "this test"

    def __init__(self, script: Callable[[Request, int], Outcome]) -> None:
        self.script = script
        self.asked: Counter[str] = Counter()
        self.requests: list[Request] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        async def ask(request: Request) -> Outcome:
            key = request_key(self.name, request)
            self.asked[key] += 1
            self.requests.append(request)
            return self.script(request, self.asked[key] - 1)

        yield ask


def always(text: str) -> Callable[[Request, int], Outcome]:
    return lambda request, before: Reply(text)


class Films:
    """Eight frames a clip that name it, and how often each clip was read."""

    def __init__(self, count: int = 8) -> None:
        self.count = count
        self.read: Counter[str] = Counter()
        self._lock = threading.Lock()

    def frames(self, clip: Clip) -> FrameBundle:
        with self._lock:
            self.read[clip.path] += 1
            frames = tuple(f"{clip.path} {n}".encode() for n in range(self.count))
        return FrameBundle(frames, self.times(clip), tuple(range(self.count)), 8.0, clip.duration)

    def times(self, clip: Clip) -> tuple[float, ...]:
        return tuple(clip.duration * n / self.count for n in range(self.count))


def texts(request: Request) -> Iterator[str]:
    """What the request says in words."""
    for message in request.messages:
        if isinstance(message.content, str):
            yield message.content
        else:
            yield from (part for part in message.content if isinstance(part, str))


def videos(request: Request) -> list[FrameBundle]:
    return [
        part
        for message in request.messages
        if not isinstance(message.content, str)
        for part in message.content
        if isinstance(part, FrameBundle)
    ]
