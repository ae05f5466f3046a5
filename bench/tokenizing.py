"""Seconds to count the tokens of many texts: `python -m bench.tokenizing TEXTS.json`."""

import json
import sys
import time
from pathlib import Path


def seconds(texts: list[str]) -> float:
    """How long exact counts take, without loading the vocabulary."""
    from t3data.tokens import load_tokenizer

    tokenizer = load_tokenizer()
    tokenizer.count("loaded and warm")
    start = time.perf_counter()
    for text in texts:
        tokenizer.count(text)
    return time.perf_counter() - start


if __name__ == "__main__":
    print(seconds(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
