"""A model from the Hub or a directory, run by vLLM in this process (`t3data[vllm]`).

Requests go to vLLM's asynchronous engine one by one and are batched there continuously, so that
frames of the next videos are decoded in threads while others are being answered.
"""

import asyncio
import atexit
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from t3data.errors import T3Error
from t3data.models import vllm_prompt, vllm_reply
from t3data.models.chat import Ask, Failure, Outcome, Request
from t3data.models.refusals import excerpt
from t3data.models.vllm_engine import EngineThread, cannot_start


class InProcessVLLM:
    """A model that vLLM runs here. It answers as a vLLM server of the same model does.

    The engine starts when the model is first opened and stays until `close` or the end of the
    process: every later `open` is instant.
    """

    def __init__(
        self,
        model: str,
        *,
        revision: str | None = None,
        dtype: str = "auto",
        max_model_len: int | None = None,
        processor: Mapping[str, Any] | None = None,
        engine: Mapping[str, Any] | None = None,
    ) -> None:
        """Describes the model; nothing is loaded yet.

        Args:
            model: A Hub id or a directory.
            revision: Branch, tag or commit on the Hub.
            dtype: Of weights and activations, as vLLM names it.
            max_model_len: Tokens of prompt and reply together; None for the model's own limit.
            processor: Settings of the model's processor that change what it sees, such as
                `max_pixels`.
            engine: Other arguments of vLLM's engine which decide how the model runs but not what
                it answers, such as `tensor_parallel_size`.
        """
        self._model = model
        self._revision = revision
        self._answers = {"dtype": dtype} if dtype != "auto" else {}
        self._processor = dict(processor or {})
        self._settings = {
            **(engine or {}),
            "model": model,
            "revision": revision,
            "tokenizer_revision": revision,
            "dtype": dtype,
            "max_model_len": max_model_len,
            "mm_processor_kwargs": self._processor or None,
        }
        self._running: tuple[EngineThread, vllm_prompt.Renderer] | None = None
        self._numbers = count()

    @property
    def name(self) -> str:
        """The Hub id or directory."""
        return self._model

    @property
    def identity(self) -> str:
        """The name with all else that decides answers: `id@revision[dtype=…,max_pixels=…]`.

        Of a directory, in which the next training may leave other weights, the state of its files
        stands for the revision.
        """
        revision = f"@{self._revision}" if self._revision else _state(Path(self._model))
        special = {**self._answers, **self._processor}
        shown = ",".join(f"{key}={special[key]}" for key in sorted(special))
        return f"{self._model}{revision}{f'[{shown}]' if shown else ''}"

    @property
    def place(self) -> str:
        """Where it runs."""
        return "vLLM in this process"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        """Starts the engine where it does not run yet.

        Raises:
            T3Error: vLLM is missing, cannot start the model, or it has no chat template.
        """
        if self._running is None:
            self._running = await self._start()
        engine, renderer = self._running

        async def ask(request: Request) -> Outcome:
            return await engine.run(self._answer(engine, renderer, request))

        yield ask

    def close(self) -> None:
        """Ends the engine and frees its memory. The next `open` starts it again."""
        if self._running is not None:
            self._running[0].stop()
            self._running = None
            atexit.unregister(self.close)

    async def _start(self) -> tuple[EngineThread, vllm_prompt.Renderer]:
        if self._model.startswith((".", "/", "~")) and not Path(self._model).is_dir():
            raise T3Error(f"model {self._model}: no such directory")
        trusted = bool(self._settings.get("trust_remote_code"))
        engine = EngineThread(self._settings)
        try:
            # First what takes seconds: a model that is not there need not wait for an engine.
            renderer = await asyncio.to_thread(
                vllm_prompt.Renderer.load, self._model, self._revision, trusted
            )
            await engine.start()
        except BaseException as error:
            engine.stop()
            if isinstance(error, Exception):
                raise cannot_start(self._model, error) from error
            raise
        # Before the interpreter takes down what the engine's thread works with.
        atexit.register(self.close)
        return engine, renderer

    async def _answer(
        self, engine: EngineThread, renderer: vllm_prompt.Renderer, request: Request
    ) -> Outcome:
        if request.given_reply == "":
            return Failure("bad_request", "an empty reply has no log-probability")
        if request.sampling.max_tokens > engine.context:
            wish = request.sampling.max_tokens
            return Failure("too_long", f"{wish} tokens of reply, of {engine.context} in all")
        try:
            # On this one thread, because tokenizers do not like several; frames take far longer.
            ids, given = vllm_prompt.prompt_ids(renderer, request)
            frames = await asyncio.to_thread(vllm_prompt.frames, request)
        except OSError as error:
            return Failure("media", f"a frame is not a picture: {excerpt(str(error))}")
        except Exception as error:  # templates raise what they like
            return vllm_reply.read_error(error)
        try:
            output = await engine.generate(
                {"prompt_token_ids": ids, **frames},
                vllm_prompt.sampling(request, engine.defaults),
                vllm_prompt.constraint(request),
                f"t3-{next(self._numbers)}",
            )
        except Exception as error:
            return vllm_reply.read_error(error)
        if request.given_reply is not None:
            return vllm_reply.read_given(output, request.given_reply, given)
        return vllm_reply.read_output(output, request.logprobs)


def _state(directory: Path) -> str:
    """Changes whenever a file does; empty for what is no directory."""
    if not directory.is_dir():
        return ""
    files = sorted((file.name, file.stat()) for file in directory.iterdir() if file.is_file())
    listed = [(name, status.st_size, status.st_mtime_ns) for name, status in files]
    return f"@{sha256(repr(listed).encode()).hexdigest()[:12]}"
