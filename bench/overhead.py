"""What asking costs besides the model: `python -m bench.overhead text REQUESTS|watch VIDEO|idle`.

`text` prints the seconds that many text requests take through client and cache, with a server in
another process that answers at once; `watch` the longest time for which the event loop had no turn
while frames were decoded, hashed, encoded and sent; `idle` the same of a loop with nothing to do.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path

from t3data.models import CachedModel, Job, Message, OpenAIServer, Reply, Request, ResponseCache
from t3data.models.chat import Ask
from t3data.video import UniformFrames
from t3data.video.read import read_frames

VIDEOS, FRAMES = 12, 16
"""How many requests with a video, and frames in each."""
_BEAT = 0.001
_IDLE = 10.0
_BODY = (
    b'{"choices": [{"index": 0, "message": {"content": "A"}, "finish_reason": "stop"}], '
    b'"usage": {"prompt_tokens": 10, "completion_tokens": 1}}'
)
_REPLY = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(_BODY)
) + _BODY


async def serve() -> None:
    """Answers every request as soon as it is read; prints the port first."""
    server = await asyncio.start_server(_answer, "127.0.0.1", 0, limit=1 << 22)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            await reader.readexactly(int(head.partition(b"content-length:")[2].split()[0]))
            writer.write(_REPLY)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


@contextmanager
def _server() -> Iterator[OpenAIServer]:
    command = [sys.executable, "-m", "bench.overhead", "serve"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield OpenAIServer("stub", f"http://127.0.0.1:{int(process.stdout.readline())}/v1")
    finally:
        process.kill()
        process.wait()


def text_seconds(requests: int) -> float:
    """Seconds for `requests` requests of about 500 characters, each cached."""
    asked = [Request((Message("user", f"{n} {'what? ' * 80}"),)) for n in range(requests)]
    with (
        _server() as server,
        tempfile.TemporaryDirectory() as place,
        ResponseCache(Path(place) / "replies.jsonl") as cache,
    ):
        model = CachedModel(server, cache)
        start = time.perf_counter()
        outcomes = model.ask_all(asked)
        seconds = time.perf_counter() - start
    assert all(isinstance(outcome, Reply) for outcome in outcomes)
    return seconds


class _Heart:
    """Beats a thousand times a second, and knows the longest time that a beat was late."""

    def __init__(self) -> None:
        self.stall = 0.0

    async def beat(self) -> None:
        while True:
            start = time.perf_counter()
            await asyncio.sleep(_BEAT)
            self.stall = max(self.stall, time.perf_counter() - start - _BEAT)


class _Watched:
    """A model whose event loop is watched while it is open."""

    def __init__(self, model: OpenAIServer, heart: _Heart) -> None:
        self.name = model.name
        self.place = model.place
        self._model = model
        self._heart = heart

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        async with self._model.open() as ask:
            beating = asyncio.create_task(self._heart.beat())
            yield ask
            beating.cancel()


def stall_seconds(video: Path) -> float:
    """The longest stall while frames of full size are decoded for one request after another.

    Loading the decoders, which happens once before the first frame, does not count.
    """
    read_frames(video, UniformFrames(1))

    def watch(number: int) -> Request:
        frames = read_frames(video, UniformFrames(FRAMES))
        return Request((Message("user", (frames, f"{number}: what happens?")),))

    jobs = [Job("first", Request((Message("user", "Ready?"),)))]
    jobs += [Job(str(number), partial(watch, number)) for number in range(VIDEOS)]
    replies = 0

    def handle(job: Job, outcome: object) -> None:
        nonlocal replies
        replies += isinstance(outcome, Reply)

    heart = _Heart()
    with _server() as server:
        CachedModel(_Watched(server, heart), None, concurrency=4).run(jobs, handle)
    assert replies == len(jobs)
    return heart.stall


def idle_seconds() -> float:
    """The longest stall of a loop in a process with nothing else to do: the machine's own share."""
    heart = _Heart()

    async def beat() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(heart.beat(), _IDLE)

    asyncio.run(beat())
    return heart.stall


if __name__ == "__main__":
    _what, *_words = sys.argv[1:]
    if _what == "serve":
        asyncio.run(serve())
    elif _what == "text":
        print(text_seconds(int(_words[0])))
    elif _what == "idle":
        print(idle_seconds())
    else:
        print(stall_seconds(Path(_words[0])))
