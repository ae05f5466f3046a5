"""The contract of a chat model. A failure is a value of its own kind and never a reply's text."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from t3data.video.bundle import FrameBundle

Role = Literal["system", "user", "assistant"]

FailureKind = Literal[
    "unreachable",  # no connection, or it broke
    "timeout",
    "rate_limited",
    "server_error",
    "unauthorized",
    "not_found",
    "bad_request",
    "too_long",  # more than the model's context holds
    "misconfigured",  # the server has to be started differently; no request of the kind can succeed
    "unsupported",  # the back end cannot do what the request wishes for
    "media",  # a video or picture of the request cannot be read
    "bad_reply",  # not what the protocol says
    "empty",
    "truncated",
    "refused",
]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation that is sent."""

    role: Role
    content: "str | tuple[Part, ...]"
    """Text, or text and videos in the order in which the model meets them."""


Part = str | FrameBundle


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a reply is drawn."""

    temperature: float = 0.0
    max_tokens: int = 1024
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What a model is asked."""

    messages: tuple[Message, ...]
    """Where the last one is the assistant's, the reply goes on from its words and leaves them
    out."""
    sampling: Sampling = Sampling()
    schema: Mapping[str, Any] | None = None
    """A JSON schema that the reply has to satisfy; None for free text."""
    schema_name: str = "reply"
    choices: tuple[str, ...] = ()
    """The reply is one of these, to the letter; empty for a free reply."""
    logprobs: int = 0
    """How many alternatives to report for each token of the reply; 0 for none."""
    given_reply: str | None = None
    """Instead of a reply of its own, the model gives the log-probability of this one."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the server counts them; 0 where it does not say."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class TokenLogprob:
    """One token of a reply with its natural log-probability."""

    token: str
    logprob: float
    alternatives: Mapping[str, float] = field(default_factory=dict)
    """The likeliest tokens at this place, the one above usually among them."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said: never empty, and complete."""

    text: str
    usage: Usage = Usage()
    logprobs: tuple[TokenLogprob, ...] = ()
    """For each token, where the request asked for them or gave the reply itself."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no reply."""

    kind: FailureKind
    detail: str
    usage: Usage = Usage()
    """A reply that was cut off or empty has been paid for all the same."""
    text: str = ""
    """What there was of a reply that was cut off; whoever takes it for a reply has to say so."""


Outcome = Reply | Failure
Ask = Callable[[Request], Awaitable[Outcome]]


class ChatModel(Protocol):
    """A back end. Retrying is its business; caching and limits are `CachedModel`'s."""

    @property
    def name(self) -> str:
        """The model's id: it decides answers, so it is part of every cache key."""
        ...

    @property
    def place(self) -> str:
        """Where the model runs, for messages to people; it decides no answers."""
        ...

    def open(self) -> AbstractAsyncContextManager[Ask]:
        """Connects for as long as the context lasts. What it gives may be called concurrently."""
        ...
