"""The account of a model's outcomes: replies into the cache, failures counted, hope given up."""

from collections import Counter

from t3data.errors import T3Error
from t3data.models.bill import Bill
from t3data.models.cache import ResponseCache
from t3data.models.chat import ChatModel, Failure, FailureKind, Outcome, Reply
from t3data.models.retry import PASSING

_HOPELESS: frozenset[FailureKind] = frozenset(("unauthorized", "not_found", "misconfigured"))
_ALIVE: frozenset[FailureKind] = frozenset(("too_long", "empty", "truncated", "refused"))
"""The model has answered, if not as hoped."""
_IN_A_ROW = 50


class Ledger:
    """Keeps the books of one model over all runs."""

    def __init__(self, model: ChatModel, cache: ResponseCache | None) -> None:
        self._model = model
        self._cache = cache
        self._calls = self._cached = 0
        self._prompt_tokens = self._completion_tokens = 0
        self._failures: Counter[FailureKind] = Counter()
        self._in_a_row = 0

    @property
    def bill(self) -> Bill:
        """What was asked so far."""
        return Bill(
            self._calls,
            self._cached,
            self._prompt_tokens,
            self._completion_tokens,
            dict(self._failures),
        )

    @property
    def keeps(self) -> bool:
        """Whether replies can be recalled."""
        return self._cache is not None

    def recall(self, key: str) -> Reply | None:
        """The cached reply to the request with this key."""
        return None if self._cache is None else self._cache.get(key)

    def note_cached(self) -> None:
        """Counts a request that was answered without asking."""
        self._cached += 1

    def note(self, key: str, outcome: Outcome) -> None:
        """Counts an outcome, and keeps it if it is a reply.

        Args:
            key: Of the request; of no use for a request that could not be made.
            outcome: What the model, or the attempt to make the request, has come to.

        Raises:
            T3Error: it shows that the model cannot be used, or the cache cannot be written.
        """
        self._calls += 1
        self._prompt_tokens += outcome.usage.prompt_tokens
        self._completion_tokens += outcome.usage.completion_tokens
        if isinstance(outcome, Reply):
            self._in_a_row = 0
            if self._cache is not None:  # an empty cache is false
                self._cache.put(key, self._model.name, outcome)
            return
        self._failures[outcome.kind] += 1
        self._give_up_where_hopeless(outcome)

    def _give_up_where_hopeless(self, failure: Failure) -> None:
        """A model that is not there would turn every request into a failure, slowly.

        Failures that lie in single requests end nothing: what is left to a run that is taken up
        again may be these requests alone. So a refusal of the form (`bad_request`) counts only
        while nothing at all was ever answered; `media` and `unsupported` tell nothing.
        """
        replies = self._calls - sum(self._failures.values())
        answered = replies + self._cached
        kind = failure.kind
        if kind in _ALIVE:
            self._in_a_row = 0
        elif kind in PASSING or (kind == "bad_request" and not answered):
            self._in_a_row += 1
        hopeless = kind in _HOPELESS or (kind == "unreachable" and not replies)
        if hopeless or self._in_a_row >= _IN_A_ROW:
            raise T3Error(
                f"model {self._model.name} at {self._model.place}: {kind}: {failure.detail}; "
                f"{replies:,} replies were kept, run again to go on from there"
            )
