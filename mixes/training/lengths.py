"""How long the rows of a mix are for a trainer that counts media otherwise than the mix does.

The mix knows the length of each row with the most that its media can take under
`mixes.filters.tokens.MEDIA_BUDGET`. Taking that off leaves the text, to which another bound is
added.
"""

from collections.abc import Callable

import numpy as np

from mixes.filters.tokens import media_bound
from mixes.training.mix import Counts, Mix
from t3data.tokens import MediaBudget, media_tokens

MediaTokens = Callable[[int, int], int]
"""The most tokens that so many images and videos take."""


def of_budget(budget: MediaBudget) -> MediaTokens:
    """The bound under limits of pixels and frames as LLaMA-Factory applies them."""
    return lambda images, videos: media_tokens(images, videos, budget)


def row_lengths(mix: Mix, media: MediaTokens) -> Counts:
    """The most tokens of each row; the limit of the mix stands for rows that were not counted."""
    lengths = np.where(mix.tokens < 0, mix.max_tokens, mix.tokens)
    pairs, which = np.unique(np.stack([mix.images, mix.videos]), axis=1, return_inverse=True)
    extra = [media(int(i), int(v)) - media_bound(int(i), int(v)) for i, v in pairs.T]
    return lengths + np.array(extra, np.int64)[which.reshape(-1)] if len(lengths) else lengths


def longest(mix: Mix, media: MediaTokens, per_answer: int = 0) -> int:
    """The most tokens of any row; `per_answer` are what a chat template puts before an answer."""
    lengths = row_lengths(mix, media) + per_answer * ((mix.turns + 1) // 2)
    return int(lengths.max(initial=0))


def longer_than(mix: Mix, media: MediaTokens, limit: int) -> int:
    """Rows that can have more than `limit` tokens."""
    return int(np.count_nonzero(row_lengths(mix, media) > limit))
