"""When to ask again: exponential backoff with jitter, or when the server itself says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isnan

from t3data.models.chat import FailureKind
from t3data.seeding import keyed_rng

PASSING: frozenset[FailureKind] = frozenset(
    ("unreachable", "timeout", "rate_limited", "server_error", "bad_reply")
)
"""Failures that may be gone a moment later."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How patient a client is. Times are in seconds."""

    attempts: int = 6
    first_wait: float = 0.5
    longest_wait: float = 60.0
    patience: float = 600.0
    """A server that wants to be left alone for longer than this is given up."""

    def wait(self, attempt: int, asked: float | None, key: str) -> float | None:
        """Seconds until the next attempt, None to give up.

        Args:
            attempt: How many attempts have failed, from 1.
            asked: What the server asked for (`Retry-After`).
            key: Spreads the waits of different requests; the same key waits the same.
        """
        if attempt >= self.attempts or (asked is not None and asked > self.patience):
            return None
        backoff = min(self.longest_wait, self.first_wait * 2.0 ** (attempt - 1))
        jitter = backoff * keyed_rng("retry", key, attempt).random()
        # Half of the backoff is certain; a wish is fulfilled in full before the jitter starts.
        return asked + jitter / 2 if asked is not None else (backoff + jitter) / 2


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds from a `Retry-After` header, which holds seconds or a date; None without one."""
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    return None if isnan(seconds) else max(0.0, seconds)
