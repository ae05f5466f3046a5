"""Tokenizers from a `tokenizer.json`, by the `tokenizers` library.

Where the file describes byte-level BPE with Qwen's splitting rule, the same ids come from tiktoken
6 times as fast; that path is taken only after both agreed on `adversarial_texts`.
"""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from t3data.errors import T3Error
from t3data.tokens.adversarial import adversarial_texts
from t3data.tokens.bytelevel import QWEN_SPLIT, byte_level_encoder
from t3data.tokens.tokenizer import Tokenizer

FILE_NAME = "tokenizer.json"


def load_file(path: Path, name: str) -> Tokenizer:
    """The tokenizer that `path`, a `tokenizer.json`, describes.

    Raises:
        T3Error: the file is not a tokenizer.
    """
    from tokenizers import Tokenizer as HFTokenizer

    try:
        data = path.read_bytes()
        reference = HFTokenizer.from_str(data.decode("utf-8"))
    except OSError as error:
        raise T3Error(f"{path}: cannot read: {error.strerror}") from error
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # what the library cannot parse is Exception or a Rust panic
        raise T3Error(f"{path}: not a {FILE_NAME}: {_first_line(error)}") from error
    # A row is measured whole: limits that the file carries would hide how long it is.
    reference.no_truncation()
    reference.no_padding()

    def encode(text: str) -> list[int]:
        ids: list[int] = reference.encode(text, add_special_tokens=False).ids
        return ids

    description = json.loads(data)
    special = {token["content"]: token["id"] for token in description.get("added_tokens") or []}
    fast = _compile(description, special, name)
    if fast and any(fast(text) != encode(text) for text in adversarial_texts(special)):
        fast = None
    return Tokenizer(name, sha256(data).hexdigest(), fast or encode, special)


def download(repository: str, revision: str | None) -> Path:
    """The `tokenizer.json` of a Hub repository, from the local cache where it is there.

    Raises:
        T3Error: no such repository or file, no access, or no network.
    """
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import LocalEntryNotFoundError, OfflineModeIsEnabled

    try:
        return Path(hf_hub_download(repository, FILE_NAME, revision=revision))
    except (LocalEntryNotFoundError, OfflineModeIsEnabled) as error:
        raise T3Error(
            f"tokenizer {repository}: not in the local cache, and the Hub is out of reach or "
            "switched off; name a local directory, or use the offline vocabulary qwen2-vl"
        ) from error
    except Exception as error:  # HTTP clients differ between versions, and so do their errors
        raise T3Error(
            f"tokenizer {repository}: cannot be fetched from the Hub: {_first_line(error)}"
        ) from error


def _compile(
    description: Mapping[str, Any], special: Mapping[str, int], name: str
) -> Callable[[str], list[int]] | None:
    """The encoder of `description` in tiktoken's terms, or None where these cannot express it."""
    model = description["model"]
    altered = ("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")
    if model.get("type") != "BPE" or model.get("byte_fallback") or any(map(model.get, altered)):
        return None
    normalizer = description.get("normalizer")
    if normalizer not in (None, {"type": "NFC"}) or not _splits_like_qwen(description):
        return None
    # Tokens that swallow white space, match whole words or match normalized text are beyond it.
    flags = ("lstrip", "rstrip", "single_word", "normalized")
    if any(token.get(flag) for token in description.get("added_tokens") or [] for flag in flags):
        return None
    ranks = _ranks(model)
    if ranks is None:
        return None
    return byte_level_encoder(name, ranks, special, nfc=normalizer is not None)


def _splits_like_qwen(description: Mapping[str, Any]) -> bool:
    steps = (description.get("pre_tokenizer") or {}).get("pretokenizers") or []
    if [step.get("type") for step in steps] != ["Split", "ByteLevel"]:
        return False
    split, byte_level = steps
    return bool(
        split.get("pattern") == {"Regex": QWEN_SPLIT}
        and split.get("behavior") == "Isolated"
        and not split.get("invert")
        and not byte_level.get("add_prefix_space")
        and byte_level.get("use_regex") is False
    )


def _ranks(model: Mapping[str, Any]) -> dict[bytes, int] | None:
    """Tokens by id, if ids are in the order of the merges: tiktoken merges by id."""
    merges = model["merges"]
    pairs = (merge.split(" ") if isinstance(merge, str) else merge for merge in merges)
    vocabulary: dict[str, int] = model["vocab"]
    if any(
        vocabulary.get("".join(pair)) != index for index, pair in enumerate(pairs, start=256)
    ) or len(vocabulary) != 256 + len(merges):
        return None
    as_byte = byte_alphabet()
    try:
        return {bytes(as_byte[c] for c in token): rank for token, rank in vocabulary.items()}
    except KeyError:
        return None


def byte_alphabet() -> dict[str, int]:
    """The printable character that stands for each byte in byte-level vocabularies (GPT-2's)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {
        chr(256 + position): byte for position, byte in enumerate(others)
    }


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0][:200]
