"""Many requests to one model: bounded concurrency, every answer cached, everything billed."""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from t3data.models.bill import Bill
from t3data.models.cache import ResponseCache
from t3data.models.chat import ChatModel, Outcome, Request
from t3data.models.ledger import Ledger
from t3data.models.streaming import Handle, Job, Stream

Progress = Callable[[int, int], None]


class CachedModel:
    """Asks a model, through an open cache.

    Attributes:
        name: The model's id.
    """

    def __init__(
        self,
        model: ChatModel,
        cache: ResponseCache | None,
        concurrency: int = 16,
        decoders: int = 2,
    ) -> None:
        """Puts `cache` before `model`.

        Args:
            model: The back end.
            cache: An open cache; None where asking costs nothing.
            concurrency: At most so many requests are under way at a time.
            decoders: Threads that make requests; so many more may be ready and waiting.
        """
        self.name = model.name
        self._model = model
        self._ledger = Ledger(model, cache)
        self._concurrency = concurrency
        self._decoders = decoders

    @property
    def bill(self) -> Bill:
        """What was asked so far, over all runs."""
        return self._ledger.bill

    def run(self, jobs: Iterable[Job], handle: Handle) -> None:
        """Hands the outcome of each job to `handle`, in the order in which they come in.

        Jobs are drawn as there is room for them, so that there may be millions. Equal requests are
        sent once. The model is opened when the cache first lacks a reply.

        Args:
            jobs: Quick to iterate over.
            handle: Quick as well; called in this thread.

        Raises:
            T3Error: the model cannot be used at all (no server, no access, no such model, or
                nothing but failures); what was answered until then stays in the cache.
        """

        async def stream() -> None:
            run = Stream(self._model, self._ledger, self._concurrency, self._decoders)
            await run.run(jobs, handle)

        asyncio.run(stream())

    def ask_all(
        self, requests: Sequence[Request], progress: Progress | None = None
    ) -> list[Outcome]:
        """The outcome of each request, in their order. Equal requests are sent once.

        Args:
            requests: Whatever number of them.
            progress: Called with (done, total).

        Raises:
            T3Error: as `run`.
        """
        outcomes: dict[str, Outcome] = {}

        def keep(job: Job, outcome: Outcome) -> None:
            outcomes[job.id] = outcome
            if progress:
                progress(len(outcomes), len(requests))

        self.run((Job(str(at), request) for at, request in enumerate(requests)), keep)
        return [outcomes[str(at)] for at in range(len(requests))]
