"""The vocabulary of Qwen2-VL without a download: a file inside the PyPI package `dashscope`.

The package is located through its metadata and never imported: its own tokenizer has the special
tokens of the first Qwen, which lacks those for vision.
"""

from base64 import b64decode
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from t3data.errors import T3Error
from t3data.tokens.bytelevel import byte_level_encoder
from t3data.tokens.tokenizer import Tokenizer

NAME = "qwen2-vl"
SHA256 = "b2b1b8dfb5cc5f024bafc373121c6aba3f66f9a5a0269e243470a1de16a33186"
_PACKAGE = "dashscope"
_FILE = "resources/qwen.tiktoken"
_INSTALL = "pip install 't3data[qwen]'"

SPECIAL_TOKENS = {
    token: 151643 + offset
    for offset, token in enumerate(
        (
            "<|endoftext|>",
            "<|im_start|>",
            "<|im_end|>",
            "<|object_ref_start|>",
            "<|object_ref_end|>",
            "<|box_start|>",
            "<|box_end|>",
            "<|quad_start|>",
            "<|quad_end|>",
            "<|vision_start|>",
            "<|vision_end|>",
            "<|vision_pad|>",
            "<|image_pad|>",
            "<|video_pad|>",
        )
    )
}
"""In the order of their ids, as in the `tokenizer.json` of Qwen2-VL, which has no others."""


def load_qwen2_vl() -> Tokenizer:
    """Qwen2-VL's tokenizer.

    Raises:
        T3Error: the package with the vocabulary is not installed, or its file is another one.
    """
    encode = byte_level_encoder(NAME, read_ranks(), SPECIAL_TOKENS)
    return Tokenizer(NAME, SHA256, encode, SPECIAL_TOKENS)


def read_ranks() -> dict[bytes, int]:
    """The 151,643 ordinary tokens and their ids.

    Raises:
        T3Error: as `load_qwen2_vl`.
    """
    path = _vocabulary_path()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise T3Error(
            f"{path}: cannot read the Qwen vocabulary: {error.strerror}; {_INSTALL}"
        ) from error
    found = sha256(data).hexdigest()
    if found != SHA256:
        raise T3Error(
            f"{path}: not the Qwen vocabulary: sha256 is {found[:12]}…, expected {SHA256[:12]}…; "
            f"reinstall it with: pip install --force-reinstall {_PACKAGE}"
        )
    pairs = (line.split() for line in data.splitlines() if line)
    return {b64decode(token): int(rank) for token, rank in pairs}


def _vocabulary_path() -> Path:
    try:
        files = distribution(_PACKAGE).files or []
    except PackageNotFoundError:
        raise T3Error(
            f"tokenizer {NAME}: its vocabulary is not installed; {_INSTALL}, or name a local "
            "tokenizer.json or a Hub id"
        ) from None
    for file in files:
        if file.as_posix().endswith(_FILE):
            return Path(str(file.locate()))
    raise T3Error(f"tokenizer {NAME}: the package {_PACKAGE} has no {_FILE} in it; {_INSTALL}")
