"""What the calls of a run came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from t3data.models.chat import FailureKind


@dataclass(frozen=True, slots=True)
class Bill:
    """Counts of requests and tokens. `calls + cached` is the number of requests that there were."""

    calls: int = 0
    """Requests that the cache could not answer, failed ones included; attempts count as one."""
    cached: int = 0
    """Requests answered from the cache, or by the reply to the same request in the same run."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    failures: Mapping[FailureKind, int] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """Calls without a reply."""
        return sum(self.failures.values())

    def __str__(self) -> str:
        line = (
            f"{self.calls:,} calls ({self.cached:,} more from the cache), "
            f"{self.prompt_tokens:,} prompt + {self.completion_tokens:,} completion tokens"
        )
        if not self.failures:
            return line
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(self.failures.items()))
        return f"{line}; {self.failed:,} failed: {kinds}"
