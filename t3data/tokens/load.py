"""From a name to a tokenizer: the offline vocabulary, a local `tokenizer.json` or a Hub id."""

import re
from functools import cache
from pathlib import Path

from t3data.errors import T3Error
from t3data.tokens import qwen
from t3data.tokens.tokenizer import Tokenizer

_HUB_ID = re.compile(r"([\w.-]+/[\w.-]+?)(?:@([\w./-]+))?")


def load_tokenizer(name: str = qwen.NAME) -> Tokenizer:
    """Loads a tokenizer; the same name gives the same object again.

    Args:
        name: "qwen2-vl" (the offline vocabulary), a `tokenizer.json` or a directory that holds
            one, or a Hub id, with a revision as in "Qwen/Qwen2-VL-7B-Instruct@main".
            HF_HUB_OFFLINE=1 is respected: then only the local cache is looked at.

    Raises:
        T3Error: there is no such tokenizer, or it cannot be read.
    """
    return _load(name)


@cache
def _load(name: str) -> Tokenizer:
    if name == qwen.NAME:
        return qwen.load_qwen2_vl()
    from t3data.tokens.pretrained import download, load_file

    path = Path(name)
    if name and path.is_dir():
        path = path / "tokenizer.json"
        if not path.is_file():
            raise T3Error(f"{name}: no tokenizer.json in this directory")
    if path.is_file():
        return load_file(path, name)
    hub_id = _HUB_ID.fullmatch(name)
    if hub_id is None or name.endswith(".json"):
        raise T3Error(
            f"tokenizer {name}: no such file or directory, and not a Hub id like "
            f"Qwen/Qwen2-VL-7B-Instruct; the offline vocabulary is called {qwen.NAME}"
        )
    return load_file(download(hub_id[1], hub_id[2]), name)
