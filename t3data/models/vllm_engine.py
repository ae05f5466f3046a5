"""vLLM's asynchronous engine, on an event loop of its own in a thread of its own.

It takes a minute to start and belongs to the loop that it was started on, but every round of
questions runs a new loop; here it outlives them.
"""

import asyncio
import os
from collections.abc import Coroutine, Mapping
from multiprocessing import active_children
from threading import Thread
from typing import Any, TypeVar

from t3data.errors import T3Error
from t3data.models.watchdog import Watchdog

_T = TypeVar("_T")
_PATIENCE = 20.0
_INSTALL = "pip install 't3data[vllm]', or serve the model and name its --base-url"


def cannot_start(name: str, error: Exception) -> T3Error:
    """What a person is told when vLLM or transformers refuse the model `name`."""
    if isinstance(error, T3Error):
        return error
    if isinstance(error, ImportError):
        return T3Error(f"model {name}: no vLLM in this process: {error}; {_INSTALL}")
    why = " ".join(str(error).split())[:300] or type(error).__name__
    return T3Error(f"model {name}: vLLM cannot start it: {why}")


class EngineThread:
    """A running engine.

    Attributes:
        context: Tokens that prompt and reply may have together.
        defaults: Sampling parameters that the model's `generation_config.json` asks for.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        """Remembers `settings`, the arguments of vLLM's engine."""
        self._settings = dict(settings)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="vllm", daemon=True)
        self._thread.start()
        self._engine: Any = None
        self._watchdog: Watchdog | None = None
        self.context = 0
        self.defaults: dict[str, Any] = {}

    async def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Waits, on any loop, for `work` on the engine's; a cancelled wait cancels the work."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def start(self) -> None:
        """Loads the model; raises whatever vLLM does, see `cannot_start`."""
        await self.run(self._start())

    async def _start(self) -> None:
        # Results are for the standard output, and what vLLM says while all is well for nobody.
        os.environ.setdefault("VLLM_LOGGING_STREAM", "ext://sys.stderr")
        os.environ.setdefault("VLLM_LOGGING_LEVEL", "ERROR")
        from vllm.engine.arg_utils import AsyncEngineArgs
        from vllm.v1.engine.async_llm import AsyncLLM

        before = set(active_children())
        self._engine = AsyncLLM.from_engine_args(AsyncEngineArgs(**self._settings))
        self._watchdog = Watchdog([c.pid for c in set(active_children()) - before if c.pid])
        self.context = self._engine.model_config.max_model_len
        self.defaults = self._engine.model_config.get_diff_sampling_param()

    async def generate(
        self,
        prompt: Mapping[str, Any],
        sampling: Mapping[str, Any],
        constraint: Mapping[str, Any],
        request_id: str,
    ) -> Any:
        """The finished `RequestOutput` of one request; to be awaited on the engine's loop.

        Args:
            prompt: vLLM's prompt, `{"prompt_token_ids": ..., "multi_modal_data": ...}`.
            sampling: Arguments of `SamplingParams`.
            constraint: Arguments of `StructuredOutputsParams`, empty for a free reply.
            request_id: Unlike that of any request under way.
        """
        from vllm.sampling_params import RequestOutputKind, SamplingParams, StructuredOutputsParams

        structured = StructuredOutputsParams(**constraint) if constraint else None
        params = SamplingParams(
            **sampling, structured_outputs=structured, output_kind=RequestOutputKind.FINAL_ONLY
        )
        last = None
        async for output in self._engine.generate(dict(prompt), params, request_id):
            last = output
        return last

    def stop(self) -> None:
        """Ends the engine and its processes; harmless where it never started."""

        async def end() -> None:
            engine, self._engine = self._engine, None
            if engine is not None:
                engine.shutdown()
            if self._watchdog is not None:
                self._watchdog.call_off()
            self._loop.stop()

        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(end(), self._loop)
            # A start that is interrupted holds the thread until vLLM notices; nobody waits for it.
            self._thread.join(timeout=_PATIENCE)
