"""A model behind any server that speaks OpenAI's chat protocol: vLLM, SGLang, llama.cpp, OpenAI."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from t3data.models.chat import Ask, Failure, FailureKind, Outcome, Reply, Request, Usage
from t3data.models.payload import encoded, request_key
from t3data.models.retry import PASSING, RetryPolicy, retry_after

if TYPE_CHECKING:
    import httpx

_EXCERPT = 200
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

    @property
    def place(self) -> str:
        """The base URL."""
        return self.base_url

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        """Opens a connection pool; how many requests are under way is the caller's business."""
        import httpx

        headers = {"Content-Type": "application/json"}
        if self.api_key:
            headers["Authorization"] = f"Bearer {self.api_key.strip()}"
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=64)
        timeout = httpx.Timeout(self.timeout, connect=min(self.timeout, _CONNECT))
        async with httpx.AsyncClient(headers=headers, limits=limits, timeout=timeout) as client:

            async def ask(request: Request) -> Outcome:
                return await self._ask(client, request)

            yield ask

    async def _ask(self, client: "httpx.AsyncClient", request: Request) -> Outcome:
        body = encoded(self.name, request)
        key = request_key(self.name, request)
        attempt = 0
        while True:
            attempt += 1
            outcome, asked = await self._attempt(client, body)
            if isinstance(outcome, Reply) or outcome.kind not in PASSING:
                return outcome
            wait = self.retry.wait(attempt, asked, key)
            if wait is None:
                return outcome
            await asyncio.sleep(wait)

    async def _attempt(
        self, client: "httpx.AsyncClient", body: bytes
    ) -> tuple[Outcome, float | None]:
        """One exchange, and how long the server wants to be left alone after it."""
        import httpx

        url = f"{self.base_url.rstrip('/')}/chat/completions"
        try:
            # httpx limits the time between bytes; a server that drips would hold us for ever.
            async with asyncio.timeout(self.timeout):
                response = await client.post(url, content=body)
        except httpx.ConnectTimeout:
            return Failure("unreachable", f"no connection within {_CONNECT:g} s"), None
        except (TimeoutError, httpx.TimeoutException):
            return Failure("timeout", f"no complete reply within {self.timeout:g} s"), None
        except httpx.InvalidURL as error:
            return Failure("not_found", f"not a URL: {error}"), None
        except httpx.UnsupportedProtocol:
            return Failure("not_found", "not an http:// or https:// address"), None
        except httpx.HTTPError as error:
            return Failure("unreachable", str(error) or type(error).__name__), None
        if response.status_code != 200:
            return _refusal(response), retry_after(response.headers)
        return read_reply(response.content), None


def _refusal(response: "httpx.Response") -> Failure:
    status = response.status_code
    kinds: dict[int, FailureKind] = {
        401: "unauthorized",
        403: "unauthorized",
        404: "not_found",
        408: "timeout",
        425: "rate_limited",
        429: "rate_limited",
    }
    kind = kinds.get(status, "server_error" if status >= 500 else "bad_request")
    return Failure(kind, f"HTTP {status}: {_excerpt(response.text)}")


class _Message(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(msgspec.Struct):
    choices: list[_Choice]
    usage: _Usage | None = None


def read_reply(body: bytes) -> Outcome:
    """What a response of status 200 says."""
    try:
        completion = msgspec.json.decode(body, type=_Completion)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        shown = _excerpt(body.decode("utf-8", "replace"))
        return Failure("bad_reply", f"not a chat completion: {error}: {shown}")
    if not completion.choices:
        return Failure("bad_reply", "no choices in the reply")
    counted = completion.usage or _Usage()
    usage = Usage(counted.prompt_tokens, counted.completion_tokens)
    choice = completion.choices[0]
    if choice.message.refusal or choice.finish_reason == "content_filter":
        return Failure("refused", _excerpt(choice.message.refusal or "content filter"), usage)
    text = choice.message.content or ""
    if choice.finish_reason == "length":
        return Failure("truncated", f"cut off after {usage.completion_tokens} tokens", usage)
    if not text.strip():
        return Failure("empty", "a reply without text", usage)
    return Reply(text, usage)


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else line[:_EXCERPT] + "…"
