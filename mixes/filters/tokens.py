"""Length limit in exact tokens, chat template and media included.

A tokenizer is loaded only when a row comes along whose bytes leave the question open: byte-level
BPE never makes more tokens than bytes. A row's count is kept where it had to be made.
"""

from collections.abc import Callable
from functools import cache

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
        media = media_bound(len(row.images), len(row.videos))
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
    return conversation_tokens(
        load_tokenizer(tokenizer),
        as_turns(row.turns),
        media_bound(len(row.images), len(row.videos)),
    )


@cache
def media_bound(images: int, videos: int) -> int:
    """The most tokens that so many images and videos take."""
    return media_tokens(images, videos, MEDIA_BUDGET)


def most_tokens(text: str, turns: int) -> int:
    """More tokens than `text` can make in so many turns that hold no function call.

    NFC never lengthens UTF-8 more than threefold (UAX 15); function calls are written anew.
    """
    size = len(text) if text.isascii() else 3 * len(text.encode())
    return size + _FRAME + turns * _TURN_FRAME


def _surely_below(row: Row, media: int, limit: int) -> bool:
    """A cheap answer for short rows."""
    if any(turn.speaker == "function_call" for turn in row.turns):
        return False
    text = "\n".join(turn.value for turn in row.turns)
    return most_tokens(text, len(row.turns)) + media <= limit
