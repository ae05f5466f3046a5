"""A Hub for tests on 127.0.0.1: the HTTP protocol as huggingface_hub 2.4.0 speaks it.

Read off its sources (`hf_api.py`, `_commit_api.py`, `lfs.py`, `file_download.py`) and off what it
sends: repositories with branches and commits, LFS batch with single and multipart uploads, trees in
pages, files with ranges. Blobs are checked by their sha256 when they arrive, as over there.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from hub_routes import ROUTES
from hub_state import Refused, Repository, Stored

JANE = "hf_JaneMayWriteHerOwnThings"
READER = "hf_JaneMayOnlyReadWithThis"


@dataclass
class Fault:
    """Something that goes wrong with requests whose `METHOD /path` matches."""

    match: str
    times: int = 1
    skip: int = 0
    """Requests that match and are let through first."""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    said: str = ""
    drop_after: int = -1
    """Bytes of the body that are read before the connection is closed."""
    corrupt: bool = False
    """Keep or send other bytes."""
    hold: bool = False
    """Wait for `release` with the request read."""
    then: Callable[[], None] | None = None
    """Called first."""


class HubServer:
    """State, log and faults of one server."""

    def __init__(self) -> None:
        self.users = {JANE: "jane", READER: "jane"}
        self.repositories: dict[str, Repository] = {}
        self.blobs: dict[str, bytes] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.chunk: int | None = None
        """Size of the parts of an upload; None for a single PUT."""
        self.page = 1000
        self.faults: list[Fault] = []
        self.log: list[str] = []
        """`METHOD /path STATUS` of every request that was answered."""
        self.bodies: list[tuple[str, bytes]] = []
        self.held = threading.Event()
        self.released = threading.Event()
        self.lock = threading.RLock()
        self.quiet = threading.Condition()
        self.under_way = 0
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement

            def log_message(self, *_: object) -> None:
                pass

            def handle_one_request(self) -> None:
                with suppress(OSError):  # the client may have gone
                    super().handle_one_request()
                    return
                self.close_connection = True

            def __getattr__(self, name: str) -> Any:
                if name.startswith("do_"):
                    return lambda: server.answer(self)
                raise AttributeError(name)

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """One request and its answer, from beginning to end."""
        with self.quiet:
            self.under_way += 1
        try:
            Exchange(self, handler).serve()
        finally:
            with self.quiet:
                self.under_way -= 1
                self.quiet.notify_all()

    def let_go(self) -> None:
        """Releases what is held, whose client is dead, and waits until nothing is under way."""
        self.released.set()
        with self.quiet:
            assert self.quiet.wait_for(lambda: not self.under_way, timeout=60)

    def asked(self, pattern: str) -> list[str]:
        """The requests in the log that `pattern` is found in."""
        return [line for line in self.log if re.search(pattern, line)]

    def files(self, repository: str, branch: str = "main") -> dict[str, bytes]:
        """What a branch holds."""
        repo = self.repositories[repository]
        return {n: stored.content for n, stored in repo.commits[repo.branches[branch]].items()}

    def make(self, name: str, private: bool = False, **files: bytes) -> Repository:
        """A repository as the Hub makes it, with `files` on top."""
        repo = self.repositories[name] = Repository(private)
        kept = {".gitattributes": Stored(b"*.parquet filter=lfs\n", None)}
        kept |= {file: Stored(content, None) for file, content in files.items()}
        repo.add("main", kept, "initial commit")
        return repo


class Exchange:
    """One request and its answer."""

    def __init__(self, server: HubServer, handler: BaseHTTPRequestHandler) -> None:
        self.server, self.handler = server, handler
        self.method = handler.command
        parts = urlsplit(handler.path)
        self.path, self.query = parts.path, parse_qs(parts.query)
        self.corrupt = False
        self.body = b""

    def serve(self) -> None:
        name = f"{self.method} {self.path}"
        fault = self._fault(name)
        if not self._read(fault):
            return
        try:
            if fault and fault.then:
                fault.then()
            if fault and fault.hold:
                self.server.held.set()
                self.server.released.wait(60)
            if fault and fault.status:
                raise Refused(fault.status, fault.said or "no", **fault.headers)
            self.corrupt = bool(fault and fault.corrupt)
            with self.server.lock:
                status, headers, content = self._route()
        except Refused as refusal:
            status, headers = refusal.status, refusal.headers
            content = json.dumps({"error": refusal.said}).encode()
        self.server.log.append(f"{name} {status}")
        self.handler.send_response(status)
        for key, value in {"Content-Length": str(len(content)), **headers}.items():
            self.handler.send_header(key, value)
        self.handler.end_headers()
        if self.method != "HEAD":
            if fault and fault.drop_after >= 0:
                self.handler.wfile.write(content[: fault.drop_after])
                self._hang_up()
                return
            self.handler.wfile.write(content)

    def _fault(self, name: str) -> Fault | None:
        with self.server.lock:
            for fault in self.server.faults:
                if fault.times and re.search(fault.match, name):
                    if fault.skip:
                        fault.skip -= 1
                        continue
                    fault.times -= 1
                    return fault
        return None

    def _read(self, fault: Fault | None) -> bool:
        headers = self.handler.headers
        if fault and fault.drop_after >= 0 and self.method in ("PUT", "POST"):
            length = int(headers.get("Content-Length") or fault.drop_after)
            self.handler.rfile.read(min(fault.drop_after, length))
            self._hang_up()
            return False
        if headers.get("Transfer-Encoding", "").lower() == "chunked":
            pieces = []
            while size := int(self.handler.rfile.readline().split(b";")[0] or b"0", 16):
                pieces.append(self.handler.rfile.read(size))
                self.handler.rfile.readline()
            self.handler.rfile.readline()
            self.body = b"".join(pieces)
            return True
        length = int(headers.get("Content-Length") or 0)
        self.body = self.handler.rfile.read(length)
        if len(self.body) < length:
            self.handler.close_connection = True
            return False
        self.server.bodies.append((f"{self.method} {self.path}", self.body[:100_000]))
        return True

    def _hang_up(self) -> None:
        self.server.log.append(f"{self.method} {self.path} dropped")
        self.handler.close_connection = True
        with suppress(OSError):
            self.handler.connection.shutdown(2)

    def _route(self) -> tuple[int, dict[str, str], bytes]:
        for method, pattern, route in ROUTES:
            found = re.fullmatch(pattern, self.path)
            if found and self.method in method:
                return route(self, *(unquote(part) for part in found.groups() if part))
        raise Refused(404, f"no such page {self.path}")

    def user(self, write: bool = False) -> str | None:
        header = self.handler.headers.get("Authorization")
        if header is None:
            return None
        token = header.removeprefix("Bearer ")
        if token not in self.server.users:
            raise Refused(401, "Invalid credentials in Authorization header")
        if write and token == READER:
            raise Refused(403, "you need to provide a token with write access")
        return self.server.users[token]

    def repository(self, name: str, write: bool = False) -> Repository:
        user, repo = self.user(), self.server.repositories.get(name)
        owner = name.partition("/")[0]
        if repo is None or (repo.private and user != owner):
            raise Refused(404 if user else 401, "Repository not found", "RepoNotFound")
        if write and self.user(write=True) != owner:
            raise Refused(403, "You don't have the required permissions")
        return repo

    def commit_at(self, repo: Repository, revision: str) -> str:
        commit = repo.at(revision)
        if commit is None:
            raise Refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return commit


@contextmanager
def running() -> Iterator[HubServer]:
    """A server that answers until the block ends."""
    server = HubServer()
    thread = threading.Thread(target=server.http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.http.shutdown()
        server.http.server_close()
        thread.join()
