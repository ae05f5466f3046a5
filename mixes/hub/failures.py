"""What can go wrong between here and the Hub, in one line for a person; and what may be retried.

`huggingface_hub` has sat on requests, httpx and httpx2; an error is known by its status or by the
names of its classes. Its own messages are long, and none of them is passed on but what the server
itself said, without the token.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from time import time
from typing import Any

from t3data.errors import T3Error

TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
CONFLICT = frozenset({409, 412})
_NETWORK = frozenset(
    {
        *("ConnectionError", "Timeout", "TransportError", "NetworkError", "TimeoutException"),
        *("RemoteProtocolError", "ProxyError", "ChunkedEncodingError", "ProtocolError"),
        *("LocalEntryNotFoundError", "ConnectError"),
    }
)
_QUOTA = re.compile(r"storage|quota|limit reached|exceed|too large|payment", re.IGNORECASE)
_SECRET = re.compile(r"hf_\w{6,}|Bearer\s+\S+", re.IGNORECASE)


class HubError(T3Error):
    """A request to the Hub failed for good."""


class ConflictError(T3Error):
    """The commit was not made, or nobody knows whether it was: what is there decides."""

    def __init__(self, message: str, raced: bool) -> None:
        super().__init__(message)
        self.raced = raced
        """Whether somebody else changed the branch in between."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An error of `huggingface_hub`, taken apart."""

    kind: str
    """`http`, `network`, `offline` or `other`."""
    status: int = 0
    code: str = ""
    """`X-Error-Code`, such as RevisionNotFound."""
    said: str = ""
    """By the server, one line."""
    wait: float | None = None
    """Seconds it asks to wait."""

    @property
    def transient(self) -> bool:
        """Whether the same request may succeed a little later."""
        return self.kind == "network" or self.status in TRANSIENT


def failure_of(error: BaseException, token: str | None = None) -> Failure:
    """What `error`, or what caused it, comes down to."""
    chain = list(_causes(error))
    for one in chain:
        if any(kind.__name__ == "OfflineModeIsEnabled" for kind in type(one).__mro__):
            return Failure("offline")
    for one in chain:
        response = getattr(one, "response", None)
        status = getattr(response, "status_code", None)
        if isinstance(status, int):
            headers = {str(k).lower(): str(v) for k, v in dict(response.headers).items()}  # type: ignore[union-attr]
            said = getattr(one, "server_message", None) or headers.get("x-error-message", "")
            return Failure(
                "http",
                status,
                headers.get("x-error-code", ""),
                clean(str(said), token),
                _wait(headers),
            )
    for one in chain:
        names = {kind.__name__ for kind in type(one).__mro__}
        if names & _NETWORK or isinstance(one, ConnectionError | TimeoutError):
            return Failure("network", said=clean(f"{one}", token))
    return Failure("other", said=clean(f"{type(error).__name__}: {chain[-1]}", token))


def explain(
    failure: Failure, doing: str, repository: str, user: str | None = None, token: bool = True
) -> T3Error:
    """The message for `failure`.

    Args:
        failure: what went wrong.
        doing: the step, such as "send data/x.parquet".
        repository: USER/REPO.
        user: whose token it is, where that is known.
        token: whether there was one.
    """
    said = f" ({failure.said})" if failure.said else ""
    who = f"the token of {user}" if user else "the token"
    if failure.kind == "offline":
        return HubError("HF_HUB_OFFLINE is set, so the Hub cannot be asked; unset it")
    if failure.kind == "network":
        return HubError(
            f"cannot reach the Hub to {doing}{said}; check the network (or HF_ENDPOINT) and run "
            "the same command again: it goes on where it stopped"
        )
    if failure.kind == "other":
        if _QUOTA.search(failure.said) and "LFS batch" in failure.said:
            return HubError(f"{repository}: no room on the Hub{said}")
        return HubError(f"{repository}: cannot {doing}{said}")
    if failure.code == "RevisionNotFound":
        return HubError(
            f"{repository}: no such branch or revision, cannot {doing}; a branch is made with "
            f"`hf repos branch create {repository} BRANCH --type dataset`"
        )
    if failure.status in (401, 404) and (failure.code == "RepoNotFound" or not token):
        login = "not yours" if token else "you are not logged in (`hf auth login` or HF_TOKEN)"
        return HubError(f"{repository}: not there, or private and {login}; cannot {doing}")
    if failure.status == 401:
        return HubError(
            f"{repository}: the Hub does not accept the token; make one with write access in the "
            "settings of your account, then `hf auth login` or HF_TOKEN"
        )
    if failure.status in (402, 413, 507) or (failure.status == 403 and _QUOTA.search(failure.said)):
        return HubError(f"{repository}: no room on the Hub, cannot {doing}{said}")
    if failure.status == 403:
        return HubError(f"{repository}: {who} has no right to {doing}{said}")
    if failure.status == 429:
        wait = f" for {failure.wait:.0f} seconds" if failure.wait else " for some minutes"
        return HubError(
            f"the Hub limits requests, cannot {doing}; wait{wait} and run the same command again: "
            "it goes on where it stopped"
        )
    if failure.status in TRANSIENT:
        return HubError(
            f"the Hub has trouble (status {failure.status}), cannot {doing}; run the same command "
            "again later: it goes on where it stopped"
        )
    return HubError(f"{repository}: cannot {doing}: status {failure.status}{said}")


def clean(text: str, token: str | None) -> str:
    """`text` in one line of at most 200 characters, without anything secret.

    Addresses lose their query: those of uploads are signed there.
    """
    if token:
        text = text.replace(token, "…")
    text = re.sub(r"(https?://[^\s?]+)\?\S*", r"\1", _SECRET.sub("…", text))
    text = " ".join(text.split())
    return text if len(text) <= 200 else f"{text[:199]}…"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)


def _wait(headers: dict[str, Any]) -> float | None:
    """Seconds after which to come again: `Retry-After`, or the `t` of `RateLimit`."""
    given = str(headers.get("retry-after", "")).strip()
    if given.isdigit():
        return float(given)
    if given:
        try:
            return max(0.0, parsedate_to_datetime(given).timestamp() - time())
        except ValueError:
            return None
    limit = re.search(r"r\s*=\s*0\b.*?t\s*=\s*(\d+)", str(headers.get("ratelimit", "")))
    return float(limit.group(1)) if limit else None
