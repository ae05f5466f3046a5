"""A model behind any server that speaks OpenAI's chat protocol: vLLM, SGLang, llama.cpp, OpenAI."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256

from t3data.models.chat import Ask, Failure, Outcome, Reply, Request
from t3data.models.completion import NO_SCORES, read_reply
from t3data.models.connections import Connections
from t3data.models.payload import UnsupportedError, VideoForm, encoded, videos
from t3data.models.refusals import refusal
from t3data.models.retry import PASSING, RetryPolicy, retry_after

_CONNECT = 10.0


@dataclass(frozen=True, slots=True)
class OpenAIServer:
    """The model `name` at `base_url`, which usually ends with /v1."""

    name: str
    base_url: str
    api_key: str | None = field(default=None, repr=False)
    timeout: float = 180.0
    """Seconds for one attempt, from sending to the last byte."""
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    video_form: VideoForm = "jpeg_sequence"
    revision: str | None = None
    """Which version of the weights the server holds; a server does not tell, so it is only noted:
    replies of one revision are never taken for those of another."""

    @property
    def place(self) -> str:
        """The base URL."""
        return self.base_url

    @property
    def identity(self) -> str:
        """The model with its revision, and how it is shown videos."""
        revision = f"@{self.revision}" if self.revision else ""
        return f"{self.name}{revision} {self.video_form}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        """Opens connections as they are needed; how many is the caller's business."""
        import httpx

        headers = {"Content-Type": "application/json"}
        if self.api_key:
            headers["Authorization"] = f"Bearer {self.api_key.strip()}"
        timeout = httpx.Timeout(self.timeout, connect=min(self.timeout, _CONNECT))
        url = f"{self.base_url.rstrip('/')}/chat/completions"
        async with Connections(url, headers, timeout) as connections:
            session = _Session(self, connections)
            yield session.ask


class _Session:
    """An open connection to a server, and what was learnt about it."""

    def __init__(self, server: OpenAIServer, connections: Connections) -> None:
        self._server = server
        self._connections = connections
        self._scores_replies = True

    async def ask(self, request: Request) -> Outcome:
        if request.given_reply is not None and not self._scores_replies:
            return Failure("unsupported", NO_SCORES)
        if request.given_reply is not None and not request.given_reply.strip():
            return Failure("bad_request", "an empty reply has no log-probability")
        try:
            body = await self._encoded(request)
        except UnsupportedError as error:
            return Failure("unsupported", str(error))
        outcome = await self._until_settled(request, body)
        if isinstance(outcome, Failure) and outcome.detail == NO_SCORES:
            self._scores_replies = False
        return outcome

    async def _encoded(self, request: Request) -> Sequence[bytes]:
        server = self._server
        if not videos(request):
            return encoded(server.name, request, server.video_form)
        return await asyncio.to_thread(encoded, server.name, request, server.video_form)

    async def _until_settled(self, request: Request, body: Sequence[bytes]) -> Outcome:
        retry = self._server.retry
        attempt = 0
        while True:
            attempt += 1
            outcome, asked = await self._attempt(request, body)
            if isinstance(outcome, Reply) or outcome.kind not in PASSING:
                return outcome
            # The texts before the first frame and after the last tell requests apart well enough.
            wait = retry.wait(attempt, asked, sha256(body[0] + body[-1]).hexdigest())
            if wait is None:
                return outcome
            await asyncio.sleep(wait)

    async def _attempt(
        self, request: Request, body: Sequence[bytes]
    ) -> tuple[Outcome, float | None]:
        """One exchange, and how long the server wants to be left alone after it."""
        import httpx

        seconds = self._server.timeout
        try:
            # httpx limits the time between bytes; a server that drips would hold us for ever.
            async with asyncio.timeout(seconds):
                response = await self._connections.post(body)
        except httpx.ConnectTimeout:
            return Failure("unreachable", f"no connection within {_CONNECT:g} s"), None
        except (TimeoutError, httpx.TimeoutException):
            return Failure("timeout", f"no complete reply within {seconds:g} s"), None
        except httpx.InvalidURL as error:
            return Failure("not_found", f"not a URL: {error}"), None
        except httpx.UnsupportedProtocol:
            return Failure("not_found", "not an http:// or https:// address"), None
        except httpx.HTTPError as error:
            return Failure("unreachable", str(error) or type(error).__name__), None
        if response.status_code != 200:
            return refusal(response.status_code, response.text), retry_after(response.headers)
        return read_reply(response.content, request), None
