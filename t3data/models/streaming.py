"""Many jobs to one model: requests are made in threads, asked concurrently, handed over at once."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from t3data.errors import T3Error
from t3data.models.chat import Ask, ChatModel, Failure, Outcome, Reply, Request
from t3data.models.keys import identity, request_key
from t3data.models.ledger import Ledger
from t3data.models.payload import videos


@dataclass(frozen=True, slots=True)
class Job:
    """A request, or what makes one, with a name by which its outcome is known again."""

    id: str
    request: Request | Callable[[], Request]
    """A function is called in a thread when there is room for its request: for videos, which take
    long to decode and much memory. A T3Error from it becomes a failure of kind `media`."""


Handle = Callable[[Job, Outcome], None]


class Stream:
    """One run over jobs.

    At most `concurrency` requests are under way, and at most `concurrency + decoders` are being
    made, waiting or under way: no more of them are in memory, however many jobs there are.
    """

    def __init__(self, model: ChatModel, ledger: Ledger, concurrency: int, decoders: int) -> None:
        self._model = model
        self._identity = identity(model)
        self._ledger = ledger
        self._rooms = asyncio.Semaphore(concurrency + decoders)
        self._turns = asyncio.Semaphore(concurrency)
        self._threads = ThreadPoolExecutor(decoders, thread_name_prefix="t3-request")
        self._session = _Session(model)
        self._outcomes: dict[str, asyncio.Future[Outcome]] = {}
        """Of requests under way, and of those that ended but are not in the cache."""

    async def run(self, jobs: Iterable[Job], handle: Handle) -> None:
        """Goes through `jobs`, once; `handle` gets each outcome.

        Raises:
            T3Error: as `Ledger.note`.
        """
        try:
            async with asyncio.TaskGroup() as holding:
                holding.create_task(self._session.hold())
                async with asyncio.TaskGroup() as working:
                    for job in jobs:
                        await self._rooms.acquire()
                        working.create_task(self._do(job, handle))
                self._session.end()
        except ExceptionGroup as errors:
            raise _first(errors) from None
        finally:
            self._threads.shutdown(wait=False, cancel_futures=True)

    async def _do(self, job: Job, handle: Handle) -> None:
        try:
            handle(job, await self._outcome(job))
        finally:
            self._rooms.release()

    async def _outcome(self, job: Job) -> Outcome:
        made = await self._made(job)
        if isinstance(made, Failure):
            self._ledger.note("", made)
            return made
        key, request = made
        known: Outcome | None = self._ledger.recall(key)
        if known is None and (same := self._outcomes.get(key)):
            known = await same
        if known is not None:
            self._ledger.note_cached()
            return known
        waiting = self._outcomes[key] = asyncio.get_running_loop().create_future()
        async with self._turns:
            ask = await self._session.ask()
            outcome = await ask(request)
        self._ledger.note(key, outcome)
        waiting.set_result(outcome)
        if isinstance(outcome, Reply) and self._ledger.keeps:
            del self._outcomes[key]
        return outcome

    async def _made(self, job: Job) -> tuple[str, Request] | Failure:
        """The request with its key; hashing frames takes long as well."""
        if isinstance(job.request, Request) and not videos(job.request):
            return request_key(self._identity, job.request), job.request
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._make, job.request)

    def _make(self, request: Request | Callable[[], Request]) -> tuple[str, Request] | Failure:
        try:
            made = request if isinstance(request, Request) else request()
        except T3Error as error:
            return Failure("media", str(error))
        return request_key(self._identity, made), made


class _Session:
    """The model, opened when it is first needed and closed by the task that opened it."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._needed = asyncio.Event()
        self._ended = asyncio.Event()
        self._ask: asyncio.Future[Ask] = asyncio.get_running_loop().create_future()

    async def ask(self) -> Ask:
        self._needed.set()
        return await asyncio.shield(self._ask)

    async def hold(self) -> None:
        await self._needed.wait()
        if self._ended.is_set():
            return
        async with self._model.open() as ask:
            self._ask.set_result(ask)
            await self._ended.wait()

    def end(self) -> None:
        self._ended.set()
        self._needed.set()


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """What went wrong first; the rest followed from it."""
    first = errors.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
