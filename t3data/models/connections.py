"""HTTP connections to one server, as many as requests are under way.

Each connection is an httpx client of its own: a client's pool goes through all its connections for
every request and looks at each of their sockets, which at 64 connections costs several
milliseconds a request.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import httpx


class Connections:
    """Posts to one URL; a context manager that closes all connections at its end."""

    def __init__(self, url: str, headers: Mapping[str, str], timeout: "httpx.Timeout") -> None:
        self._url = url
        self._headers = dict(headers)
        self._timeout = timeout
        self._idle: list[httpx.AsyncClient] = []
        self._trust: ssl.SSLContext
        self._all = AsyncExitStack()

    async def __aenter__(self) -> Self:
        import anyio

        # Once for all connections, and only where needed: reading certificates takes a while.
        if self._url.startswith("https:"):
            self._trust = await asyncio.to_thread(_certificates)
        else:
            self._trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody
        # httpx loads its layers with the first client and request: now, when nobody waits.
        self._idle.append(await self._connect())
        await anyio.sleep(0)
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._all.aclose()

    async def post(self, body: Sequence[bytes]) -> "httpx.Response":
        """The whole response to a body that is sent piece by piece.

        Raises:
            httpx.HTTPError: no response came.
            httpx.InvalidURL: the URL is none.
        """
        client = self._idle.pop() if self._idle else await self._connect()
        try:
            if len(body) == 1:
                return await client.post(self._url, content=body[0])
            size = {"Content-Length": str(sum(map(len, body)))}
            return await client.post(self._url, content=_stream(body), headers=size)
        finally:
            self._idle.append(client)

    async def _connect(self) -> "httpx.AsyncClient":
        import httpx

        limits = httpx.Limits(max_connections=1, max_keepalive_connections=1)
        client = httpx.AsyncClient(
            headers=self._headers, timeout=self._timeout, limits=limits, verify=self._trust
        )
        return await self._all.enter_async_context(client)


def _certificates() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()


async def _stream(body: Sequence[bytes]) -> AsyncIterator[bytes]:
    for piece in body:
        yield piece
