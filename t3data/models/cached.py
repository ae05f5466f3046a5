"""Many requests to one model: bounded concurrency, every answer cached, everything billed."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

from t3data.errors import T3Error
from t3data.models.bill import Bill
from t3data.models.cache import ResponseCache
from t3data.models.chat import Ask, ChatModel, Failure, FailureKind, Outcome, Reply, Request
from t3data.models.payload import request_key

Progress = Callable[[int, int], None]
_HOPELESS: frozenset[FailureKind] = frozenset(("unauthorized", "not_found"))
_FAILURES_IN_A_ROW = 50


class CachedModel:
    """Asks a model, through an open cache.

    Attributes:
        name: The model's id.
    """

    def __init__(self, model: ChatModel, cache: ResponseCache, concurrency: int = 16) -> None:
        """Puts `cache` before `model`; at most `concurrency` requests are under way at a time."""
        self.name = model.name
        self._model = model
        self._cache = cache
        self._concurrency = concurrency
        self._counts: Counter[str] = Counter()
        self._failures: Counter[FailureKind] = Counter()
        self._failed_in_a_row = 0

    @property
    def bill(self) -> Bill:
        """What was asked so far, over all calls of `ask_all`."""
        return Bill(**self._counts, failures=dict(self._failures))

    def ask_all(
        self, requests: Sequence[Request], progress: Progress | None = None
    ) -> list[Outcome]:
        """The outcome of each request, in their order. Equal requests are sent once.

        Args:
            requests: Whatever number of them.
            progress: Called with (done, total) of the requests that the cache could not answer.

        Raises:
            T3Error: the model cannot be used at all (no server, no access, no such model, or
                nothing but failures); what was answered until then stays in the cache.
        """
        keys = [request_key(self.name, request) for request in requests]
        outcomes: dict[str, Outcome] = {}
        missing: dict[str, Request] = {}
        for key, request in zip(keys, requests, strict=True):
            if key not in outcomes and key not in missing:
                found = self._cache.get(key)
                if found is None:
                    missing[key] = request
                else:
                    outcomes[key] = found
        self._counts["cached"] += len(keys) - len(missing)
        if missing:
            asyncio.run(self._ask_missing(missing, outcomes, progress or _silent))
        return [outcomes[key] for key in keys]

    async def _ask_missing(
        self, missing: dict[str, Request], outcomes: dict[str, Outcome], progress: Progress
    ) -> None:
        waiting = iter(missing.items())
        total, done = len(missing), 0

        async def work(ask: Ask) -> None:
            nonlocal done
            for key, request in waiting:
                outcome = await ask(request)
                outcomes[key] = outcome
                self._note(key, outcome)
                done += 1
                progress(done, total)

        async with self._model.open() as ask:
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(min(self._concurrency, total)):
                        group.create_task(work(ask))
            except ExceptionGroup as errors:
                raise errors.exceptions[0] from None

    def _note(self, key: str, outcome: Outcome) -> None:
        self._counts["calls"] += 1
        self._counts["prompt_tokens"] += outcome.usage.prompt_tokens
        self._counts["completion_tokens"] += outcome.usage.completion_tokens
        if isinstance(outcome, Reply):
            self._failed_in_a_row = 0
            self._cache.put(key, self.name, outcome)
            return
        self._failures[outcome.kind] += 1
        self._failed_in_a_row += 1
        self._give_up_where_hopeless(outcome)

    def _give_up_where_hopeless(self, failure: Failure) -> None:
        """A model that is not there would turn every caption into a reject, slowly."""
        replies = self._counts["calls"] - sum(self._failures.values())
        hopeless = failure.kind in _HOPELESS or (failure.kind == "unreachable" and not replies)
        if hopeless or self._failed_in_a_row >= _FAILURES_IN_A_ROW:
            raise T3Error(
                f"model {self.name} at {self._model.place}: {failure.kind}: {failure.detail}; "
                f"{replies:,} replies were kept, run again to go on from there"
            )


def _silent(done: int, total: int) -> None:
    """Nobody wants to know."""
