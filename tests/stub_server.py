"""A chat server for tests on 127.0.0.1: answers as scripted, and remembers what it was asked."""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Act:
    """What the server does with one request."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: bool = False
    """Close the connection without a word."""
    drip: float = 0.0
    """Seconds between single bytes of the body."""


def say(text: str | None, finish: str = "stop", prompt: int = 10, completion: int = 5) -> Act:
    """A well-formed reply."""
    return completion_of(
        {
            "choices": [{"index": 0, "message": {"content": text}, "finish_reason": finish}],
            "usage": {"prompt_tokens": prompt, "completion_tokens": completion},
        }
    )


def completion_of(content: Any) -> Act:
    return Act(body=json.dumps(content).encode())


def refuse(status: int, **headers: str) -> Act:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Act(status, b'{"error": {"message": "no"}}', named)


Script = Callable[[dict[str, Any], int], Act]


class StubServer:
    """`script` gets the body of a request and its number, from 0."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.bodies: list[dict[str, Any]] = []
        self.raw: list[bytes] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.times: list[float] = []
        self.busiest = 0
        self._busy = 0
        self._lock = threading.Lock()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                stub._serve(self)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers["Content-Length"])
        raw = handler.rfile.read(length)
        if len(raw) < length:  # a client killed while it sent: no server would call that a request
            handler.close_connection = True
            return
        with self._lock:
            number = len(self.bodies)
            self.raw.append(raw)
            self.bodies.append(json.loads(raw))
            self.paths.append(handler.path)
            self.headers.append({k.lower(): v for k, v in handler.headers.items()})
            self.times.append(time.monotonic())
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
        act = self.script(self.bodies[number], number)
        time.sleep(act.delay)
        with self._lock:
            self._busy -= 1
        with suppress(OSError):  # the client may have gone
            self._reply(handler, act)

    def _reply(self, handler: BaseHTTPRequestHandler, act: Act) -> None:
        if act.drop:
            handler.close_connection = True
            handler.connection.close()
            return
        handler.send_response(act.status)
        handler.send_header("Content-Length", str(len(act.body)))
        for name, value in act.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        if not act.drip:
            handler.wfile.write(act.body)
            return
        for byte in act.body:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(act.drip)


def received_videos(body: dict[str, Any]) -> list[tuple[tuple[bytes, ...], dict[str, Any]]]:
    """The frames of each video in a request with what vLLM is told of them, checked as it does."""
    told = body["media_io_kwargs"]["video"]
    found = []
    for message in body["messages"]:
        for part in message["content"] if isinstance(message["content"], list) else ():
            if part["type"] != "video_url":
                continue
            head, _, data = part["video_url"]["url"].partition(",")
            assert head == "data:video/jpeg;base64"
            frames = tuple(base64.b64decode(frame, validate=True) for frame in data.split(","))
            assert told["num_frames"] == -1, "vLLM takes the first few frames only"
            assert told["do_sample_frames"] is False, "frames would be left out"
            assert len(told["frames_indices"]) == len(frames)
            assert all(type(index) is int for index in told["frames_indices"])
            assert type(told["total_num_frames"]) is int
            assert told["total_num_frames"] >= len(frames)
            assert told["total_num_frames"] > max(told["frames_indices"])
            assert told["fps"] > 0
            assert told["duration"] >= 0
            found.append((frames, told))
    return found


@contextmanager
def serving(*script: Act | Script) -> Iterator[StubServer]:
    """A server that goes through `script` and repeats its last act; or one function."""
    acts = list(script)

    def scripted(body: dict[str, Any], number: int) -> Act:
        act = acts[min(number, len(acts) - 1)]
        return act if isinstance(act, Act) else act(body, number)

    stub = StubServer(scripted)
    thread = threading.Thread(target=stub.http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.http.shutdown()
        stub.http.server_close()
        thread.join()
