"""Models that need nothing and look at nothing: what a suite gives away, and whether it works."""

import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from math import log

from t3data.models.chat import Ask, Failure, Outcome, Reply, Request, TokenLogprob
from t3data.models.keys import request_key
from t3data.seeding import keyed_rng

_OPTION = re.compile(r"^\s*\(?([A-Z])[.):](?=\s)", re.MULTILINE)
_FREE = "Something happens."
"""The reply where there is nothing to choose from, as where a caption is wanted."""
_HARDLY = -20.0
"""The log-probability of what a model is certain not to say: two in a billion."""


class _Baseline(ABC):
    """A model in this process which answers at once."""

    place = "built in"

    def __init__(self, name: str) -> None:
        self.name = name

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        """There is nothing to open."""

        async def ask(request: Request) -> Outcome:
            return self.reply(request)

        yield ask

    @abstractmethod
    def reply(self, request: Request) -> Outcome:
        """What the model says, at once."""


class Chance(_Baseline):
    """Draws one of the options, each with the same probability; equal requests get equal replies.

    The options are those of `options_of`.
    """

    def __init__(self, seed: int = 0) -> None:
        super().__init__("chance")
        self.identity = f"chance seed={seed}"
        self._seed = seed

    def reply(self, request: Request) -> Outcome:
        """A random option; a given reply is as likely as an option."""
        options = options_of(request)
        sure = -log(len(options))
        drawn = keyed_rng(self._seed, request_key(self.name, request)).choice(options)
        return _reply(request, drawn, dict.fromkeys(options, sure), sure)


class AlwaysFirst(_Baseline):
    """Takes the first option."""

    def __init__(self) -> None:
        super().__init__("always-first")

    def reply(self, request: Request) -> Outcome:
        """The first option, with certainty."""
        options = options_of(request)
        return _certain(request, options[0], options)


class Oracle(_Baseline):
    """Gives the true replies that it was told: shows whether a harness scores them as right."""

    def __init__(self, truth: Callable[[Request], str | None] | None = None) -> None:
        """Takes the truth from a function; without one, or where it gives None, from `learn`."""
        super().__init__("oracle")
        self._truth = truth
        self._learnt: dict[str, str] = {}

    def learn(self, request: Request, reply: str) -> None:
        """Notes the true reply to the messages of a request, whatever else it wishes for.

        May be called from any thread, before the request is asked.
        """
        self._learnt[self._key(request)] = reply

    def reply(self, request: Request) -> Outcome:
        """The true reply, with certainty; a given reply is true unless something else was told."""
        true = self._truth(request) if self._truth else None
        if true is None:
            true = self._learnt.get(self._key(request), request.given_reply)
        if true is None:
            return Failure("unsupported", "the oracle was not told the true reply")
        return _certain(request, true, options_of(request))

    def _key(self, request: Request) -> str:
        return request_key(self.name, Request(request.messages))


def options_of(request: Request) -> Sequence[str]:
    """What a request lets a model choose from.

    That is `Request.choices` or, without them, the letters before the options in the last message
    ("A. ...", "(A) ...", "A) ...", one a line) or, where nothing is asked but a free text, one
    sentence that says little.
    """
    if request.choices:
        return request.choices
    asked = [message.content for message in request.messages if message.role == "user"]
    last = asked[-1] if asked else ""
    parts = (last,) if isinstance(last, str) else last
    text = "\n".join(part for part in parts if isinstance(part, str))
    return tuple(dict.fromkeys(_OPTION.findall(text))) or (_FREE,)


def _certain(request: Request, true: str, options: Sequence[str]) -> Reply:
    alternatives = dict.fromkeys(options, _HARDLY) | {true: 0.0}
    return _reply(request, true, alternatives, _HARDLY)


def _reply(request: Request, said: str, logprobs: Mapping[str, float], of_others: float) -> Reply:
    """A reply of one token, or the given one, with the log-probabilities that were asked for."""
    given = request.given_reply
    text = said if given is None else given
    if given is None and not request.logprobs:
        return Reply(text)
    likeliest = sorted(logprobs.items(), key=lambda entry: -entry[1])[: request.logprobs]
    token = TokenLogprob(text, logprobs.get(text, of_others), dict(likeliest))
    return Reply(text, logprobs=(token,))
