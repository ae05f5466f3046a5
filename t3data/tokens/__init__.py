"""Exact token counts of training rows, and bounds that need neither a tokenizer nor the media.

Importing this package is cheap; a tokenizer library is imported when a tokenizer is loaded.
"""

from t3data.tokens.chat import conversation_tokens, conversation_upper_bound
from t3data.tokens.load import load_tokenizer
from t3data.tokens.media import QWEN2_VL, QWEN3_VL, MediaBudget, media_tokens
from t3data.tokens.tokenizer import Tokenizer

__all__ = [
    "QWEN2_VL",
    "QWEN3_VL",
    "MediaBudget",
    "Tokenizer",
    "conversation_tokens",
    "conversation_upper_bound",
    "load_tokenizer",
    "media_tokens",
]
