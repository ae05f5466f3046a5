"""Length limit in exact tokens, chat template and media included.

A tokenizer is loaded only when a row comes along whose bytes leave the question open: byte-level
BPE never makes more tokens than bytes. A row's count is kept where it had to be made.
"""

from collections.abc import Callable

from mixes.shapes.row import Refusal, Row, as_turns
from t3data.tokens import (
    QWEN2_VL,
    conversation_tokens,
    conversation_upper_bound,
    load_tokenizer,
    media_tokens,
)

MEDIA_BUDGET = QWEN2_VL
"""What media are counted by, and what the training configuration sets."""
_FRAME = 48
"""More than the template's system turn takes when the row brings none."""
_TURN_FRAME = 64
"""More than the template puts around a turn, tool responses included."""


def token_check(limit: int, tokenizer: str) -> Callable[[Row], Refusal | None]:
    """The check against `limit` tokens."""

    def check(row: Row) -> Refusal | None:
        media = _media(row)
        if _surely_below(row, media, limit):
            return None
        if conversation_upper_bound(as_turns(row.turns), media) <= limit:
            return None
        row.n_tokens = count_tokens(row, tokenizer)
        if row.n_tokens <= limit:
            return None
        return Refusal("too_long", f"{row.n_tokens:,} tokens, the limit is {limit:,}")

    return check


def count_tokens(row: Row, tokenizer: str) -> int:
    """The exact length of `row`; media are counted as the most they can take."""
    return conversation_tokens(load_tokenizer(tokenizer), as_turns(row.turns), _media(row))


def _media(row: Row) -> int:
    if not row.images and not row.videos:
        return 0
    return media_tokens(len(row.images), len(row.videos), MEDIA_BUDGET)


def _surely_below(row: Row, media: int, limit: int) -> bool:
    """A cheap answer for short ASCII rows; function calls are rewritten and may grow."""
    most = media + _FRAME
    for turn in row.turns:
        if not turn.value.isascii() or turn.speaker == "function_call":
            return False
        most += len(turn.value) + _TURN_FRAME
    return most <= limit
