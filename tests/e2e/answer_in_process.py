"""Asks a model that vLLM runs in this process, and notes what vLLM's processor received.

    python answer_in_process.py JOB ANSWERS

Both are pickles: JOB holds (directory, requests by name), ANSWERS the outcomes by name, first each
with the videos that the processor was given, asked one by one, then asked all at once. Every round
has an event loop of its own, as rounds of probes do.
"""

import asyncio
import pickle
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

from t3data.models.chat import Outcome, Request
from t3data.models.in_process import InProcessVLLM

Seen = list[tuple[tuple[int, ...], str, dict[str, Any]]]
"""Shape and hash of the pixels, and the metadata, of each video of a request."""


def note_what_the_processor_gets(seen: list[Seen]) -> None:
    """Makes every call of vLLM's multi-modal processor leave a note."""
    from vllm.multimodal.processing import BaseMultiModalProcessor

    original = BaseMultiModalProcessor.apply

    def apply(self: Any, inputs: Any, *more: Any, **named: Any) -> Any:
        videos = inputs.mm_data_items.get("video")
        if videos is not None:
            arrays = [item[0] if isinstance(item, tuple) else item for item in videos.get_all()]
            seen.append(
                [
                    (array.shape, sha256(array.tobytes()).hexdigest(), dict(metadata))
                    for array, metadata in zip(arrays, videos.metadata, strict=True)
                ]
            )
        return original(self, inputs, *more, **named)

    BaseMultiModalProcessor.apply = apply


async def ask_one_by_one(
    model: InProcessVLLM, requests: dict[str, Request], seen: list[Seen]
) -> dict[str, tuple[Outcome, Seen]]:
    answers = {}
    async with model.open() as ask:
        for name, request in requests.items():
            seen.clear()
            answers[name] = (await ask(request), seen[0] if seen else [])
    return answers


async def ask_at_once(model: InProcessVLLM, requests: dict[str, Request]) -> dict[str, Outcome]:
    async with model.open() as ask:
        outcomes = await asyncio.gather(*map(ask, requests.values()))
    return dict(zip(requests, outcomes, strict=True))


def main(job: Path, answers: Path) -> None:
    directory, requests = pickle.loads(job.read_bytes())
    seen: list[Seen] = []
    model = InProcessVLLM(str(directory), engine={"enforce_eager": True})
    asyncio.run(ask_one_by_one(model, {}, seen))
    note_what_the_processor_gets(seen)
    started = time.monotonic()
    one_by_one = asyncio.run(ask_one_by_one(model, requests, seen))
    at_once = asyncio.run(ask_at_once(model, requests))
    assert time.monotonic() - started < 60, "the engine was started anew"
    model.close()
    answers.write_bytes(pickle.dumps((one_by_one, at_once)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
