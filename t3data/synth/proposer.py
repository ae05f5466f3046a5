"""A language model that proposes items, edits and wordings; everything it says is checked."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from t3data.english import sentences
from t3data.generator import LanguageModelDescriber, reword
from t3data.models import Bill, CachedModel, OpenAIServer, ResponseCache
from t3data.synth.pools import Pool
from t3data.types import Posed, Reject


class Proposer:
    """Describes captions and rewords questions, and keeps the account of all calls."""

    def __init__(self, model: CachedModel, seed: int) -> None:
        self._model = model
        self._seed = seed
        self._describer = LanguageModelDescriber(model)

    @property
    def model(self) -> str:
        """The model's name on its server."""
        return self._model.name

    @property
    def bill(self) -> Bill:
        """What was asked so far."""
        return self._model.bill

    def describe(self, pool: Pool) -> tuple[Pool, list[Reject]]:
        """The pool with a scene for each caption, and the proposals that were refused."""
        scenes, rejects = self._describer.describe_all(pool.captions, sentences)
        return replace(pool, scenes=tuple(scenes)), rejects

    def reword(self, posed: Sequence[Posed]) -> tuple[list[Posed], list[Reject]]:
        """The questions in other words where a wording passes, and the wordings that do not."""
        return reword(posed, self._model, self._seed)


@contextmanager
def open_proposer(model: str, base_url: str, cache: Path, seed: int) -> Iterator[Proposer]:
    """A proposer on an OpenAI-compatible server; the key, if any, is in OPENAI_API_KEY.

    Args:
        model: The model's name on the server.
        base_url: Usually ends with /v1.
        cache: File of all replies; a run that is repeated asks nothing twice.
        seed: Decides which of several good wordings is taken.
    """
    server = OpenAIServer(model, base_url, os.environ.get("OPENAI_API_KEY"))
    with ResponseCache(cache) as replies:
        yield Proposer(CachedModel(server, replies), seed)
