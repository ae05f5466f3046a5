"""A language model as judge of what rules cannot read: cached, and its share always said."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from t3data.models import CachedModel, OpenAIServer, ResponseCache
from t3data.models.chat import Message, Reply, Request, Sampling

_LONGEST = 512


class Judge:
    """A model that is asked about single replies, at temperature 0."""

    def __init__(self, model: CachedModel) -> None:
        """Asks `model`."""
        self.name = model.name
        self._model = model

    def ask(self, prompts: Mapping[str, str]) -> dict[str, str]:
        """The judge's replies by sample id; a failure is no verdict and has no entry.

        Raises:
            T3Error: the judge cannot be used at all.
        """
        requests = [
            Request((Message("user", prompt),), Sampling(max_tokens=_LONGEST))
            for prompt in prompts.values()
        ]
        outcomes = self._model.ask_all(requests)
        return {
            id: outcome.text
            for id, outcome in zip(prompts, outcomes, strict=True)
            if isinstance(outcome, Reply)
        }


@contextmanager
def open_judge(model: str | None, base_url: str | None, cache: Path) -> Iterator[Judge | None]:
    """The judge at an OpenAI-compatible server, its replies kept in `cache`; None without one."""
    if not model or not base_url:
        yield None
        return
    with ResponseCache(cache) as kept:
        yield Judge(CachedModel(OpenAIServer(model, base_url), kept))
