"""Asks a served model T3 questions that it was not trained on, and marks its replies."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from pathlib import Path

from real_vllm import Served

from t3data.models import OpenAIServer
from t3data.models.chat import Message, Reply, Request, Sampling
from t3data.shards import read_shard, shard_paths
from t3data.types import Example

POSITIONS = ("begin", "middle", "end")


@dataclass(frozen=True, slots=True)
class Marked:
    """One question and what became of it."""

    task: str
    truth: str
    chance: float
    """What a guess among the candidates is worth."""
    reply: str
    """Empty where there was none, or where it had no end."""

    @property
    def right(self) -> bool:
        """The true candidate; of a position any wording of it, for the question names none."""
        return bool(self.reply) and _core(self.reply, self.task) == _core(self.truth, self.task)


def never_shown(directory: Path, mix: Path, limit: int) -> list[Example]:
    """The first `limit` rows below `directory` whose videos are in no row of `mix`."""
    shown = {_video(row) for path in shard_paths(mix) for row in read_shard(path) if row.task}
    rows = [row for path in shard_paths(directory) for row in read_shard(path)]
    return [row for row in rows if _video(row) not in shown][:limit]


def ask(rows: Sequence[Example], server: Served) -> list[Marked]:
    """Free-form rows, asked with temperature 0."""
    replies = asyncio.run(_replies(rows, server))
    return [_marked(row, reply) for row, reply in zip(rows, replies, strict=True)]


def p_value(marked: Sequence[Marked]) -> float:
    """Exact one-sided binomial test against guessing, at the highest chance of any question."""
    chance = max(one.chance for one in marked)
    count, hits = len(marked), sum(one.right for one in marked)
    return sum(
        comb(count, k) * chance**k * (1 - chance) ** (count - k) for k in range(hits, count + 1)
    )


async def _replies(rows: Sequence[Example], server: Served) -> list[str]:
    turn = asyncio.Semaphore(16)
    async with OpenAIServer(server.model, server.base_url).open() as put:

        async def one(row: Example) -> str:
            asked = Message("user", row.conversations[0].value)
            async with turn:
                outcome = await put(Request((asked,), Sampling(max_tokens=24)))
            return outcome.text.strip() if isinstance(outcome, Reply) else ""

        return list(await asyncio.gather(*map(one, rows)))


def _video(row: Example) -> tuple[str, ...]:
    """The captions of a composition, in their order."""
    return tuple(json.loads(row.meta)["captions"])


def _marked(row: Example, reply: str) -> Marked:
    meta = json.loads(row.meta)
    candidates = meta["candidates"]
    return Marked(row.task, candidates[meta["answer"]], 1 / len(candidates), reply)


def _core(text: str, task: str) -> str:
    plain = text.lower().rstrip(".")
    if task == "ground_position":
        return next((position for position in POSITIONS if position in plain), plain)
    return plain
